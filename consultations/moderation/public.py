"""The public pages about moderation: the rules, asking for another look with the receipt's code, and reporting a text."""

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from config.page_cache import keep
from consultations.enums import Reason
from consultations.models import Owner
from consultations.moderation.policy import policy_of
from organisations.models import Organisation


@require_GET
def rules(request):
    """What each organisation that leads a public consultation shows and doesn't show, in the version in force."""
    leading = Organisation.objects.filter(pk__in=_leaders()).order_by("name")
    versions = [policy_of(organisation, now=request.arrived_at) for organisation in leading]
    shown = [
        {"version": version, "said": version.said(get_language()), "rules": _rules(version)} for version in versions
    ]
    return keep(render(request, "consultations/moderation/rules.html", {"policies": shown}))


def _leaders():
    public = Owner.objects.filter(is_lead=True, consultation__source_page__live=True)
    return public.values("organisation")


def _rules(version) -> list[tuple[str, str]]:
    said = version.said(get_language())["rules"]
    return [(reason.label, said[reason]) for reason in Reason if said.get(reason)]
