"""Who lets responses be deleted: one person proposes, another approves, and whatever stands in the way is said in words.

What was approved is carried out in batches by the hourly deletion, and goes on where it stopped.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_scopes import scope

from consultations.enums import AppealState, DeletionGround, DeletionScope
from consultations.models import (
    Answer,
    Appeal,
    Consultation,
    DeletionOrder,
    DeletionRule,
    Hold,
    Response,
)
from consultations.models.log import write_log
from consultations.permissions import Act, demand
from consultations.reporting.erasing import erase_responses, erase_what_hangs_on

BATCH = 500


class NotDeleted(Exception):  # noqa: N818
    """Why nothing was deleted, in words for officials."""


def set_rule(consultation: Consultation, *, what: str, days: int, decision: str, by, now: datetime) -> DeletionRule:
    """What goes, when, and under which decision. A later call replaces the rule for the same."""
    demand(by, Act.DELETE, consultation)
    with transaction.atomic():
        rule, _new = DeletionRule.objects.update_or_create(
            consultation=consultation,
            what=DeletionScope(what),
            defaults={"days": days, "decision": _stated(decision)},
        )
        write_log("deletion_rule", by=by, at=now, consultation=consultation, what=rule.what, days=days)
    return rule


def place_hold(consultation: Consultation, *, reason: str, by, now: datetime) -> Hold:
    demand(by, Act.DELETE, consultation)
    if not reason.strip():
        raise NotDeleted(_("Say why nothing may be deleted."))
    with transaction.atomic():
        _locked(consultation)
        hold = Hold.objects.create(consultation=consultation, reason=reason.strip(), by=by, since=now)
        write_log("hold_placed", by=by, at=now, consultation=consultation, hold=str(hold.pk))
    return hold


def lift_hold(hold: Hold, *, by, now: datetime) -> None:
    demand(by, Act.DELETE, hold.consultation)
    with transaction.atomic():
        if Hold.objects.filter(pk=hold.pk, ended__isnull=True).update(ended=now):
            write_log("hold_lifted", by=by, at=now, consultation=hold.consultation, hold=str(hold.pk))


def propose_deletion(
    consultation: Consultation,
    *,
    what: str,
    by,
    now: datetime,
    ground: str = DeletionGround.RULE,
    decision: str = "",
    response: UUID | None = None,
) -> DeletionOrder:
    """Asks a colleague to approve. Under a rule all that the rule covers goes; on another ground one response."""
    demand(by, Act.DELETE, consultation)
    if (ground == DeletionGround.RULE) != (response is None):
        raise NotDeleted(_("A rule concerns all responses; a request or a court's decision concerns one."))
    order = DeletionOrder(
        consultation=consultation, what=DeletionScope(what), ground=DeletionGround(ground), response=response
    )
    order.decision = _rule_of(order).decision if ground == DeletionGround.RULE else _stated(decision)
    order.proposed_by, order.proposed_at, order.counted = by, now, count_what_goes(order)
    with transaction.atomic():
        _locked(consultation)
        _demand_free(order, now=now)
        if not order.counted["responses"]:
            raise NotDeleted(_("There is nothing to delete."))
        order.save(force_insert=True)
        write_log("deletion_proposed", by=by, at=now, consultation=consultation, order=str(order.pk), **order.counted)
    return order


def approve_deletion(order: DeletionOrder, *, by, now: datetime) -> None:
    """The second person's yes. What was counted must be what would go now."""
    demand(by, Act.DELETE, order.consultation)
    with transaction.atomic():
        consultation = _locked(order.consultation)
        order = DeletionOrder.objects.select_for_update().get(pk=order.pk)
        if order.approved_at:
            raise NotDeleted(_("The deletion has already been approved."))
        if order.proposed_by_id in {None, by.pk}:
            raise NotDeleted(_("A deletion is approved by another person than the one who proposed it."))
        demand(order.proposed_by, Act.DELETE, consultation)
        _demand_free(order, now=now)
        if count_what_goes(order) != order.counted:
            raise NotDeleted(_("What would be deleted has changed since it was proposed. Propose it again."))
        order.approved_by, order.approved_at = by, now
        order.save(update_fields=["approved_by", "approved_at"])
        write_log("deletion_approved", by=by, at=now, consultation=consultation, order=str(order.pk))


