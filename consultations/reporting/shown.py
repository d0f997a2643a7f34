"""What the public sees of a consultation, put together for the page: results, texts and feedback. Reads only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consultations.enums import Stage
from consultations.models import Consultation, Feedback
from consultations.moderation.gate import published_texts
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Questionnaire, read_version
from consultations.questions.rewording import Rewording
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
    language: str
    name: str
    translation: dict | None = None


@dataclass(frozen=True)
class TextPage:
    """Published texts, so many at a time. ``after`` is the last one's id where more follow; no page counts them all."""

    texts: list[ShownText]
    after: UUID | None
    is_first: bool


@dataclass(frozen=True)
class Shown:
    """Everything below the heading that depends on the stage."""

    stage: Stage
    questionnaire: Questionnaire
    results: PublicResults | None
    tables: list[tuple[PublicTable, list[ShownLine], list[Rewording]]]
    texts: TextPage | None
    feedback: Feedback | None
    points: list[Point]
    promise: Promise | None
    is_elsewhere: bool = False  # The questions are not in the page's language (yet), but in the source's.

    @property
    def number_of_questions(self) -> int:
        return len(list(self.questionnaire.questions))


def shown_of(consultation: Consultation, locale: str, *, now: datetime, after: str = "", changes=None) -> Shown:
    """Before it has closed only the questions; after that also the release, the published texts and the feedback.

    ``changes`` are the changes of meaning by question, see ``asked_differently``.
    """
    stage = consultation.stage(now)
    questionnaire = read_version(consultation.current, locale)
    elsewhere = questionnaire.locale != locale
    if stage in {Stage.UPCOMING, Stage.OPEN}:
        return Shown(stage, questionnaire, None, [], None, None, [], None, elsewhere)
    results = public_results(consultation, locale)
    feedback = feedback_of(consultation, locale) if stage == Stage.DECIDED else None
    return Shown(
        stage=stage,
        questionnaire=questionnaire,
        results=results,
        tables=_tables(results, changes or {}),
        texts=texts_of(consultation, questionnaire, after=after),
        feedback=feedback,
        points=points_of(feedback, consultation, results.tables if results else ()) if feedback else [],
        promise=promise_of(consultation, now=now),
        is_elsewhere=elsewhere,
    )


def _tables(results: PublicResults | None, changes: dict[str, list[Rewording]]) -> list[tuple]:
    found = results.tables if results else []
    return [(table, shown_lines(table), changes.get(table.question.id, [])) for table in found]


def texts_of(consultation: Consultation, questionnaire: Questionnaire, *, after: str = "") -> TextPage | None:
    """The published texts after the one with this id, from the first if that is none; None if nothing is published."""
    found, key = published_texts(consultation), _uuid(after)
    rows = list((found.after(key) if key else found)[: TEXTS_A_PAGE + 1])
    asked = {question.id: question.text for question in questionnaire.questions}
    texts = [ShownText(**row | {"question": asked.get(row["question"], "")}) for row in rows]
    if not texts and key is None:
        return None
    more = len(texts) > TEXTS_A_PAGE
    return TextPage(texts[:TEXTS_A_PAGE], texts[TEXTS_A_PAGE - 1].id if more else None, is_first=key is None)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def shown_lines(table: PublicTable) -> list[ShownLine]:
    question, kind = table.question, type_of(table.question)
    shown = (
        line
        for line in table.lines
        if line.count != 0 or not all(kind.may_be_left_out(question, choice) for choice in line.choices)
    )
    return [ShownLine(line, share_of(line.count, line.base)) for line in shown]


def share_of(count: int | None, base: int | None) -> int | None:
    """Whole per cent of the people who are the base, rounded half up; None where either is withheld."""
    if count is None or not base:
        return None
    return min(100, (200 * count + base) // (2 * base))
