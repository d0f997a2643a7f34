"""The points of the feedback with what they build on: published tables, and texts that have just come through the gate."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from consultations.models import Consultation, Feedback, FeedbackAction, FeedbackEvidence
from consultations.moderation.gate import published_texts
from consultations.results.figures import PublicTable


@dataclass(frozen=True)
class Quote:
    """A text as the public reads it at this moment. ``name`` is '' unless its author wants it shown."""

    id: UUID
    text: str
    language: str
    name: str
    translation: dict | None = None


@dataclass(frozen=True)
class Point:
    """One thing that the municipality does, with what it builds on."""

    action: FeedbackAction
    tables: tuple[PublicTable, ...]
    quotes: tuple[Quote, ...]


def points_of(feedback: Feedback, consultation: Consultation, tables: Sequence[PublicTable]) -> list[Point]:
    """The points in their order. A table that was not published, or a text that has left the public, is not there.

    One query, and one more where there are quotes.
    """
    evidence = FeedbackEvidence.objects.filter(consultation=consultation)
    asked, answers = defaultdict(set), defaultdict(set)
    for item in evidence:
        (answers if item.answer_id else asked)[item.point].add(item.answer_id or item.question)
    quotes = _quotes(consultation, set().union(*answers.values()))
    return [
        Point(
            action,
            tuple(table for table in tables if table.question.id in asked[action.point]),
            tuple(quote for id, quote in quotes.items() if id in answers[action.point]),  # noqa: A001
        )
        for action in feedback.actions.all()
    ]


def link_tables(consultation: Consultation, point: UUID, questions: Iterable[str]) -> None:
    """The point builds on the tables of these questions and no others."""
    wanted = set(questions)
    with transaction.atomic():
        linked = FeedbackEvidence.objects.filter(consultation=consultation, point=point).exclude(question="")
        linked.exclude(question__in=wanted).delete()
        missing = wanted - set(linked.values_list("question", flat=True))
        FeedbackEvidence.objects.bulk_create(
            FeedbackEvidence(consultation=consultation, point=point, question=question) for question in missing
        )


def add_quote(consultation: Consultation, point: UUID, answer: UUID) -> bool:
    """Whether the text stands by the point now: it does if anybody may read it."""
    if not published_texts(consultation).filter_by_id(answer).count():
        return False
    FeedbackEvidence.objects.get_or_create(consultation=consultation, point=point, answer_id=answer)
    return True


def keep_quotes(consultation: Consultation, point: UUID, answers: Iterable[UUID]) -> None:
    """Takes away the quotes of a point that are not among these."""
    quoted = FeedbackEvidence.objects.filter(consultation=consultation, point=point, question="")
    quoted.exclude(answer__in=list(answers)).delete()


def _quotes(consultation: Consultation, answers: set[UUID]) -> dict[UUID, Quote]:
    if not answers:
        return {}
    shown = published_texts(consultation).among(answers)
    return {row["id"]: Quote(row["id"], row["text"], row["language"], row["name"], row["translation"]) for row in shown}
