"""Decides on texts: the only writer of decisions, and of the state that the last one gives a text.

A decision is on what was seen: the page of a text carries a mark of it (``mark_of``), and a decision on anything else
than what is stored now is refused. So two moderators never overwrite each other, and no text is published unread.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from config.page_cache import public_content_changed
from consultations.enums import Consent, ModerationState, Reason, ReportState, ResponseState
from consultations.models import Answer, Decision, Review
from consultations.models.log import write_log
from consultations.moderation.notices import tell_author
from consultations.moderation.policy import policy_for
from consultations.moderation.redaction import Span, joined
from consultations.moderation.reports import answer_reports
from consultations.permissions import Act, demand
from consultations.questions.questionnaire import read_version
from consultations.responding.submit import digest_of_text


class NotDecided(Exception):  # noqa: N818
    """A decision that can't be taken. Its text is fit for the moderator.

    ``is_slip`` says that something lacks in what was decided, whatever the text.
    """

    is_slip = False


class DecidedMeanwhile(NotDecided):
    """The text, or what was decided on it, is no longer what the moderator saw. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has decided on this text since you opened it. Look again before you decide."))


class Incomplete(NotDecided):
    is_slip = True


def decide(
    answer: Answer,
    *,
    by,
    state: str,
    seen: str,
    now: datetime,
    reason: str = "",
    explanation: str = "",
    redactions: Iterable[Span] = (),
    hides_name: bool = False,
) -> Decision:
    """Appends a decision to a text and gives the text its state, in one transaction, or raises NotDecided.

    A text is published with the ``redactions`` (places in the text) and its author's name hidden, or whole.
    ``seen`` is the ``mark_of`` the text as the moderator saw it. To undo is to decide that it waits again. The same
    decision sent twice is one. Raises PermissionDenied if ``by`` may not moderate the consultation.
    """
    state = ModerationState(state)
    hides_parts = state == ModerationState.PUBLISHED and (bool(redactions) or hides_name)
    hides = hides_parts or state == ModerationState.HIDDEN
    reason = Reason(reason) if hides and reason else ""
    explanation = explanation.strip() if hides or state == ModerationState.WAITING else ""
    _demand_reason(state, reason, explanation, hides=hides)
    with transaction.atomic():
        answer = _locked(answer.pk)
        demand(by, Act.MODERATE, answer.consultation)
        _demand_for_publication(answer)
        _demand_another_person(answer, by)
        last = Decision.objects.filter(answer=answer).order_by("n").last()
        wanted = Decision(
            consultation=answer.consultation,
            answer=answer,
            n=last.n + 1 if last else 1,
            state=state,
            reason=reason,
            explanation=explanation,
            content_digest=content_digest(answer),
            redactions=[list(span) for span in joined(redactions, len(answer.text))] if hides_parts else [],
            hides_name=hides_parts and hides_name and bool(shown_name(answer)),
            policy=policy_for(answer.consultation, now=now),
            by=by,
            at=now,
        )
        if last and seen == _mark(last.n - 1, answer) and _says_the_same(last, wanted):
            return last
        _demand_seen(answer, last, seen)
        _demand_change(answer, wanted, last)
        _write(answer, wanted)
    return wanted


def mark_of(answer: Answer, decisions: int) -> str:
    """What a moderator saw: how many decisions there were, and a digest of the text with the name it would carry."""
    return _mark(decisions, answer)


def content_digest(answer: Answer) -> str:
    """SHA-256 of all that publishing the text would show of it, hexadecimal."""
    return digest_of_text(f"{shown_name(answer)}\0{answer.text}")


def shown_name(answer: Answer) -> str:
    """The name that the author wants shown; '' for one who consented without a name."""
    return answer.display_name if answer.consent == Consent.NAMED else ""


def _mark(decisions: int, answer: Answer) -> str:
    return f"{decisions}.{content_digest(answer)}"


def _locked(pk: UUID) -> Answer:
    return (
        Answer.objects.select_for_update(of=("self",))
        .select_related("submission__response", "consultation__current")
        .get(pk=pk)
    )


def _demand_reason(state: ModerationState, reason: str, explanation: str, *, hides: bool) -> None:
    if state == ModerationState.NONE:
        raise Incomplete(_("Choose what to do with the text."))
    if hides and not reason:
        raise Incomplete(_("Choose why the text is hidden. The author has a right to know."))
    if reason == Reason.OTHER and not explanation:
        raise Incomplete(_("Explain why the text is hidden when none of the reasons fits."))


def _demand_for_publication(answer: Answer) -> None:
    if not answer.counted or answer.submission.response.state != ResponseState.ACTIVE:
        raise NotDecided(_("The author has changed or withdrawn this text."))
    if answer.consent not in Consent.allowing() or answer.moderation == ModerationState.NONE:
        raise NotDecided(_("The author has not agreed to the text being published."))
    question = read_version(answer.consultation.current).question(answer.question)
    if question is None or not question.publishable:
        raise NotDecided(_("The answers to this question are not published."))


def _demand_another_person(answer: Answer, by) -> None:
    """Whoever has asked for a second opinion doesn't give it."""
    if Review.objects.filter(answer=answer, opinion_by=by).exists():
        raise NotDecided(_("You have asked for a second opinion on this text. Another person decides."))


def _demand_seen(answer: Answer, last: Decision | None, seen: str) -> None:
    if seen != _mark(last.n if last else 0, answer):
        raise DecidedMeanwhile


def _demand_change(answer: Answer, wanted: Decision, last: Decision | None) -> None:
    """A text may be hidden again, for a better reason; anything else that changes nothing is a slip."""
    if wanted.state != answer.moderation or wanted.state == ModerationState.HIDDEN:
        return
    if last is None or all(getattr(last, name) == getattr(wanted, name) for name in ("redactions", "hides_name")):
        raise NotDecided(_("The text is in that state already."))


def _says_the_same(last: Decision, wanted: Decision) -> bool:
    said = ["by_id", "state", "reason", "explanation", "content_digest", "redactions", "hides_name"]
    return all(getattr(last, field) == getattr(wanted, field) for field in said)


def _write(answer: Answer, decision: Decision) -> None:
    decision.save(force_insert=True)
    before, answer.moderation = answer.moderation, decision.state
    answer.save(update_fields=["moderation"])
    Review.objects.filter(answer=answer).delete()  # Nobody has it any longer, and no opinion is wanted.
    write_log(
        "text_decided",
        by=decision.by,
        at=decision.at,
        consultation=decision.consultation,
        answer=str(answer.pk),
        decision=str(decision.pk),
        n=decision.n,
        state=str(decision.state),
        reason=str(decision.reason),
        parts_hidden=len(decision.redactions) + decision.hides_name,
        policy=decision.policy.number,
    )
    if decision.state == ModerationState.HIDDEN or decision.hides_parts:
        answer_reports(answer, by=decision.by, state=ReportState.HIDDEN, now=decision.at)
        tell_author(answer.submission.response_id, now=decision.at)
    if ModerationState.PUBLISHED in (before, decision.state):
        public_content_changed()
