"""What a question looks like on paper, in parts: texts, boxes to tick, boxes to write in, a grid, lines to write on. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

TEXT, TICKS, BLANKS, GRID, LINES = "text", "ticks", "blanks", "grid", "lines"


@dataclass(frozen=True)
class Printed:
    """``items`` are paragraphs, or what stands beside each box, or the columns of a grid, whose lines are ``rows``.

    ``label`` stands above; ``room`` is how many lines there are to write on.
    """

    kind: str
    items: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    label: str = ""
    room: int = 0


def texts(*paragraphs: str) -> list[Printed]:
    """What is only read; nothing where there is no text."""
    said = tuple(str(paragraph) for paragraph in paragraphs if paragraph)
    return [Printed(TEXT, said)] if said else []


def ticks(labels: Iterable[str], *, label: str = "") -> list[Printed]:
    said = tuple(str(each) for each in labels)
    return [Printed(TICKS, said, label=str(label))] if said else []


def blanks(labels: Iterable[str], *, label: str = "") -> list[Printed]:
    """A box before each label, for a number."""
    return [Printed(BLANKS, tuple(str(each) for each in labels), label=str(label))]


def grid(rows: Iterable[str], columns: Iterable[str]) -> list[Printed]:
    """One box to tick on each row."""
    return [Printed(GRID, tuple(str(each) for each in columns), tuple(str(each) for each in rows))]


def lines(room: int, *, label: str = "") -> list[Printed]:
    """Lines to write on."""
    return [Printed(LINES, room=room, label=str(label))]
