"""Reading texts one by one and ticking themes. A coder sees their own ticks and nobody else's."""

from uuid import UUID

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from consultations.models import Theme
from consultations.models.log import write_log
from consultations.permissions import Act
from consultations.reporting.dashboard import find_consultation, trail
from consultations.reporting.themes_view import find_question
from consultations.results.coding import NotCoded, code_text, next_text, one_text, own_themes, progress, texts_alike
from consultations.results.themes import code_book


def coding(request, pk, question):
    """The text that the address names, or the next one; on POST keeps what was ticked and goes on."""
    consultation = find_consultation(request, pk, Act.CODE_TEXTS)
    asked = find_question(consultation, question)
    here = reverse("results_coding", args=[consultation.pk, asked.id])
    chosen = as_id(request.POST.get("text") or request.GET.get("text", ""))
    after = as_id(request.GET.get("after", ""))
    if chosen:
        text = one_text(consultation, asked, chosen)
    else:
        text = next_text(consultation, asked, coder=request.user, after=after)
    if request.method == "POST":
        if text is None:
            messages.error(request, _("The author has changed or withdrawn this text."))
            return redirect(here)
        if _keep(request, text, asked):
            return redirect(f"{here}?after={text.pk}")
    ticked = own_themes(text, coder=request.user) if text else set()
    if request.method == "POST":
        ticked = {as_id(theme) for theme in request.POST.getlist("theme")}
    if text:
        write_log("texts_read", by=request.user, at=request.arrived_at, consultation=consultation, texts=1)
    context = {
        "consultation": consultation,
        "question": asked,
        "text": text,
        "alike": texts_alike(text, asked) if text else [],
        "themes": _choices(consultation, ticked),
        "none_fits": None in ticked,
        "before": after,
        "progress": progress(consultation, asked, coder=request.user),
        "breadcrumbs_items": trail(consultation, here=_("Code texts")),
        "header_title": _("Code texts"),
        "header_icon": "tag",
    }
    return render(request, "consultations/admin/coding.html", context)


def _keep(request, text, asked) -> bool:
    """Keeps it and says so, or says why not."""
    alike = request.POST.getlist("alike") if request.POST.get("all") else []
    try:
        coded = code_text(
            text,
            asked,
            by=request.user,
            themes=ids(request.POST.getlist("theme")),
            none_fits=bool(request.POST.get("none")),
            alike=alike,
            now=request.arrived_at,
        )
    except NotCoded as refusal:
        messages.error(request, str(refusal))
        return False
    if coded > 1:
        messages.success(request, ngettext("%(n)s text coded.", "%(n)s texts coded.", coded) % {"n": coded})
    return True


def _choices(consultation, ticked: set) -> list[tuple[Theme, bool]]:
    """The themes in use and, of those that are not, what this coder had ticked; each with whether it is ticked."""
    old = Theme.objects.filter(consultation=consultation, retired=True, pk__in=ticked - {None})
    return [(theme, theme.pk in ticked) for theme in [*code_book(consultation), *old]]


def ids(given: list[str]) -> list[UUID]:
    """The ids among what a form sent."""
    return [found for found in map(as_id, given) if found]


def as_id(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None
