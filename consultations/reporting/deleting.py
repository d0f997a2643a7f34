"""Lawful deletion in the admin: the rules, what would go, the two people, what stops it, and what has been done."""

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from consultations.enums import DeletionGround, DeletionScope
from consultations.models import Consultation, DeletionOrder, DeletionRule
from consultations.permissions import Act
from consultations.reporting.dashboard import find_consultation, trail
from consultations.reporting.deletion import (
    NotDeleted,
    approve_deletion,
    carry_out,
    count_what_goes,
    lift_hold,
    obstacles_to,
    place_hold,
    propose_deletion,
    set_rule,
    withdraw_proposal,
)


class RuleForm(forms.Form):
    what = forms.ChoiceField(label=gettext_lazy("What is deleted"), choices=DeletionScope.choices)
    days = forms.IntegerField(label=gettext_lazy("Days after closing"), min_value=0, max_value=36_500)
    decision = forms.CharField(label=gettext_lazy("Diary number of the decision"), max_length=100)


class HoldForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why nothing may be deleted"), max_length=300)


class SingleForm(forms.Form):
    response = forms.UUIDField(
        label=gettext_lazy("The response"),
        help_text=gettext_lazy("The last part of the address when you read it among “Responses one by one”."),
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        choices=[choice for choice in DeletionGround.choices if choice[0] != DeletionGround.RULE],
    )
    what = forms.ChoiceField(label=gettext_lazy("What is deleted"), choices=DeletionScope.choices)
    decision = forms.CharField(label=gettext_lazy("Diary number of the decision"), max_length=100)


def deletion(request, pk):
    """The page, and every act on it. What a rule refuses is said in words above it."""
    consultation = find_consultation(request, pk, Act.DELETE)
    forms_of_page = {
        "rule": RuleForm(_sent(request, "rule"), prefix="rule"),
        "hold": HoldForm(_sent(request, "hold"), prefix="hold"),
        "single": SingleForm(
            _sent(request, "single"), prefix="single", initial={"response": request.GET.get("response", "")}
        ),
    }
    if request.method == "POST" and _act(request, consultation, forms_of_page):
        return redirect("results_deletion", consultation.pk)
    return render(request, "consultations/admin/results_deletion.html", _context(request, consultation, forms_of_page))


def _act(request, consultation: Consultation, forms_of_page: dict) -> bool:
    """Whether it was done."""
    do = request.POST.get("do", "")
    form = forms_of_page.get(do)
    if do not in ACTS or (form is not None and not form.is_valid()):
        return False
    try:
        said = ACTS[do](consultation, request, form.cleaned_data if form else {})
    except NotDeleted as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, said)
    return True


def _rule(consultation, request, data):
    set_rule(consultation, **data, by=request.user, now=request.arrived_at)
    return _("The rule has been kept.")


def _propose(consultation, request, _data):
    rule = get_object_or_404(consultation.deletion_rules, pk=request.POST.get("rule"))
    propose_deletion(consultation, what=rule.what, by=request.user, now=request.arrived_at)
    return _("It has been proposed. A colleague who may delete approves it here; until then nothing goes.")


def _single(consultation, request, data):
    propose_deletion(consultation, **data, by=request.user, now=request.arrived_at)
    return _("It has been proposed. A colleague who may delete approves it here; until then nothing goes.")


def _approve(consultation, request, _data):
    order = get_object_or_404(consultation.deletion_orders, pk=request.POST.get("order"))
    approve_deletion(order, by=request.user, now=request.arrived_at)
    if order.response:
        carry_out(order, now=request.arrived_at)
        return _("The response has been deleted.")
    return _("It has been approved. What was approved is deleted within the hour.")


def _withdraw(consultation, request, _data):
    order = get_object_or_404(consultation.deletion_orders, pk=request.POST.get("order"))
    withdraw_proposal(order, by=request.user, now=request.arrived_at)
    return _("The proposal has been taken back.")


def _hold(consultation, request, data):
    place_hold(consultation, reason=data["reason"], by=request.user, now=request.arrived_at)
    return _("Nothing is deleted in this consultation until the hold is lifted.")


def _lift(consultation, request, _data):
    lift_hold(
        get_object_or_404(consultation.holds, pk=request.POST.get("hold")), by=request.user, now=request.arrived_at
    )
    return _("The hold has been lifted.")


ACTS = {
    "rule": _rule,
    "propose": _propose,
    "single": _single,
    "approve": _approve,
    "withdraw": _withdraw,
    "hold": _hold,
    "lift": _lift,
}


def _sent(request, do: str):
    return request.POST if request.method == "POST" and request.POST.get("do") == do else None


def _context(request, consultation: Consultation, forms_of_page: dict) -> dict:
    orders = list(consultation.deletion_orders.select_related("proposed_by", "approved_by"))
    waiting = [order for order in orders if order.approved_at is None]
    return {
        "consultation": consultation,
        "rules": [_looked_at(consultation, rule, request) for rule in consultation.deletion_rules.order_by("what")],
        "waiting": [
            {
                "order": order,
                "obstacles": list(obstacles_to(order, now=request.arrived_at)),
                "is_own": order.proposed_by_id == request.user.pk,
            }
            for order in waiting
        ],
        "history": [order for order in orders if order.approved_at is not None],
        "holds": consultation.holds.select_related("by"),
        "forms": forms_of_page,
        "breadcrumbs_items": trail(consultation, here=_("Deletion")),
        "header_title": _("Deletion"),
        "header_icon": "bin",
    }


def _looked_at(consultation: Consultation, rule: DeletionRule, request) -> dict:
    """The dry run of one rule: what would go, and what stands in the way."""
    would_be = DeletionOrder(consultation=consultation, what=rule.what, ground=DeletionGround.RULE)
    return {
        "rule": rule,
        "counted": count_what_goes(would_be),
        "obstacles": list(obstacles_to(would_be, now=request.arrived_at)),
        "is_proposed": DeletionOrder.objects.filter(
            consultation=consultation, what=rule.what, response=None, executed_at__isnull=True
        ).exists(),
    }
