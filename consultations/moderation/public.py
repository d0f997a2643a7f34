"""The public pages about moderation: the rules, asking for another look with the receipt's code, and reporting a text."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from config.page_cache import keep
from consultations.enums import Reason
from consultations.models import Owner
from consultations.moderation.appeals import NotAppealed, appeal_decision, statements_by_code
from consultations.moderation.forms import AppealForm, ReportForm
from consultations.moderation.policy import policy_of
from consultations.moderation.reports import published_text, report_by_code, report_text
from consultations.questions.questionnaire import read_version
from consultations.responding import guessing
from consultations.responding.keys import new_form_key
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


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def appeal(request):
    """With a code: what was decided against one's text and why, asking for another look, or what became of a report."""
    code = request.POST.get("code", "")
    context = {"code": code[:40], "problems": []}
    if "decision" in request.POST and not guessing.is_guessing(request):
        context |= _take_in_appeal(request, code)
    if request.method == "POST" and guessing.is_guessing(request):
        context["problems"] = [("code", _("Too many references have been wrong. Wait ten minutes, or call us"))]
    elif request.method == "POST":
        context["statements"] = statements_by_code(code, now=request.arrived_at, locale=get_language())
        context["report"] = report_by_code(code) if context["statements"] is None else None
        if context["statements"] is None and context["report"] is None:
            guessing.count_wrong_guess(request)
            said = _("Nothing has this reference. Check each character") if code else _("Write your reference")
            context["problems"] = [("code", said)]
    status = 422 if context["problems"] else 200
    return render(request, "consultations/moderation/appeal.html", context, status=status)


def _take_in_appeal(request, code: str) -> dict:
    form = AppealForm(request.POST)
    if not form.is_valid():
        said = [error for errors in form.errors.values() for error in errors]
        return {"problems": [("code", error) for error in said], "words": form.data.get("words", "")}
    said = {"now": request.arrived_at, "locale": get_language()}
    try:
        received = appeal_decision(
            code, decision_id=form.cleaned_data["decision"], words=form.cleaned_data["words"], **said
        )
    except NotAppealed as refusal:
        return {"problems": [("code", str(refusal))]}
    return {"received": received}


@never_cache
@require_http_methods(["GET", "POST"])
def report(request, pk):
    """Reports one published text. What is not published is not found, whatever it is."""
    found = published_text(pk)
    if found is None:
        raise Http404
    consultation, text = found
    form = ReportForm(request.POST or None, initial={"form_key": new_form_key()})
    question = read_version(consultation.current, get_language()).question(text["question"])
    context = {"form": form, "text": text, "question": question.text if question else "", "reasons": Reason.choices}
    if form.is_valid():
        today = timezone.localdate(request.arrived_at)
        context["code"] = report_text(consultation, pk, today=today, **form.cleaned_data)
        return render(request, "consultations/moderation/reported.html", context)
    problems = [("reason-1", error) for error in form.errors.get("reason", [])]
    context["problems"] = problems
    return render(request, "consultations/moderation/report.html", context, status=422 if form.is_bound else 200)
