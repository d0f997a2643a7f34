"""Some of the responses: those who gave an answer or did not, came by a way, in a language, in a time. Counted as all are.

For officials only: what is selected has not passed disclosure control, and whoever shows it says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django_scopes import scopes_disabled

from consultations.enums import Channel
from consultations.models import Answer, Consultation, Submission, Tally
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Question, Questionnaire
from consultations.results.keeping import kept
from consultations.results.tallies import CountedResults, counting, counts_in, without

CLOSED = ("single_choice", "multiple_choice", "scale")
WITH_ROWS = ("matrix", "statements")
MOST_ANSWERS = 20  # Beyond, an address is no longer one that a person made.
WITHOUT_DOUBT = "without"
FIRST_YEAR, LAST_YEAR = 2000, 2200  # Beyond, a day more or another time zone is no date any longer.


@dataclass(frozen=True, order=True)
class ChosenAnswer:
    """One answer to a closed question; ``row`` where the question has rows. In an address: question|choice|row."""

    question: str
    choice: str
    row: str = ""

    def __str__(self) -> str:
        return "|".join(part for part in (self.question, self.choice, self.row) if part)


@dataclass(frozen=True)
class Selection:
    """What is empty selects nothing: everybody. ``until`` is the last day that is in it.

    Whoever is selected has given one of the ``given`` answers to each question that they name, and none of those in
    ``without`` (who passed such a question by has given none of its answers).
    """

    given: tuple[ChosenAnswer, ...] = ()
    without: tuple[ChosenAnswer, ...] = ()
    locale: str = ""
    channel: str = ""
    doubt: str = ""
    version: int | None = None
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, query: QueryDict, questionnaire: Questionnaire) -> "Selection":
        """As it stands in an address; what nobody offered selects nothing."""
        offered = {str(answer) for _question, answers in choosable(questionnaire) for answer, _label in answers}
        channel, locale = query.get("channel", ""), query.get("language", "")
        return cls(
            given=_chosen(query.getlist("answer"), offered),
            without=_chosen(query.getlist("not"), offered),
            locale=locale if locale in dict(settings.LANGUAGES) else "",
            channel=channel if channel in Channel.values else "",
            doubt=WITHOUT_DOUBT if query.get("doubt") == WITHOUT_DOUBT else "",
            version=_number(query.get("version", "")),
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
        )

    def __bool__(self) -> bool:
        return any(vars(self).values())

    def query(self) -> dict[str, str | list[str]]:
        """As it stands in an address, and wherever else it is kept: made of texts and lists only."""
        answers = {"answer": [str(each) for each in self.given], "not": [str(each) for each in self.without]}
        said = {"language": self.locale, "channel": self.channel, "doubt": self.doubt}
        version = {"version": str(self.version)} if self.version else {}
        days = {name: day.isoformat() for name in ("since", "until") if (day := getattr(self, name))}
        return {name: value for name, value in (answers | said | version | days).items() if value}

    @property
    def address(self) -> str:
        """The part of an address after the question mark; the same selection always has the same."""
        query = QueryDict(mutable=True)
        for name, value in self.query().items():
            query.setlist(name, value if isinstance(value, list) else [value])
        return query.urlencode()

    def submissions(self, consultation: Consultation) -> QuerySet[Submission]:
        """The submissions that count and are selected. To be used without a scope: its condition misleads the planner.

        An answer that is counted belongs to a submission that counts, so that those who gave one are found by its index.
        """
        return self._on_the_way(self._answering(consultation, counting(consultation)))

    def tallied(self, consultation: Consultation) -> QuerySet[Submission]:
        """As ``submissions``, of those that are in the tally: all of them count, without asking their responses."""
        tallied = Submission.objects.filter(consultation=consultation, tallied=True)
        return self._on_the_way(self._answering(consultation, tallied)).filter(tallied=True)

    def _answering(self, consultation: Consultation, found: QuerySet[Submission]) -> QuerySet[Submission]:
        for n, answers in enumerate(_by_question(self.given)):
            rows = Answer.objects.filter(_are(answers))
            if n == 0:
                rows = rows.filter(consultation=consultation, counted=True)
                found = Submission.objects.filter(pk__in=rows.values("submission"))
            else:
                found = found.filter(Exists(rows.filter(submission=OuterRef("pk"))))
        for answers in _by_question(self.without):
            found = found.exclude(Exists(Answer.objects.filter(_are(answers), submission=OuterRef("pk"))))
        return found

    def _on_the_way(self, found: QuerySet[Submission]) -> QuerySet[Submission]:
        if self.locale:
            found = found.filter(locale=self.locale)
        if self.channel:
            found = found.filter(channel=self.channel)
        if self.doubt:
            found = found.filter(doubt="")
        if self.version:
            found = found.filter(version__number=self.version)
        if self.since:
            found = found.filter(received_at__gte=_midnight(self.since))
        if self.until:
            found = found.filter(received_at__lt=_midnight(self.until + timedelta(days=1)))
        return found


def count_selected(consultation: Consultation, selection: Selection, *, now: datetime) -> CountedResults:
    """Counts of those selected, as ``counts_of`` gives them of all; what was counted before is not counted again."""
    counts, counted_at = kept(
        consultation, {"counts": selection.query()}, lambda: _count(consultation, selection), now=now
    )
    return CountedResults(counts, counted_at, is_complete=True)


def _count(consultation: Consultation, selection: Selection) -> dict[str, Any]:
    """Of many it is faster to count those who are not selected, and to take them from the tally."""
    with scopes_disabled():  # Every query is within this one consultation.
        selected = selection.tallied(consultation)
        tally = Tally.objects.filter(pk=consultation.pk).first()
        if tally is None or selected.count() * 2 < tally.counts.get("responses", 0):
            return _counts_of(selected)
        others = Submission.objects.filter(consultation=consultation, tallied=True)
        counts = without(tally.counts, _counts_of(others.filter(~Exists(selected.filter(pk=OuterRef("pk"))))))
        is_still_so = Tally.objects.filter(pk=consultation.pk, changes=tally.changes).exists()
        return counts if is_still_so else _counts_of(selected)


def _counts_of(submissions: QuerySet[Submission]) -> dict[str, Any]:
    return counts_in(submissions, Answer.objects.filter(submission__in=submissions.values("pk")))


def closed_questions(questionnaire: Questionnaire) -> list[Question]:
    return [question for question in questionnaire.questions if question.type in CLOSED]


def choosable(questionnaire: Questionnaire) -> Iterator[tuple[Question, list[tuple[ChosenAnswer, str]]]]:
    """The questions whose answers can be selected by, with each answer and its label."""
    for question in questionnaire.questions:
        if question.type in CLOSED + WITH_ROWS:
            lines = type_of(question).lines(question)
            yield question, [(ChosenAnswer(question.id, choice, row), label) for row, choice, label in lines]


def _chosen(texts: Iterable[str], offered: set[str]) -> tuple[ChosenAnswer, ...]:
    """In one order, whatever the order in the address."""
    found = sorted({text for text in texts if text in offered})[:MOST_ANSWERS]
    return tuple(sorted(ChosenAnswer(*text.split("|")) for text in found))


def _by_question(answers: Iterable[ChosenAnswer]) -> Iterator[list[ChosenAnswer]]:
    """Answers to the same question (and row) are alternatives of each other."""
    for _key, some in groupby(sorted(answers, key=_place), key=_place):
        yield list(some)


def _place(answer: ChosenAnswer) -> tuple[str, str]:
    return answer.question, answer.row


def _are(answers: list[ChosenAnswer]) -> Q:
    """Without a row nothing is said of it, so that the index of answers is enough."""
    question, row = _place(answers[0])
    place = {"question": question} | ({"row": row} if row else {})
    return Q(**place, choice__in=[answer.choice for answer in answers])


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and int(text) else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(settings.TIME_ZONE))
