"""What the official does with a consultation from its results: publish them, move its times, pause it."""

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateTimeInput

from consultations.permissions import Act
from consultations.questions.scheduling import NotRescheduled, pause, reschedule, resume
from consultations.reporting.dashboard import find_consultation, trail
from consultations.results.releases import NotPublished, preview_release, publish_release


class TimesForm(forms.Form):
    opens = forms.DateTimeField(label=gettext_lazy("Opens"), widget=AdminDateTimeInput)
    closes = forms.DateTimeField(label=gettext_lazy("Closes"), widget=AdminDateTimeInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept with the consultation."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept with the consultation."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def publish(request, pk):
    """Shows what the public would see and what not; on POST publishes it."""
    consultation = find_consultation(request, pk, Act.PUBLISH_RESULTS)
    if request.method == "POST":
        try:
            publish_release(consultation, by=request.user, now=request.arrived_at)
        except NotPublished as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The results have been published."))
            return redirect("results", consultation.pk)
    return render(
        request,
        "consultations/admin/results_publish.html",
        {
            "consultation": consultation,
            "preview": preview_release(consultation, request.arrived_at),
            "earlier": consultation.releases.order_by("-n"),
            "breadcrumbs_items": trail(consultation, here=_("Publish results")),
            "header_title": _("Publish results"),
            "header_icon": "view",
        },
    )


def times(request, pk):
    """Moves opening or closing, with a reason."""
    consultation = find_consultation(request, pk, Act.RESCHEDULE)
    initial = {"opens": consultation.opens, "closes": consultation.closes}
    form = TimesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            reschedule(consultation, **_unless_unchanged(form, consultation), by=request.user, now=request.arrived_at)
        except NotRescheduled as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The times have been changed."))
            return redirect("results", consultation.pk)
    return _show_form(request, consultation, form, heading=_("Change times"), button=_("Change times"))


def stop_or_go(request, pk):
    """Pauses a consultation that is open, or resumes one that is paused."""
    consultation = find_consultation(request, pk, Act.RESCHEDULE)
    form = ReasonForm(request.POST or None)
    act, heading = (resume, _("Resume")) if consultation.paused else (pause, _("Pause"))
    if request.method == "POST" and form.is_valid():
        try:
            act(consultation, by=request.user, reason=form.cleaned_data["reason"], now=request.arrived_at)
        except NotRescheduled as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("results", consultation.pk)
    return _show_form(request, consultation, form, heading=heading, button=heading)


def _unless_unchanged(form: TimesForm, consultation) -> dict:
    """What the form says; a time that nobody touched keeps its seconds, which the form does not show."""
    said = dict(form.cleaned_data)
    for name in ("opens", "closes"):
        stored = getattr(consultation, name)
        if said[name] == stored.replace(second=0, microsecond=0):
            said[name] = stored
    return said


def _show_form(request, consultation, form, *, heading: str, button: str):
    return render(
        request,
        "consultations/admin/results_form.html",
        {
            "consultation": consultation,
            "form": form,
            "button": button,
            "media": form.media,
            "breadcrumbs_items": trail(consultation, here=heading),
            "header_title": heading,
            "header_icon": "calendar-alt",
        },
    )
