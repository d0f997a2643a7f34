"""Two groups side by side, of one consultation or of two: the questions they share, with differences and intervals. Pure.

What two consultations share is said by the questions' ``concept`` alone, and their answers meet in their words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consultations.questions.protocol import Table
from consultations.questions.questionnaire import Question
from consultations.results.population import plain
from consultations.results.selecting import CLOSED, WITH_ROWS
from consultations.results.statistics import difference

COMPARABLE = CLOSED + WITH_ROWS


@dataclass(frozen=True)
class Side:
    """People who gave an answer, of those who answered the question. Of nobody there is no share."""

    count: int
    base: int

    @property
    def share(self) -> float | None:
        return self.count / self.base if self.base else None


@dataclass(frozen=True)
class ComparedLine:
    """One answer; a side is None where it wasn't offered. The difference is the first's less the second's, -1 to 1."""

    label: str
    one: Side | None
    other: Side | None

    @property
    def difference(self) -> float | None:
        if self.one is None or self.other is None or self.one.share is None or self.other.share is None:
            return None
        return self.one.share - self.other.share

    @property
    def interval(self) -> tuple[float, float] | None:
        """Newcombe's, for groups that have nobody in common."""
        if self.difference is None or self.one is None or self.other is None:
            return None
        return difference((self.one.count, self.one.base), (self.other.count, self.other.base))


@dataclass(frozen=True)
class ComparedQuestion:
    one: Question
    other: Question
    bases: tuple[int, int]
    lines: tuple[ComparedLine, ...]

    @property
    def is_asked_alike(self) -> bool:
        return plain(self.one.text) == plain(self.other.text)


def compare(ones: Iterable[Table], others: Iterable[Table], *, by_concept: bool) -> list[ComparedQuestion]:
    """The questions that both have, in the order of the first: the same one, or the same concept and type."""
    known = {_key(table.question, by_concept): table for table in others if table.question.type in COMPARABLE}
    known.pop("", None)
    found = []
    for table in ones:
        other = known.get(_key(table.question, by_concept))
        if other is not None and other.question.type == table.question.type:
            found.append(_compared(table, other, by_words=by_concept))
    return found


def _key(question: Question, by_concept: bool) -> str:
    return question.concept if by_concept else question.id


def _compared(one: Table, other: Table, *, by_words: bool) -> ComparedQuestion:
    ours, theirs = _sides(one, by_words), _sides(other, by_words)
    keys = [*ours, *(key for key in theirs if key not in ours)]
    lines = [ComparedLine((ours.get(key) or theirs[key])[0], _side(ours, key), _side(theirs, key)) for key in keys]
    return ComparedQuestion(one.question, other.question, (one.answered, other.answered), tuple(lines))


def _side(sides: Mapping[tuple[str, str], tuple[str, Side]], key: tuple[str, str]) -> Side | None:
    return sides[key][1] if key in sides else None


def _sides(table: Table, by_words: bool) -> dict[tuple[str, str], tuple[str, Side]]:
    """Lines by what identifies them: their ids in one consultation, their words in two."""
    return {
        ("", plain(line.label)) if by_words else (line.row, line.choice): (line.label, Side(line.count, table.answered))
        for line in table.lines
    }
