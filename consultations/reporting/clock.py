"""Stage by the clock: the editor or official sees where a consultation stands, closes, extends, pauses and resumes it.

Every act takes effect at once and in all languages, since the stage is read from the one Consultation.
"""

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateTimeInput

from consultations.enums import Stage
from consultations.models import Consultation
from consultations.permissions import Act, may, steered_by
from consultations.questions.scheduling import NotRescheduled, close_early, extend, pause, reschedule, resume


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept with the consultation."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TimesForm(ReasonForm):
    field_order = ["opens", "closes", "reason"]
    opens = forms.DateTimeField(label=gettext_lazy("Opens"), widget=AdminDateTimeInput)
    closes = forms.DateTimeField(label=gettext_lazy("Closes"), widget=AdminDateTimeInput)


class ExtendForm(ReasonForm):
    closes = forms.DateTimeField(label=gettext_lazy("New closing time"), widget=AdminDateTimeInput)

    def __init__(self, *args, consultation: Consultation, **kwargs):
        super().__init__(*args, **kwargs)
        for locale in _locales(consultation):
            self.fields[f"note_{locale}"] = forms.CharField(
                label=_("Note for the public (%(language)s)") % {"language": get_language_info(locale)["name_local"]},
                help_text=_("Why there is more time. Shown on the page of the consultation."),
                max_length=600,
                required=locale == consultation.source_locale,
                widget=forms.Textarea(attrs={"rows": 3, "lang": locale}),
            )
        notes = [name for name in self.fields if name.startswith("note_")]
        self.order_fields(["closes", *notes, "reason"])

    @property
    def notes(self) -> dict[str, str]:
        return {name[5:]: text for name, text in self.cleaned_data.items() if name.startswith("note_")}


def clock(request, pk):
    """Where the consultation stands, what can be done now, and what has been done."""
    consultation = find_steered(request, pk)
    stage = consultation.stage(request.arrived_at)
    context = {
        "consultation": consultation,
        "stage": stage,
        "acts": acts_now(consultation, request.arrived_at),
        "events": consultation.events.select_related("by").order_by("-at"),
        "reads_results": may(request.user, Act.READ_RESULTS, consultation),
        "breadcrumbs_items": trail_of_page(consultation),
        "header_title": _("Times and stage"),
        "header_icon": "calendar-alt",
    }
    return render(request, "consultations/admin/clock.html", context)


def times(request, pk):
    """Moves opening or closing, with a reason."""
    consultation = find_steered(request, pk)
    initial = {"opens": consultation.opens, "closes": consultation.closes}
    form = TimesForm(request.POST or None, initial=initial)

    def act():
        reschedule(consultation, **_unless_unchanged(form, consultation), by=request.user, now=request.arrived_at)
        return _("The times have been changed.")

    return _do(request, consultation, form, act, heading=_("Change times"))


def close(request, pk):
    """Closes now."""
    consultation = find_steered(request, pk)
    form = ReasonForm(request.POST or None)

    def act():
        close_early(consultation, by=request.user, reason=form.cleaned_data["reason"], now=request.arrived_at)
        return _("The consultation is closed.")

    explained = _("It closes at once, in all languages. Whoever has begun to answer has half an hour to send it in.")
    return _do(request, consultation, form, act, heading=_("Close now"), explained=explained)


def prolong(request, pk):
    """Gives people longer, and tells them why."""
    consultation = find_steered(request, pk)
    form = ExtendForm(request.POST or None, consultation=consultation, initial={"closes": consultation.closes})

    def act():
        said = {"closes": form.cleaned_data["closes"], "reason": form.cleaned_data["reason"], "notes": form.notes}
        extend(consultation, **said, by=request.user, now=request.arrived_at)
        return _("The consultation has been extended.")

    return _do(request, consultation, form, act, heading=_("Extend"))


def stop_or_go(request, pk):
    """Pauses a consultation that is open, or resumes one that is paused."""
    consultation = find_steered(request, pk)
    form = ReasonForm(request.POST or None)
    paused = consultation.paused

    def act():
        done = resume if paused else pause
        done(consultation, by=request.user, reason=form.cleaned_data["reason"], now=request.arrived_at)
        return _("The consultation takes responses again.") if paused else _("The consultation is paused.")

    unpublished = paused and not consultation.source_page.live
    explained = _("The page is not published: nobody can answer until it is.") if unpublished else ""
    return _do(request, consultation, form, act, heading=_("Resume") if paused else _("Pause"), explained=explained)


def find_steered(request, pk) -> Consultation:
    """The consultation, if the user may move its times; else it does not exist for them."""
    found = Consultation.objects.filter(pk__in=steered_by(request.user).values("pk"), current__isnull=False)
    return get_object_or_404(found.select_related("source_page", "current"), pk=pk)


def acts_now(consultation: Consultation, now) -> list[dict]:
    """What can be done with it at this moment: address, words and what it means."""
    stage, running = consultation.stage(now), consultation.opens < now < consultation.closes
    published = consultation.releases.exists()
    stop = (
        (_("Resume"), _("Responses are taken in again."))
        if consultation.paused
        else (_("Pause"), _("No responses are taken in until you resume it."))
    )
    offered = [
        (running, "clock_close", _("Close now"), _("It closes at once, in all languages.")),
        (
            now >= consultation.opens and not published,
            "clock_extend",
            _("Extend"),
            _("A later closing, with a public note."),
        ),
        (now < consultation.closes, "results_pause", *stop),
        (not published, "results_times", _("Change times"), _("Opening or closing, without a public note.")),
    ]
    return [
        {"url": reverse(name, args=[consultation.pk]), "label": label, "means": means}
        for applies, name, label, means in offered
        if applies and stage != Stage.DECIDED
    ]


def trail_of_page(consultation: Consultation, here: str = "") -> list[dict]:
    page = consultation.source_page
    items = [
        {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": str(page)},
        {"url": reverse("clock", args=[consultation.pk]), "label": _("Times and stage")},
    ]
    return [*items, {"url": "", "label": here}] if here else items


def _do(request, consultation, form, act, *, heading: str, explained: str = ""):
    """Shows the form; on a good POST acts, and says what was done or why not."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act())
        except NotRescheduled as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("clock", consultation.pk)
    context = {
        "consultation": consultation,
        "form": form,
        "button": heading,
        "explained": explained,
        "media": form.media,
        "breadcrumbs_items": trail_of_page(consultation, here=heading),
        "header_title": heading,
        "header_icon": "calendar-alt",
    }
    return render(request, "consultations/admin/clock_form.html", context)


def _locales(consultation: Consultation) -> list[str]:
    """The languages that are open, the source first."""
    return list(consultation.current.content["locales"]) if consultation.current else [consultation.source_locale]


def _unless_unchanged(form: TimesForm, consultation) -> dict:
    """What the form says; a time that nobody touched keeps its seconds, which the form does not show."""
    said = dict(form.cleaned_data)
    for name in ("opens", "closes"):
        stored = getattr(consultation, name)
        if said[name] == stored.replace(second=0, microsecond=0):
            said[name] = stored
    return said
