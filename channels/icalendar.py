"""Calendars as RFC 5545 wants them: a small writer. Times are in UTC, so that no time zone has to be described."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from unicodedata import category

LONGEST_LINE = 75  # octets, without the line's end
PRODUCT = "-//Tilltals//Programme//SV"


@dataclass(frozen=True)
class Entry:
    """One occasion. ``uid`` never changes; ``sequence`` is raised by every change."""

    uid: str
    starts: datetime
    ends: datetime
    changed: datetime
    sequence: int
    summary: str
    is_cancelled: bool = False
    texts: dict[str, str] = field(default_factory=dict)  # LOCATION, DESCRIPTION: escaped here
    address: str = ""


def calendar(entries: Iterable[Entry], *, name: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H"]
    for entry in entries:
        lines += _lines(entry)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in folded(line))


def _lines(entry: Entry) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{_moment(entry.changed)}",
        f"LAST-MODIFIED:{_moment(entry.changed)}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTART:{_moment(entry.starts)}",
        f"DTEND:{_moment(entry.ends)}",
        f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}",
        f"SUMMARY:{escaped(entry.summary)}",
        *(f"{name}:{escaped(text)}" for name, text in entry.texts.items() if text),
        *([f"URL:{entry.address}"] if entry.address else []),
        "END:VEVENT",
    ]


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A text value: one line, whatever somebody wrote."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def folded(line: str) -> Iterator[bytes]:
    """The line in parts of at most 75 octets, each but the first begun with a space; no character is split."""
    part, longest = b"", LONGEST_LINE
    for character in (each for each in line if category(each) not in {"Cc", "Cs"}):
        octets = character.encode()
        if len(part) + len(octets) > longest:
            yield part
            part, longest = b" ", LONGEST_LINE
        part += octets
    yield part
