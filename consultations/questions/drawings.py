"""Drawings on which a place is shown: our own of Värmland, or an editor's picture, with squares and numbered places.

All lengths are in a square's hundredths, so that a drawing is as wide as it has columns. Pure; a template draws it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt
from string import ascii_uppercase
from typing import Any

from consultations.questions.questionnaire import Question

SQUARE = 100
COLUMNS = 8
VARMLAND, PICTURE = "varmland", "picture"
ROWS_OF_VARMLAND, FEWEST_ROWS, MOST_ROWS = 9, 4, 12
SMALLEST, LARGEST = 14, 46  # the radius of a circle


@dataclass(frozen=True)
class Mark:
    """A word, a number or a circle at a point of the drawing."""

    x: int
    y: int
    said: str
    label: str = ""
    radius: int = 0


@dataclass(frozen=True)
class Drawing:
    """``kind`` is VARMLAND or PICTURE; ``image`` the address of the picture; ``columns`` and ``rows`` name the squares."""

    kind: str
    image: str
    alt: str
    width: int
    height: int
    columns: Sequence[Mark] = ()
    rows: Sequence[Mark] = ()
    places: Sequence[Mark] = ()
    circles: Sequence[Mark] = ()

    @property
    def squares(self) -> list[str]:
        return [f"{column.said}{row.said}" for column in self.columns for row in self.rows]

    @property
    def across(self) -> list[int]:
        return list(range(0, self.height + 1, SQUARE))

    @property
    def down(self) -> list[int]:
        return list(range(0, self.width + 1, SQUARE))


def rows_of(kind: str, *, width: int = 0, height: int = 0) -> int:
    """How many rows of squares a drawing has; of a picture as many as its shape leaves room for."""
    if kind == VARMLAND:
        return ROWS_OF_VARMLAND
    return min(MOST_ROWS, max(FEWEST_ROWS, round(COLUMNS * height / max(width, 1))))


def squares_of(question: Question) -> list[str]:
    """The names of the squares, column by column; none where none may be chosen."""
    rows = question.settings.get("rows") or 0
    return [f"{column}{row}" for column in ascii_uppercase[:COLUMNS] for row in range(1, rows + 1)]


def runs_of_squares(squares: Sequence[str], chosen: Sequence[str]) -> list[tuple[str, str]]:
    """Squares that follow one another, as the first and the last of each run."""
    placed = list(enumerate(sorted(squares.index(square) for square in chosen)))
    runs = ([place for _n, place in run] for _key, run in groupby(placed, key=lambda pair: pair[1] - pair[0]))
    return [(squares[run[0]], squares[run[-1]]) for run in runs]


def drawing_of(question: Question, *, counts: Mapping[str, int] | None = None) -> Drawing | None:
    """The drawing of a question, if it has one; with ``counts``, by choice or square, circles as large as they are many."""
    settings = question.settings
    if not settings.get("drawing"):
        return None
    image, rows = settings.get("image") or {}, settings.get("rows") or 0
    width, height = COLUMNS * SQUARE, (rows or rows_of(settings["drawing"], **_size(image))) * SQUARE
    return Drawing(
        kind=settings["drawing"],
        image=image.get("url", ""),
        alt=question.words.get("alt", ""),
        width=width,
        height=height,
        columns=[Mark(_middle(n), -18, ascii_uppercase[n]) for n in range(COLUMNS)] if rows else (),
        rows=[Mark(-32, _middle(n), str(n + 1)) for n in range(rows)],
        places=_marked(question, width, height) if counts is None else (),  # beside counts they would be taken for one
        circles=_circles(question, counts or {}, width, height),
    )


def _marked(question: Question, width: int, height: int) -> list[Mark]:
    """The named places that stand on the drawing, numbered in their order; ``label`` is the choice."""
    marks = question.settings.get("marks") or {}
    placed = (choice.id for choice in question.choices if choice.id in marks)
    return [Mark(*_point(marks[id], width, height), str(n), id) for n, id in enumerate(placed, start=1)]  # noqa: A001


def _circles(question: Question, counts: Mapping[str, int], width: int, height: int) -> list[Mark]:
    """Areas, not widths, are as the numbers; the largest first, so that none hides a smaller one."""
    marks, most = question.settings.get("marks") or {}, max(counts.values(), default=0)
    found = []
    for key, count in sorted(counts.items(), key=lambda pair: -pair[1]):
        point = _point(marks[key], width, height) if key in marks else _centre(key, question)
        if point and count:
            choice = question.choice(key)
            radius = max(SMALLEST, round(LARGEST * sqrt(count / most)))
            found.append(Mark(*point, str(count), choice.text if choice else key, radius))
    return found


def _centre(square: str, question: Question) -> tuple[int, int] | None:
    if square not in squares_of(question):
        return None
    return _middle(ascii_uppercase.index(square[0])), _middle(int(square[1:]) - 1)


def _point(at: Sequence[int], width: int, height: int) -> tuple[int, int]:
    return at[0] * width // 100, at[1] * height // 100


def _middle(n: int) -> int:
    return n * SQUARE + SQUARE // 2


def _size(image: Mapping[str, Any]) -> dict[str, int]:
    return {"width": image.get("width", 0), "height": image.get("height", 0)}
