"""Counted questions, and what else is shown as lines with bars, for officials: numbers as they are, with whole per cents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info

from consultations.enums import Channel, IdentityLevel
from consultations.questions.protocol import Shown, Table, type_of
from consultations.questions.questionnaire import Question
from consultations.questions.rewording import Rewording
from consultations.results.opinions import has_statements
from consultations.results.substance import SharedLine, shares, without_opinion
from consultations.results.tallies import CountedResults


@dataclass(frozen=True)
class Bar:
    """A line of a table with its bar: ``percent`` of the base, whole. ``of_opinions`` is None where there is none apart."""

    label: str
    count: int
    percent: int
    of_opinions: int | None = None


@dataclass(frozen=True)
class CountedQuestion:
    question: Question
    asked: int
    answered: int
    skipped: int
    has_text: bool
    without_opinion: int | None
    bars: list[Bar]
    remarks: list[str]
    changes: Sequence[Rewording]
    picture: Any = None

    @classmethod
    def of(cls, table: Table, changes: Sequence[Rewording] = ()) -> "CountedQuestion":
        kind = type_of(table.question)
        lines = [
            _bar(shared)
            for shared in shares(table)
            if shared.line.count or not kind.may_be_left_out(table.question, shared.line.choice)
        ]
        skipped = table.asked - table.answered
        shown = [Shown(line.row, (line.choice,), line.count, line.sum) for line in table.lines]
        remarks, picture = kind.remarks(table.question, shown), kind.picture(table.question, shown)
        has_text = kind.has_text(table.question)
        apart = without_opinion(table)
        return cls(
            table.question, table.asked, table.answered, skipped, has_text, apart, lines, remarks, changes, picture
        )

    @property
    def picture_template(self) -> str:
        return type_of(self.question).result_picture

    @property
    def has_groups(self) -> bool:
        """Whether groups of opinion can be made of it."""
        return has_statements(self.question)

    @property
    def has_shares_of_opinions(self) -> bool:
        return any(bar.of_opinions is not None for bar in self.bars)


def _bar(shared: SharedLine) -> Bar:
    of_opinions = None if shared.of_opinions is None else round(100 * shared.of_opinions)
    return Bar(shared.line.label, shared.line.count, round(100 * shared.of_all), of_opinions)


def bars(pairs, *, base: int) -> list[Bar]:
    return [Bar(label, count, round(100 * count / base) if base else 0) for label, count in pairs]


def languages_of(counted: CountedResults) -> list[Bar]:
    return bars([(name_of_language(code), n) for code, n in counted.locales], base=counted.responses)


def channels_of(counted: CountedResults) -> list[Bar]:
    return bars([(_channel(code), n) for code, n in counted.channels], base=counted.responses)


def proofs_of(counted: CountedResults) -> list[Bar]:
    """How those who answered were let in; [] where nobody has proved anything."""
    pairs = [(_proof(level, stratum), n) for level, stratum, n in counted.proved]
    return bars(pairs, base=counted.responses)


def name_of_language(code: str) -> str:
    try:
        return get_language_info(code)["name_local"]
    except KeyError:
        return code


def _channel(code: str) -> str:
    return str(Channel(code).label) if code in Channel.values else code


def _proof(level: str, stratum: str) -> str:
    label = str(IdentityLevel(level).label)
    return f"{label}: {stratum}" if stratum else label
