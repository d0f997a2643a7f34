"""``make bench``: our pages and writes as ratios of the bare limits, in pairs, on the shipped server, in one run.

Prints a table and writes it as JSON (``--json``). A ratio that misses its limit makes the run fail.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["MODE"] = "demo"


def main() -> int:
    options = read_options()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        os.environ["DATA_DIR"] = folder
        if server := os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = stack.enter_context(a_database(server))
        manage("migrate", "-v0")
        manage("load_demo")
        import django

        django.setup()
        from tests.bench import growth, serving

        rows = serving.measure(stack, seconds=options.seconds, rounds=options.rounds)
        rows += growth.measure(options.sizes)
    report(rows, options.json)
    return 1 if any(row["missed"] for row in rows) else 0


def read_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each part of a pair runs")
    parser.add_argument("--rounds", type=int, default=7, help="how many pairs; the median counts")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--json", type=Path, default=ROOT / ".build" / "bench.json")
    return parser.parse_args()


@contextmanager
def a_database(server: str):
    """The address of a new database on this PostgreSQL server, gone afterwards."""
    import psycopg

    name = f"bench_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(*words: str) -> None:
    subprocess.run([sys.executable, str(ROOT / "manage.py"), *words], check=True, cwd=ROOT)


def report(rows: list[dict], file: Path) -> None:
    from django.db import connection

    sys.stdout.write(f"\n{connection.vendor}, {os.cpu_count()} cores\n")
    for row in rows:
        verdict = "MISSED" if row["missed"] else "ok"
        limit = f"limit {row['limit']}" if row["limit"] is not None else ""
        sys.stdout.write(f"{row['what']:<58} {row['value']:>10.3f} {row['unit']:<9} {limit:<14} {verdict}\n")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"database": connection.vendor, "cores": os.cpu_count(), "rows": rows}, indent=1))


if __name__ == "__main__":
    raise SystemExit(main())