def withdraw_proposal(order: DeletionOrder, *, by, now: datetime) -> None:
    """Takes a proposal back before it is approved; whoever may delete may do it. The log keeps that there was one."""
    demand(by, Act.DELETE, order.consultation)
    with transaction.atomic():
        found = DeletionOrder.objects.select_for_update().filter(pk=order.pk).first()
        if found is None or found.approved_at:
            raise NotDeleted(_("The deletion has already been approved."))
        write_log("deletion_withdrawn", by=by, at=now, consultation=order.consultation, order=str(order.pk))
        found.delete()


def carry_out(order: DeletionOrder, *, now: datetime) -> int:
    """Deletes what was approved, batch by batch. Raises NotDeleted when something has come in the way since."""
    done = 0
    while erased := _erase_batch(order, now=now):
        done += erased
    return done


def carry_out_approved(now: datetime) -> int:
    """Every approved deletion that nothing holds back; one that is held waits for the next time."""
    done = 0
    for order in DeletionOrder.objects.filter(approved_at__isnull=False, executed_at__isnull=True):
        try:
            done += carry_out(order, now=now)
        except NotDeleted:
            continue
    return done


def count_what_goes(order: DeletionOrder) -> dict[str, int]:
    """The dry run: how many responses and texts would go."""
    with scope(consultation=order.consultation_id):
        going = _going(order)
        texts = Answer.objects.filter(submission__response__in=going).exclude(text="")
        return {"responses": going.count(), "texts": texts.count()}


def obstacles_to(order: DeletionOrder, *, now: datetime) -> Iterator[str]:
    """What stands in the way of a deletion, in words."""
    consultation = order.consultation
    if Hold.objects.filter(consultation=consultation, ended__isnull=True)[:1]:
        yield _("A hold stops all deletion in this consultation until it is lifted.")
    with scope(consultation=consultation.pk):
        open_appeals = Appeal.objects.filter(consultation=consultation, state=AppealState.WAITING)
        if order.response:
            open_appeals = open_appeals.filter(decision__answer__submission__response=order.response)
        if open_appeals[:1]:
            yield _("An author waits for another look at a decision.")
    if order.ground != DeletionGround.RULE:
        return
    if now < consultation.closes + consultation.grace:
        yield _("The consultation still takes responses.")
    if consultation.source_page.feedback_due and consultation.decided_at is None:
        yield _("The feedback that was promised has not been published.")
    due = consultation.closes + timedelta(days=_rule_of(order).days)
    if now < due:
        yield _("The rule lets the responses be deleted from %(day)s.") % {"day": date_format(timezone.localdate(due))}


def _erase_batch(order: DeletionOrder, *, now: datetime) -> int:
    """One batch in one transaction. The obstacles are looked for each time: a hold stops a deletion that has begun."""
    with transaction.atomic():
        consultation = _locked(order.consultation)
        order = DeletionOrder.objects.select_for_update().get(pk=order.pk)
        if order.approved_at is None:
            raise NotDeleted(_("The deletion has not been approved by a second person."))
        if order.executed_at:
            return 0
        _demand_free(order, now=now)
        with scope(consultation=consultation.pk):
            batch = list(_going(order).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if batch:
            on = timezone.localdate(now)
            return erase_responses(consultation, batch, what=order.what, decision=order.decision, on=on)
        if order.what == DeletionScope.RESPONSES and order.response is None:
            erase_what_hangs_on(consultation)
        order.executed_at = now
        order.save(update_fields=["executed_at"])
        write_log("deleted", by=None, at=now, consultation=consultation, order=str(order.pk), **order.counted)
    return 0


def _going(order: DeletionOrder):
    """The responses that an order still has to take."""
    responses = Response.objects.filter(consultation=order.consultation_id)
    if order.response:
        responses = responses.filter(pk=order.response)
    if order.what == DeletionScope.TEXTS:
        # Not by the trace: an author may have written again since.
        written = Answer.objects.filter(submission__response=OuterRef("pk")).exclude(text="", display_name="")
        responses = responses.filter(Exists(written))
    return responses


def _demand_free(order: DeletionOrder, *, now: datetime) -> None:
    if found := list(obstacles_to(order, now=now)):
        raise NotDeleted(" ".join(found))


def _rule_of(order: DeletionOrder) -> DeletionRule:
    rule = DeletionRule.objects.filter(consultation=order.consultation_id, what=order.what).first()
    if rule is None:
        raise NotDeleted(_("No rule says that this may be deleted."))
    return rule


def _stated(decision: str) -> str:
    if not decision.strip():
        raise NotDeleted(_("Give the diary number of the decision."))
    return decision.strip()


def _locked(consultation: Consultation) -> Consultation:
    return Consultation.objects.select_for_update().get(pk=consultation.pk)
