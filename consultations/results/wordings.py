"""A question whose meaning was changed while people answered: each wording counted apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from consultations.enums import ChangeKind
from consultations.models import Consultation, VersionActivation
from consultations.questions.protocol import Counts, Table, type_of
from consultations.questions.questionnaire import read_version
from consultations.questions.rewording import reworded
from consultations.results.selecting import Selection, count_selected
from consultations.results.tallies import CountedResults


@dataclass(frozen=True)
class Asked:
    """One version: when it took over last and why, and what those who answered it said."""

    turn: VersionActivation
    counted: CountedResults

    @property
    def number(self) -> int:
        return self.turn.version.number


@dataclass(frozen=True)
class Worded:
    """One wording of a question, from the first to the last of the versions that had it."""

    versions: tuple[int, ...]
    since: datetime
    table: Table


def versions_asked(consultation: Consultation, selection: Selection, *, now: datetime) -> list[Asked]:
    """Every version that was ever current, in order, with the answers of those selected. What nobody answered stays."""
    turns = VersionActivation.objects.filter(version__consultation=consultation).select_related("version")
    latest = {turn.version.number: turn for turn in turns.order_by("since")}
    return [
        Asked(turn, count_selected(consultation, replace(selection, version=number), now=now))
        for number, turn in sorted(latest.items())
    ]


def wordings(consultation: Consultation, asked: Sequence[Asked]) -> list[tuple[str, list[Worded]]]:
    """The questions that came to mean something else, each with its wordings. By the question's latest text."""
    language = consultation.source_locale
    found = []
    for question in read_version(consultation.current, language).questions:
        eras = _eras(question.id, asked, language)
        if len(eras) > 1:
            told = [_worded(question.id, era, language) for era in eras]
            found.append((question.text, [each for each in told if each is not None]))
    return found


def _eras(question: str, asked: Sequence[Asked], language: str) -> list[list[Asked]]:
    eras = [[asked[0]]] if asked else []
    for before, after in pairwise(asked):
        changed = after.turn.kind == ChangeKind.MEANING and question in reworded(
            before.turn.version.content, after.turn.version.content, language
        )
        if changed:
            eras.append([])
        eras[-1].append(after)
    return [era for era in eras if any(each.counted.responses for each in era)]


def _worded(question_id: str, era: Sequence[Asked], language: str) -> Worded | None:
    question = read_version(era[-1].turn.version, language).question(question_id)
    if question is None:
        return None
    counts = _sum([each.counted.counts_of(question_id) for each in era])
    table = type_of(question).tally(question, counts)
    return Worded(tuple(each.number for each in era), era[0].turn.since, table)


def _sum(several: Sequence[Counts]) -> Counts:
    return Counts(
        sum(each.asked for each in several),
        sum(each.answered for each in several),
        _added([each.cells for each in several]),
        _added([each.sums for each in several]),
    )


def _added(several: Sequence[Mapping[tuple[str, str], int | Decimal]]) -> dict:
    total: Counter = Counter()
    for each in several:
        total.update(each)
    return dict(total)
