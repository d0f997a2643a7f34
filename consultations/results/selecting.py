"""Some of the responses: those who gave an answer, came by a way, in a language, in a time. Counted as all of them are.

For officials only: what is selected has not passed disclosure control, and whoever shows it says so.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet
from django_scopes import scopes_disabled

from consultations.enums import Channel
from consultations.models import Answer, Consultation, Submission
from consultations.questions.questionnaire import Question, Questionnaire
from consultations.results.tallies import CountedResults, counting, counts_in

CLOSED = ("single_choice", "multiple_choice", "scale")
WITHOUT_DOUBT = "without"
FIRST_YEAR, LAST_YEAR = 2000, 2200  # Beyond, a day more or another time zone is no date any longer.


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
        """The submissions that count and are selected. To be used without a scope: its condition misleads the planner.

        An answer that is counted belongs to a submission that counts, so that those who gave one are found by its index.
        """
        found = counting(consultation)
        if self.question:
            given = Answer.objects.filter(
                consultation=consultation, counted=True, question=self.question, choice=self.choice
            )
            found = Submission.objects.filter(pk__in=given.values("submission"))
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
    with scopes_disabled():  # Every query below is within this one consultation.
        submissions = selection.submissions(consultation)
        answers = Answer.objects.filter(submission__in=submissions.values("pk"))
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
    """Those who answered both questions, by their choices. One query; three more where somebody can stand in several cells."""
    one_each = "multiple_choice" not in {row.type, column.type}
    with scopes_disabled():  # As above.
        given, others = (_given(consultation, question, selection) for question in (row, column))
        counted = _pairs(given, column)
        if one_each:
            rows, columns = Counter(), Counter()
            for (a, b), n in counted.items():
                rows[a] += n
                columns[b] += n
            base = sum(counted.values())
        else:
            rows, columns, base = _bases(given, column), _bases(others, row), _people(given, column)
    return Crossed(
        rows=[(choice.id, choice.text) for choice in row.choices],
        columns=[(choice.id, choice.text) for choice in column.choices],
        cells=[[counted.get((a.id, b.id), 0) for b in column.choices] for a in row.choices],
        row_bases=[rows.get(choice.id, 0) for choice in row.choices],
        column_bases=[columns.get(choice.id, 0) for choice in column.choices],
        base=base,
        one_each=one_each,
    )


def _given(consultation: Consultation, question: Question, selection: Selection) -> QuerySet[Answer]:
    """The choices in one question of those selected."""
    given = Answer.objects.filter(consultation=consultation, counted=True, question=question.id, choice__gt="")
    return given.filter(submission__in=selection.submissions(consultation).values("pk")) if selection else given


def _answered(other: Question) -> Exists:
    return Exists(Answer.objects.filter(submission=OuterRef("submission"), question=other.id, choice__gt=""))


def _pairs(given: QuerySet[Answer], column: Question) -> dict[tuple[str, str], int]:
    """People by their two choices: each given choice beside each of the same submission's choices in the other question."""
    beside = FilteredRelation(
        "submission__answers", condition=Q(submission__answers__question=column.id, submission__answers__choice__gt="")
    )
    rows = given.annotate(beside=beside).filter(beside__isnull=False).order_by().values_list("choice", "beside__choice")
    return {(a, b): n for a, b, n in rows.annotate(n=Count("pk"))}


def _bases(given: QuerySet[Answer], other: Question) -> dict[str, int]:
    return dict(given.filter(_answered(other)).order_by().values_list("choice").annotate(n=Count("pk")))


def _people(given: QuerySet[Answer], other: Question) -> int:
    return given.filter(_answered(other)).order_by().values("submission").distinct().count()


def closed_questions(questionnaire: Questionnaire) -> list[Question]:
    return [question for question in questionnaire.questions if question.type in CLOSED]


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(settings.TIME_ZONE))
