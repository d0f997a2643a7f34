"""The lines of the table: a value with its limit, what was missed, and what a decision has accepted."""

import json
import os
import platform
import re
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
# A line of a page in docs/decisions: "- `make bench`, sqlite: `submission` missed" (or "any database").
ACCEPTED = re.compile(r"^- `make bench`, (sqlite|postgresql|any database): `([\w.-]+)` missed", re.MULTILINE)


@dataclass
class Row:
    name: str
    what: str
    value: float
    unit: str = ""
    limit: float | None = None
    at_least: bool = True

    @property
    def is_missed(self) -> bool:
        if self.limit is None:
            return False
        return self.value < self.limit if self.at_least else self.value > self.limit

    @property
    def verdict(self) -> str:
        if self.limit is None:
            return ""
        return "ok" if not self.is_missed else "accepted" if self.name in accepted() else "MISSED"


def at_least(name: str, what: str, value: float, limit: float, unit: str = "ratio") -> Row:
    return Row(name, what, value, unit, limit, at_least=True)


def at_most(name: str, what: str, value: float, limit: float, unit: str = "ratio") -> Row:
    return Row(name, what, value, unit, limit, at_least=False)


def accepted() -> set[str]:
    """The names of the lines that a dated decision lets miss their limit on this database."""
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    found = [line for page in pages for line in ACCEPTED.findall(page.read_text())]
    return {name for vendor, name in found if vendor in {connection.vendor, "any database"}}


def exit_code(found: list[Row]) -> int:
    return 1 if any(row.verdict == "MISSED" for row in found) else 0


def report(found: list[Row], file: Path, *, seconds: float) -> None:
    where = {
        "database": f"{connection.vendor} {'.'.join(map(str, connection.get_database_version()))}",
        "machine": f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}",
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "seconds": round(seconds),
    }
    sys.stdout.write("\n" + ", ".join(f"{key} {value}" for key, value in where.items()) + "\n\n")
    for row in found:
        sign = ">=" if row.at_least else "<="
        limit = f"{sign} {row.limit:g}" if row.limit is not None else ""
        sys.stdout.write(f"{row.what:<66}{row.value:>11,.3f} {row.unit:<6}{limit:<10}{row.verdict}\n")
    missed = [row.name for row in found if row.verdict == "MISSED"]
    sys.stdout.write(f"\n{len(found)} figures, {len(missed)} missed: {', '.join(missed) or 'none'}\n")
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [asdict(row) | {"verdict": row.verdict} for row in found]
    file.write_text(json.dumps(where | {"rows": lines}, indent=1))
