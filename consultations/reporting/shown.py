"""What the public sees of a consultation, put together for the page: results, texts and feedback. Reads only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page as Paged
from django.core.paginator import Paginator

from consultations.enums import Stage
from consultations.models import Consultation, Feedback
from consultations.moderation.gate import published_texts
from consultations.questions.questionnaire import Questionnaire, read_version
from consultations.reporting.feedback import feedback_of
from consultations.reporting.points import Point, points_of
from consultations.reporting.promise import Promise, promise_of
from consultations.results.releases import PublicLine, PublicResults, PublicTable, public_results

TEXTS_A_PAGE = 20


@dataclass(frozen=True)
class ShownLine:
    """A line with its share of the base in whole per cent; None where it is withheld."""

    line: PublicLine
    share: int | None


@dataclass(frozen=True)
class ShownText:
    id: UUID
    question: str
    text: str
    name: str


@dataclass(frozen=True)
class Shown:
    """Everything below the heading that depends on the stage."""

    stage: Stage
    questionnaire: Questionnaire
    results: PublicResults | None
    tables: list[tuple[PublicTable, list[ShownLine]]]
    texts: list[ShownText]
    paged: Paged | None
    feedback: Feedback | None
    points: list[Point]
    promise: Promise | None

    @property
    def number_of_questions(self) -> int:
        return len(list(self.questionnaire.questions))


def shown_of(consultation: Consultation, locale: str, *, now: datetime, page_number: str = "1") -> Shown:
    """Before it has closed only the questions; after that also the release, the published texts and the feedback."""
    stage = consultation.stage(now)
    questionnaire = read_version(consultation.current, locale)
    if stage in {Stage.UPCOMING, Stage.OPEN}:
        return Shown(stage, questionnaire, None, [], [], None, None, [], None)
    results = public_results(consultation, locale)
    paged = Paginator(published_texts(consultation), TEXTS_A_PAGE).get_page(page_number)
    texts = {question.id: question.text for question in questionnaire.questions}
    feedback = feedback_of(consultation, locale) if stage == Stage.DECIDED else None
    return Shown(
        stage=stage,
        questionnaire=questionnaire,
        results=results,
        tables=[(table, shown_lines(table)) for table in results.tables] if results else [],
        texts=[ShownText(row["id"], texts.get(row["question"], ""), row["text"], row["name"]) for row in paged],
        paged=paged,
        feedback=feedback,
        points=points_of(feedback, consultation, results.tables if results else ()) if feedback else [],
        promise=promise_of(consultation, now=now),
    )


def shown_lines(table: PublicTable) -> list[ShownLine]:
    return [ShownLine(line, share_of(line.count, line.base)) for line in table.lines]


def share_of(count: int | None, base: int | None) -> int | None:
    """Whole per cent of the people who are the base, rounded half up; None where either is withheld."""
    if count is None or not base:
        return None
    return min(100, (200 * count + base) // (2 * base))
