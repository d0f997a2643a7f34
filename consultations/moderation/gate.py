"""The gate: the only way by which what residents have written reaches the public.

Every page, feed, API, search, export, cache and PDF takes free text from ``published_texts``, and from nowhere else.
"""

from django.db.models import Case, CharField, F, OuterRef, Subquery, Value, When

from consultations.enums import Consent, ModerationState, ResponseState
from consultations.models import Answer, Consultation, Decision
from consultations.questions.questionnaire import read_version


def published_texts(consultation: Consultation, *, question: str | None = None):
    """The texts that anybody may read, of one question or all: rows with ``id``, ``question``, ``text`` and ``name``.

    ``name`` is '' unless its author wants it shown. The order is by random ids: the same each time, telling nothing of
    when or by whom. Can be sliced and counted; a row leaves the moment that any of what let it in is gone.
    """
    questions = publishable_questions(consultation)
    last = Decision.objects.with_scope(consultation=consultation).filter(answer=OuterRef("pk")).order_by("-n")
    return (
        Answer.objects.with_scope(consultation=consultation)
        .filter(
            counted=True,
            moderation=ModerationState.PUBLISHED,
            consent__in=Consent.allowing(),
            question__in=questions if question is None else questions & {str(question)},
            submission__response__state=ResponseState.ACTIVE,
        )
        .annotate(last_decision=Subquery(last.values("state")[:1]))
        .filter(last_decision=ModerationState.PUBLISHED)
        .order_by("id")
        .values("id", "question", "text", name=_name())
    )


def publishable_questions(consultation: Consultation) -> set[str]:
    """The ids of the questions whose answers may be published, in the version that is current."""
    if consultation.current is None:
        return set()
    return {question.id for question in read_version(consultation.current).questions if question.publishable}


def _name() -> Case:
    return Case(When(consent=Consent.NAMED, then=F("display_name")), default=Value(""), output_field=CharField())
