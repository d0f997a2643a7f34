"""Counted answers with "Don't know" and the like apart, and where people pass questions by. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from consultations.questions.no_opinion import is_no_opinion
from consultations.questions.protocol import Line, Table
from consultations.questions.questionnaire import Question


@dataclass(frozen=True)
class SharedLine:
    """``of_all`` is the line's share of those who answered, ``of_opinions`` of those who gave an opinion, 0 to 1.

    The second is None on a line that is no opinion itself, and everywhere if nobody could have had none.
    """

    line: Line
    of_all: float
    of_opinions: float | None


def shares(table: Table) -> list[SharedLine]:
    bases = _bases_of_opinions(table)
    apart = _apart(table)
    return [
        SharedLine(
            line,
            line.count / table.answered if table.answered else 0.0,
            line.count / bases[line.row] if line.choice not in apart and bases.get(line.row) else None,
        )
        for line in table.lines
    ]


def without_opinion(table: Table) -> int | None:
    """How many answered without an opinion; None where that is not asked of the question as a whole."""
    apart = _apart(table)
    if not apart or any(line.row for line in table.lines):
        return None
    return sum(line.count for line in table.lines if line.choice in apart)


def _apart(table: Table) -> set[str]:
    """The choices that are no opinion. Beside other ticks they would not say that somebody has none."""
    found = (choice for choice in table.question.choices if is_no_opinion(choice))
    return {choice.id for choice in found if table.one_each or choice.exclusive}


def _bases_of_opinions(table: Table) -> dict[str, int]:
    """By row, how many gave an opinion; empty if everybody who answers gives one."""
    apart = _apart(table)
    if not apart:
        return {}
    if not table.one_each:
        return {"": table.answered - sum(line.count for line in table.lines if line.choice in apart)}
    bases: dict[str, int] = defaultdict(int)
    for line in table.lines:
        bases[line.row] += 0 if line.choice in apart else line.count
    return bases


@dataclass(frozen=True)
class Passing:
    """One question on the way through the form: people who were asked it, who answered and who passed it by."""

    number: int
    question: Question
    asked: int
    answered: int

    @property
    def passed_by(self) -> int:
        return self.asked - self.answered

    @property
    def percent(self) -> int:
        return round(100 * self.answered / self.asked) if self.asked else 0


def passings(tables: Iterable[Table]) -> Iterator[Passing]:
    for number, table in enumerate(tables, start=1):
        yield Passing(number, table.question, table.asked, table.answered)
