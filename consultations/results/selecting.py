"""Some of the responses: those who gave an answer, came by a way, in a language, in a time. Counted as all of them are.

For officials only: what is selected has not passed disclosure control, and whoever shows it says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet
from django_scopes import scope

from consultations.enums import Channel
from consultations.models import Answer, Consultation, Submission
from consultations.questions.questionnaire import Question, Questionnaire
from consultations.results.tallies import CountedResults, counting, counts_in

CLOSED = ("single_choice", "multiple_choice", "scale")
WITHOUT_DOUBT = "without"


@dataclass(frozen=True)
class Selection:
    """'' and None select nothing: everybody. ``until`` is the last day that is in it."""

    question: str = ""
    choice: str = ""
    locale: str = ""
    channel: str = ""
    doubt: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, query: Mapping[str, str], questionnaire: Questionnaire) -> "Selection":
        """As it stands in an address; what nobody offered selects nothing."""
        question, _bar, choice = query.get("answer", "").partition("|")
        asked = questionnaire.question(question) if question else None
        offered = asked is not None and asked.type in CLOSED and asked.choice(choice) is not None
        channel, locale = query.get("channel", ""), query.get("language", "")
        return cls(
            question=question if offered else "",
            choice=choice if offered else "",
            locale=locale if locale in dict(settings.LANGUAGES) else "",
            channel=channel if channel in Channel.values else "",
            doubt=WITHOUT_DOUBT if query.get("doubt") == WITHOUT_DOUBT else "",
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
        )

    def __bool__(self) -> bool:
        return any(vars(self).values())

    @property
    def answer(self) -> str:
        return f"{self.question}|{self.choice}" if self.question else ""

    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        said = {"answer": self.answer, "language": self.locale, "channel": self.channel, "doubt": self.doubt}
        days = {name: day.isoformat() for name in ("since", "until") if (day := getattr(self, name))}
        return {name: value for name, value in said.items() if value} | days

    def submissions(self, consultation: Consultation) -> QuerySet[Submission]:
        """Within the scope of the consultation: the submissions that count and are selected."""
        found = counting(consultation)
        if self.question:
            given = Answer.objects.filter(submission=OuterRef("pk"), question=self.question, choice=self.choice)
            found = found.filter(Exists(given))
        if self.locale:
            found = found.filter(locale=self.locale)
        if self.channel:
            found = found.filter(channel=self.channel)
        if self.doubt:
            found = found.filter(doubt="")
        if self.since:
            found = found.filter(received_at__gte=_midnight(self.since))
        if self.until:
            found = found.filter(received_at__lt=_midnight(self.until + timedelta(days=1)))
        return found


def count_selected(consultation: Consultation, selection: Selection, *, now: datetime) -> CountedResults:
    """Counts of those selected, made now from the answers; as ``counts_of`` gives them of all."""
    with scope(consultation=consultation):
        submissions = selection.submissions(consultation)
        answers = Answer.objects.filter(counted=True, submission__in=submissions.values("pk"))
        return CountedResults(counts_in(submissions, answers), now, is_complete=True)


@dataclass(frozen=True)
class Crossed:
    """Two questions against each other: ``cells[row][column]`` people; the bases are people, each counted once."""

    rows: list[tuple[str, str]]
    columns: list[tuple[str, str]]
    cells: list[list[int]]
    row_bases: list[int]
    column_bases: list[int]
    base: int
    one_each: bool


def cross(consultation: Consultation, row: Question, column: Question, selection: Selection) -> Crossed:
    """Those who answered both questions, by their choices. Two queries, and one for each question of several ticks."""
    with scope(consultation=consultation):
        people = selection.submissions(consultation)
        for asked in (row, column):
            people = people.filter(Exists(Answer.objects.filter(submission=OuterRef("pk"), question=asked.id)))
        first = Answer.objects.filter(counted=True, question=row.id, submission__in=people.values("pk")).exclude(
            choice=""
        )
        # In one condition: it is the same answer of the submission that is to the question and has a choice.
        both = first.filter(submission__answers__question=column.id, submission__answers__choice__gt="")
        counted = {
            (a, b): n
            for a, b, n in both.order_by().values_list("choice", "submission__answers__choice").annotate(n=Count("pk"))
        }
        second = Answer.objects.filter(counted=True, question=column.id, submission__in=people.values("pk"))
        bases = [
            dict(found.exclude(choice="").order_by().values_list("choice").annotate(n=Count("pk")))
            for found in (first, second)
        ]
        base = people.count()
    rows, columns = ([(choice.id, choice.text) for choice in asked.choices] for asked in (row, column))
    return Crossed(
        rows=rows,
        columns=columns,
        cells=[[counted.get((a, b), 0) for b, _text in columns] for a, _text in rows],
        row_bases=[bases[0].get(a, 0) for a, _text in rows],
        column_bases=[bases[1].get(b, 0) for b, _text in columns],
        base=base,
        one_each="multiple_choice" not in {row.type, column.type},
    )


def closed_questions(questionnaire: Questionnaire) -> list[Question]:
    return [question for question in questionnaire.questions if question.type in CLOSED]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(settings.TIME_ZONE))
