"""The destruction itself: everything that holds what a resident wrote goes with it, and a bare trace stays.

Counts stay as they were: they are frozen before the first row goes, and say nothing of one person.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from config.page_cache import public_content_changed
from consultations.enums import DeletionScope, ModerationState, Reason
from consultations.models import (
    Answer,
    Appeal,
    Attachment,
    Coding,
    Consultation,
    Contact,
    Decision,
    Draft,
    Erasure,
    FeedbackEvidence,
    Flag,
    IdentityProof,
    Response,
    Review,
    SampledText,
    Submission,
    TextPrint,
    TextReport,
    TextTranslation,
    Workbook,
)
from consultations.reporting.taking_out import delete_workbooks
from consultations.responding.attaching import delete_files, files_of
from consultations.results import tallies

GONE = "–"  # where a decision has to have an explanation


def erase_responses(
    consultation: Consultation, responses: Sequence[UUID], *, what: str, decision: str, on: date
) -> int:
    """Erases these responses, or their texts, all or none, and leaves a trace of each. Gives how many were there."""
    with transaction.atomic(), scope(consultation=consultation.pk):
        tallies.fold_all(consultation, now=timezone.now())
        found = list(
            Response.objects.select_for_update()
            .filter(consultation=consultation, pk__in=responses)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        answers = Answer.objects.filter(submission__response__in=found)
        _empty_what_was_said_about(answers)
        delete_files(files_of(found))
        if what == DeletionScope.RESPONSES:
            _delete(found)
        else:
            _empty(answers)
        delete_workbooks(Workbook.objects.filter(consultation=consultation))
        Erasure.objects.bulk_create(
            [Erasure(response=pk, what=what, decision=decision, erased_on=on) for pk in found], ignore_conflicts=True
        )
        public_content_changed()
    return len(found)


def erase_what_hangs_on(consultation: Consultation) -> None:
    """Drafts, addresses and proofs of identity, when every response of a consultation is gone."""
    with scope(consultation=consultation.pk):
        delete_files(Attachment.objects.filter(consultation=consultation))
        for kind in (Draft, Contact, IdentityProof):
            kind.objects.filter(consultation=consultation).delete()


def replay_erasures(traces: Iterable[Erasure]) -> int:
    """Erases again what an older backup brought back. Gives how many responses were there; doing it again finds none."""
    again, touched = 0, set()
    for trace in traces:
        with scopes_disabled():
            found = Response.objects.select_related("consultation").filter(pk=trace.response).first()
        said = {"what": trace.what, "decision": trace.decision}
        with transaction.atomic():
            if found and (trace.what == DeletionScope.RESPONSES or _has_words(found)):
                again += erase_responses(found.consultation, [trace.response], on=trace.erased_on, **said)
                touched.add(found.consultation)
            Erasure.objects.get_or_create(
                response=trace.response, what=trace.what, defaults=said | {"erased_on": trace.erased_on}
            )
    for consultation in touched:
        _erase_what_hangs_on_if_empty(consultation)
    return again


def _has_words(response: Response) -> bool:
    with scope(consultation=response.consultation_id):
        return Answer.objects.filter(submission__response=response).exclude(text="", display_name="").count() > 0


def _erase_what_hangs_on_if_empty(consultation: Consultation) -> None:
    """An old backup brings addresses back too, and they went with the last response."""
    with scope(consultation=consultation.pk):
        remains = Response.objects.filter(consultation=consultation).count()
    if not remains and consultation.closes + consultation.grace < timezone.now():
        erase_what_hangs_on(consultation)


def _empty_what_was_said_about(answers: QuerySet[Answer]) -> None:
    """Decisions and appeals outlive the text, without its words, its digest, and the places that were hidden in it."""
    about = Decision.objects.filter(answer__in=answers)
    Appeal.objects.filter(decision__in=about).update(words="", explanation="")
    about.filter(reason=Reason.OTHER).update(explanation=GONE)
    about.exclude(reason=Reason.OTHER).update(explanation="")
    about.update(content_digest="", redactions=[])
    TextReport.objects.filter(answer__in=answers).update(words="")


def _delete(responses: list[UUID]) -> None:
    Response.objects.filter(pk__in=responses).update(current=None)
    Submission.objects.filter(response__in=responses).delete()
    Response.objects.filter(pk__in=responses).delete()


def _empty(answers: QuerySet[Answer]) -> None:
    """The rows stay, so that what was counted stays, with nothing in them that somebody wrote."""
    for kind in (Flag, TextPrint, TextTranslation, Review, FeedbackEvidence, Coding, SampledText):
        kind.objects.filter(answer__in=answers).delete()
    written = answers.exclude(text="", display_name="")
    written.update(text="", display_name="", moderation=ModerationState.NONE)
