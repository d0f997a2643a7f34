"""Responses over time in the admin, beside what happened: changes of times, new meanings, and the officials' own notes."""

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from consultations.enums import ChangeKind
from consultations.models import Consultation, OutreachNote, VersionActivation
from consultations.models.log import write_log
from consultations.permissions import Act, may
from consultations.questions.questionnaire import read_version
from consultations.reporting.dashboard import find_consultation, trail
from consultations.reporting.filtering import in_words
from consultations.results import tallies
from consultations.results.curve import Happening, curve
from consultations.results.selecting import FIRST_YEAR, LAST_YEAR, Selection, count_selected


class NoteForm(forms.ModelForm):
    class Meta:
        model = OutreachNote
        fields = ["day", "kind", "text"]
        widgets = {"day": AdminDateInput}

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("Choose a day of this time."))
        return day


def over_time(request, pk):
    """The curve as a table; on POST takes in a note."""
    consultation = find_consultation(request, pk, Act.NOTE_OUTREACH if request.method == "POST" else Act.READ_RESULTS)
    form = NoteForm(
        request.POST if request.method == "POST" else None, initial={"day": timezone.localdate(request.arrived_at)}
    )
    if request.method == "POST" and form.is_valid():
        note_outreach(form, consultation, by=request.user, now=request.arrived_at)
        messages.success(request, _("The note has been added."))
        return redirect("results_curve", consultation.pk)
    questionnaire = read_version(consultation.current, consultation.source_locale)
    selection, now = Selection.read(request.GET, questionnaire), request.arrived_at
    counted = tallies.counts_of(consultation, now=now)
    if selection:
        counted = count_selected(consultation, selection, now=now)
        write_log("results_filtered", by=request.user, at=now, consultation=consultation, **selection.query())
    return render(
        request,
        "consultations/admin/results_curve.html",
        {
            "consultation": consultation,
            "selected": in_words(selection, questionnaire),
            "points": _points(consultation, counted, now),
            "form": form if may(request.user, Act.NOTE_OUTREACH, consultation) else None,
            "media": form.media,
            "breadcrumbs_items": trail(consultation, here=_("Responses over time")),
            "header_title": _("Responses over time"),
            "header_icon": "history",
        },
    )


@require_POST
def forget_note(request, pk, note):
    """Takes a note away."""
    consultation = find_consultation(request, pk, Act.NOTE_OUTREACH)
    get_object_or_404(consultation.notes, pk=note).delete()
    write_log("note_removed", by=request.user, at=request.arrived_at, consultation=consultation, note=str(note))
    messages.success(request, _("The note has been removed."))
    return redirect("results_curve", consultation.pk)


def note_outreach(form: NoteForm, consultation: Consultation, *, by, now) -> OutreachNote:
    form.instance.consultation, form.instance.by = consultation, by
    note = form.save()
    write_log("outreach_noted", by=by, at=now, consultation=consultation, note=str(note.pk))
    return note


def happenings(consultation: Consultation) -> list[Happening]:
    """All that is known of its time. Two queries beside the notes."""
    opens, closes = (timezone.localdate(at) for at in (consultation.opens, consultation.closes))
    turns = VersionActivation.objects.filter(version__consultation=consultation, kind=ChangeKind.MEANING)
    return [
        Happening(opens, _("Opened")),
        Happening(closes, _("Closing day")),
        *(Happening(timezone.localdate(e.at), e.get_kind_display(), e.reason) for e in consultation.events.all()),
        *(Happening(timezone.localdate(t.since), t.get_kind_display(), t.reason) for t in turns),
        *(Happening(n.day, n.get_kind_display(), n.text, note=str(n.pk)) for n in consultation.notes.all()),
    ]


def _points(consultation: Consultation, counted: tallies.CountedResults, now):
    first = timezone.localdate(consultation.opens)
    last = min(timezone.localdate(consultation.closes), timezone.localdate(now))
    happened = [one for one in happenings(consultation) if one.day <= timezone.localdate(now) or one.note]
    return curve(dict(counted.days), happened, first=first, last=max(first, last))
