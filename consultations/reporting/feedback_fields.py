"""The forms in which the feedback is written: the texts, and the points with what they build on."""

from uuid import UUID

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from consultations.enums import ActionState
from consultations.models import Consultation, Feedback, FeedbackAction
from consultations.reporting.points import Point, keep_quotes, link_tables, points_of
from consultations.results.figures import PublicTable, public_results

EMPTY = 3  # boxes for new points


class FeedbackForm(forms.ModelForm):
    note = forms.CharField(
        label=_("What was corrected"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The feedback is public. Everybody reads this beside the date."),
    )

    class Meta:
        model = Feedback
        fields = ["we_asked", "you_answered", "decision_reference"]
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in ("we_asked", "you_answered")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.published_at is None:
            del self.fields["note"]

    @property
    def is_correction(self) -> bool:
        return "note" in self.fields

    def tells_why(self, actions) -> bool:
        """Whether a change of what is public is explained; else the form says what lacks."""
        changed = set(self.changed_data) - {"note"} or actions.has_changed()
        if self.is_correction and changed and not self.cleaned_data["note"]:
            self.add_error("note", _("Tell what you have corrected."))
        return self.is_valid()


class ActionForm(forms.ModelForm):
    """One point. In the first language also what it builds on; in the others it belongs to a point of the first."""

    point = forms.UUIDField(required=False, widget=forms.HiddenInput)
    tables = forms.MultipleChoiceField(
        label=_("Builds on these results"), required=False, widget=forms.CheckboxSelectMultiple
    )
    quotes = forms.MultipleChoiceField(label=_("Quotes"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = FeedbackAction
        fields = ["order", "text", "state", "because", "who", "when"]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("text", "because")}

    def __init__(self, *args, published: tuple[PublicTable, ...], points: dict[UUID, Point], original: dict, **kwargs):
        super().__init__(*args, **kwargs)
        known = self.instance.point if not self.instance._state.adding else self.initial.get("point")
        self.source = original.get(known)
        self.original = original
        if original:
            del self.fields["tables"], self.fields["quotes"]
            return
        del self.fields["point"]
        self._offer(points.get(known), published)

    def _offer(self, point: Point | None, published: tuple[PublicTable, ...]) -> None:
        self.fields["tables"].choices = [(table.question.id, table.question.text) for table in published]
        self.initial["tables"] = [table.question.id for table in point.tables] if point else []
        quoted = [(str(quote.id), Truncator(quote.text).words(20)) for quote in point.quotes] if point else []
        self.fields["quotes"].choices = quoted
        self.initial["quotes"] = [answer for answer, _text in quoted]
        for name in ("tables", "quotes"):
            if not self.fields[name].choices:
                del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("state") in {ActionState.PARTLY, ActionState.NOT_NOW} and not cleaned.get("because"):
            self.add_error("because", _("Tell why: those who answered want to know."))
        if self.original and self.instance._state.adding:
            if cleaned.get("point") not in self.original:
                raise forms.ValidationError(_("Write the point in the first language first."))
            self.instance.point = cleaned["point"]
        return cleaned

    def save_evidence(self, consultation: Consultation) -> None:
        """What was ticked, for a point that is kept."""
        if "tables" in self.fields:
            link_tables(consultation, self.instance.point, self.cleaned_data["tables"])
        if "quotes" in self.fields:
            keep_quotes(consultation, self.instance.point, map(UUID, self.cleaned_data["quotes"]))


def action_formset(feedback: Feedback, data=None):
    """The points in one language. Outside the first language, one empty box for each point that it lacks."""
    consultation = feedback.consultation
    original = _original(feedback)
    results = public_results(consultation, feedback.locale)
    published = results.tables if results else ()
    points = points_of(feedback, consultation, published) if feedback.pk and not original else []
    lacking = _lacking(feedback, original)
    formset = forms.inlineformset_factory(
        Feedback, FeedbackAction, form=ActionForm, extra=len(lacking) if original else EMPTY, can_delete=True
    )
    return formset(
        data,
        instance=feedback,
        initial=lacking,
        form_kwargs={
            "published": published,
            "points": {point.action.point: point for point in points},
            "original": original,
        },
    )


def _original(feedback: Feedback) -> dict[UUID, FeedbackAction]:
    """The points of the first language, for writing them in another."""
    if feedback.locale == feedback.consultation.source_locale:
        return {}
    source = feedback.consultation.source_locale
    found = FeedbackAction.objects.filter(feedback__consultation=feedback.consultation, feedback__locale=source)
    return {action.point: action for action in found}


def _lacking(feedback: Feedback, original: dict[UUID, FeedbackAction]) -> list[dict]:
    written = set(FeedbackAction.objects.filter(feedback=feedback.pk).values_list("point", flat=True))
    return [
        {"point": point, "order": action.order, "state": action.state}
        for point, action in original.items()
        if point not in written
    ]
