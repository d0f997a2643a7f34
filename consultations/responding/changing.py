"""Changing and withdrawing: a change is a new submission on the same thread; what stood before stops counting at once.

The lock on the response makes two changes stand in line. The old answers are locked before their decisions are read,
so that no decision is lost between the old text and the new one.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from config.page_cache import public_content_changed
from consultations.enums import Channel, Consent, ModerationState, ResponseState
from consultations.models import Answer, Consultation, Decision, Draft, QuestionnaireVersion, Response, Submission
from consultations.questions.questionnaire import read_version
from consultations.responding.attaching import claim
from consultations.responding.signals import submission_left
from consultations.responding.submit import (
    AlreadyReceived,
    GivenAnswer,
    NotOpen,
    NotReceived,
    Receipt,
    Sending,
    asked_only,
    is_in_time,
    moment_received,
    received_before,
    refuse,
    rows_of,
    submission_of,
)


class Withdrawn(NotReceived):
    def __init__(self) -> None:
        super().__init__(_("The response has been withdrawn, and can't be changed any more."))


class ChangedMeanwhile(NotReceived):
    """The response is no longer the one that the form was filled from. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__(_("The response was changed from somewhere else after you opened this form."))


def change_response(
    response: Response,
    *,
    version: QuestionnaireVersion,
    answers: Sequence[GivenAnswer],
    locale: str,
    form_key: str,
    arrived_at: datetime,
    begun_at: datetime | None = None,
    begun_from: str = "",
    channel: str = Channel.WEB,
    draft: Draft | None = None,
    doubt: str = "",
    received_on: date | None = None,
) -> Receipt:
    """Puts a new submission on the thread, once, durably, or raises NotReceived. The receipt's code stays the same.

    ``begun_from`` is the id of the submission that the form was filled from: if another one is current, the change is
    refused, so that nobody overwrites what they have not seen. The rest is as for ``submit_response``.
    """
    asked = asked_only(read_version(version), answers)
    consultation = response.consultation
    received_at = arrived_at if received_on is None else moment_received(consultation, received_on, now=arrived_at)
    sent = Sending(consultation, version, asked, locale, form_key, received_at, channel, doubt)
    with scope(consultation=response.consultation_id):
        try:
            with transaction.atomic():
                consultation = Consultation.objects.locked_for_submitting(response.consultation_id)
                locked = _locked(response)
                if before := received_before(sent, response=response.pk):
                    return before
                is_open = is_in_time(consultation, arrived_at, begun_at=begun_at, received_on=received_on)
                _demand_changeable(locked, is_open, begun_from)
                _replace(locked, sent)
                if draft is not None:
                    draft.delete()
        except IntegrityError:
            return received_before(sent, response=response.pk) or refuse(AlreadyReceived())
    return Receipt("", is_new=True)


def withdraw_response(response: Response, *, now: datetime) -> None:
    """Counts the response out everywhere, at any stage. Its record stays until it is deleted. A second time does nothing."""
    with transaction.atomic(), scope(consultation=response.consultation_id):
        Consultation.objects.locked_for_submitting(response.consultation_id)
        locked = _locked(response)
        if locked.state == ResponseState.WITHDRAWN:
            return
        before = locked.current
        locked.state = ResponseState.WITHDRAWN
        locked.save(update_fields=["state"])
        _leave(before, list(_answers(before)), replaced_by=None, now=now)


def _locked(response: Response) -> Response:
    """The row itself: what it points to is read after the wait, or PostgreSQL would join the row as it was before."""
    return Response.objects.select_for_update().get(pk=response.pk)


def _answers(submission: Submission):
    return Answer.objects.select_for_update().filter(submission=submission).order_by("pk")


def _demand_changeable(response: Response, is_open: bool, begun_from: str) -> None:
    if not is_open:
        raise NotOpen
    if response.state == ResponseState.WITHDRAWN:
        raise Withdrawn
    if begun_from and begun_from != str(response.current_id):
        raise ChangedMeanwhile


def _replace(response: Response, sent: Sending) -> None:
    before = response.current
    old = list(_answers(before))
    submission = submission_of(sent, response=response, n=before.n + 1)
    submission.save(force_insert=True)
    claim([file for answer in sent.answers for file in answer.files], response.pk, sent.consultation)
    response.current = submission
    response.save(update_fields=["current"])
    new = rows_of(sent.answers, submission)
    carried = _carry_over(old, new)
    Answer.objects.bulk_create(new)
    Decision.objects.bulk_create(carried)
    _leave(before, old, replaced_by=submission, now=sent.arrived_at)


def _leave(before: Submission, old: list[Answer], *, replaced_by: Submission | None, now: datetime) -> None:
    """What stood before stops counting; a text that was public leaves every page."""
    submission_left.send(Submission, submission=before, replaced_by=replaced_by, now=now)
    Answer.objects.filter(submission=before).update(counted=False)
    if any(answer.moderation == ModerationState.PUBLISHED for answer in old):
        public_content_changed()


def _carry_over(old: list[Answer], new: list[Answer]) -> list[Decision]:
    """Gives unchanged texts the state they had, and copies of the decisions that gave it."""
    last = {decision.answer_id: decision for decision in Decision.objects.filter(answer__in=old).order_by("n")}
    same = {_shown(answer): answer for answer in old if answer.moderation != ModerationState.NONE}
    carried = []
    for answer in new:
        before = same.get(_shown(answer))
        if before and before.pk in last and answer.moderation == ModerationState.WAITING:
            answer.moderation = before.moderation
            carried.append(_copied(last[before.pk], answer))
    return carried


def _shown(answer: Answer) -> tuple[str, ...]:
    """All that publishing an answer would show of it."""
    name = answer.display_name if answer.consent == Consent.NAMED else ""
    return (answer.question, answer.row, answer.choice, answer.text, name)


def _copied(decision: Decision, answer: Answer) -> Decision:
    """The same decision, by the same person at the same time, on the new row."""
    return Decision(
        consultation_id=decision.consultation_id,
        answer=answer,
        n=1,
        state=decision.state,
        reason=decision.reason,
        explanation=decision.explanation,
        content_digest=decision.content_digest,
        redactions=decision.redactions,
        hides_name=decision.hides_name,
        policy_id=decision.policy_id,
        by_id=decision.by_id,
        at=decision.at,
        carried_from=decision,
    )
