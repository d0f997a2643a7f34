"""Asking that another person looks at a decision: by the receipt's code, without an account, within half a year.

What the author is told is in the form that the EU's Digital Services Act asks for: what was decided, on which ground,
whether a machine had a part in it, and what can be done about it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import scope, scopes_disabled

from consultations.enums import AppealState, ModerationState, ResponseState
from consultations.models import Answer, Appeal, Decision, Response
from consultations.models.log import write_log
from consultations.moderation.decisions import NotDecided, decide
from consultations.moderation.notices import tell_author
from consultations.moderation.redaction import shown_text
from consultations.permissions import Act, demand
from consultations.questions.questionnaire import read_version
from consultations.responding import keys
from consultations.responding.signals import submission_left

OPEN_FOR = timedelta(days=183)
ANSWERED_WITHIN = timedelta(days=14)
MOST_WORDS = 4000


class NotAppealed(Exception):  # noqa: N818
    """A wish that can't be received. Its text is fit for the resident."""


@dataclass(frozen=True)
class Statement:
    """What the author of a text is told of a decision against it. ``shown`` is what the public reads, '' if nothing."""

    decision: Decision
    question: str
    shown: str
    rule: str
    last_day: date
    appeal: Appeal | None
    can_appeal: bool


def statements_by_code(code: str, *, now: datetime, locale: str) -> list[Statement] | None:
    """The decisions that hide a text of the response with this receipt, or parts of one; None if no response has it."""
    response = response_by_code(code)
    if response is None:
        return None
    with scope(consultation=response.consultation_id):
        return [_statement(decision, now=now, locale=locale) for decision in _against(response)]


def response_by_code(code: str) -> Response | None:
    if len(keys.plain_code(code)) != keys.LENGTH:
        return None
    hashes = [keys.receipt_hash(code, key=key) for key in keys.response_keys()]
    with scopes_disabled():  # The code itself is what opens the one response, whatever its consultation.
        return Response.objects.select_related("consultation").filter(receipt_hash__in=hashes).first()


def appeal_decision(code: str, *, decision_id: UUID, words: str, now: datetime, locale: str) -> Appeal:
    """Receives the wish, once, or raises NotAppealed."""
    stated = next(
        (s for s in statements_by_code(code, now=now, locale=locale) or [] if s.decision.pk == decision_id), None
    )
    if stated is None:
        raise NotAppealed(_("This decision no longer holds. Look again at what holds now."))
    if stated.appeal is not None:
        return stated.appeal
    if not stated.can_appeal:
        raise NotAppealed(_("The time to ask for another look has passed."))
    today, consultation = timezone.localdate(now), stated.decision.consultation
    with scope(consultation=consultation):
        try:
            with transaction.atomic():
                return Appeal.objects.create(
                    decision=stated.decision,
                    consultation=consultation,
                    words=words.replace("\0", "").strip()[:MOST_WORDS],
                    locale=locale,
                    received_on=today,
                    due_on=today + ANSWERED_WITHIN,
                )
        except IntegrityError:  # Pressed twice.
            return Appeal.objects.get(decision=stated.decision)


def decide_appeal(appeal: Appeal, *, by, overturn: bool, explanation: str, seen: str, now: datetime) -> Appeal:
    """Another person than the first lets the decision stand, or publishes the text whole. Raises NotDecided."""
    with transaction.atomic():
        appeal = (
            Appeal.objects.select_for_update(of=("self",))
            .select_related("decision__answer", "consultation")
            .get(pk=appeal.pk)
        )
        demand(by, Act.MODERATE, appeal.consultation)
        if appeal.state != AppealState.WAITING:
            raise NotDecided(_("Somebody has answered this already."))
        if appeal.decision.by_id == by.pk:
            raise NotDecided(_("You took the decision yourself. Another person has to look at it."))
        if not explanation.strip():
            raise NotDecided(_("Explain your answer. The author reads it."))
        state = _carry_out(appeal, by=by, overturn=overturn, seen=seen, now=now)
        return _settle(appeal, state, by=by, explanation=explanation.strip(), now=now)


def _carry_out(appeal: Appeal, *, by, overturn: bool, seen: str, now: datetime) -> AppealState:
    answer = appeal.decision.answer
    if answer is None or not is_standing(appeal.decision):
        return AppealState.CLOSED
    if not overturn:
        return AppealState.UPHELD
    decide(answer, by=by, state=ModerationState.PUBLISHED, seen=seen, now=now)
    return AppealState.OVERTURNED


def _settle(appeal: Appeal, state: AppealState, *, by, explanation: str, now: datetime) -> Appeal:
    appeal.state, appeal.by, appeal.explanation, appeal.decided_at = state, by, explanation, now
    appeal.save(update_fields=["state", "by", "explanation", "decided_at"])
    about = {"consultation": appeal.consultation, "appeal": str(appeal.pk), "decision": str(appeal.decision_id)}
    write_log("appeal_answered", by=by, at=now, state=str(state), **about)
    if by is not None and appeal.decision.answer:
        tell_author(appeal.decision.answer.submission.response_id, now=now)
    return appeal


@receiver(submission_left)
def follow_the_text(submission, replaced_by, now: datetime, **_kwargs) -> None:
    """In the transaction of a change or a withdrawal: what waits about an unchanged text follows it; the rest closes."""
    texts = Answer.objects.filter(submission=submission)
    waiting = Appeal.objects.select_for_update().filter(decision__answer__in=texts, state=AppealState.WAITING)
    for appeal in waiting:
        carried = Decision.objects.filter(carried_from=appeal.decision_id, answer__submission=replaced_by).first()
        if replaced_by is not None and carried is not None:
            appeal.decision = carried
            appeal.save(update_fields=["decision"])
        else:
            _settle(appeal, AppealState.CLOSED, by=None, explanation="", now=now)


def is_standing(decision: Decision) -> bool:
    """Whether the decision still says what becomes of its text."""
    answer = decision.answer
    if answer is None or not answer.counted:
        return False
    return not Decision.objects.filter(answer=answer, n__gt=decision.n).exists()


def _against(response: Response) -> list[Decision]:
    """The last decisions on the texts of the current sending, where they hide something; or those that were appealed."""
    if response.state != ResponseState.ACTIVE:
        return []
    answers = Answer.objects.filter(submission=response.current_id, counted=True).exclude(
        moderation=ModerationState.NONE
    )
    found = []
    for answer in answers.order_by("id"):
        decisions = list(
            answer.decisions.select_related("appeal", "policy", "answer__submission__version", "consultation")
        )
        found += [d for d in decisions if hasattr(d, "appeal") or (d is decisions[-1] and hides(d))]
    return found


def hides(decision: Decision) -> bool:
    return decision.state == ModerationState.HIDDEN or decision.hides_parts


def _statement(decision: Decision, *, now: datetime, locale: str) -> Statement:
    answer, appeal = decision.answer, getattr(decision, "appeal", None)
    question = read_version(answer.submission.version, locale).question(answer.question)
    last_day = timezone.localdate(decision.at + OPEN_FOR)
    return Statement(
        decision=decision,
        question=question.text if question else "",
        shown=shown_text(answer.text, decision.redactions) if decision.redactions else "",
        rule=decision.policy.rule(decision.reason, locale) if decision.policy else "",
        last_day=last_day,
        appeal=appeal,
        can_appeal=appeal is None and timezone.localdate(now) <= last_day,
    )
