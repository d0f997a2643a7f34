"""What a moderator sends: one decision on one text, or on its parts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.enums import ModerationState, Reason
from consultations.moderation.translating import languages_to_translate_into
from consultations.responding.keys import FORM_KEY

DECISIONS = (ModerationState.WAITING, ModerationState.PUBLISHED, ModerationState.HIDDEN)


class DecisionForm(forms.Form):
    """``state`` is the button that was pressed. Whether the decision may be taken is for ``decide`` to say."""

    state = forms.ChoiceField(choices=[(state.value, state.label) for state in DECISIONS], widget=forms.HiddenInput)
    seen = forms.CharField(max_length=100, widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Reason"), choices=Reason, required=False, widget=forms.RadioSelect)
    explanation = forms.CharField(
        label=_("Explanation"),
        help_text=_("The author may read it. Needed when none of the reasons fits."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RedactionForm(forms.Form):
    """The text with brackets round what is to be hidden. Whether they can be read is for ``read_marked`` to say."""

    seen = forms.CharField(max_length=100, widget=forms.HiddenInput)
    marked = forms.CharField(
        label=_("The text, with brackets"),
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    hides_name = forms.BooleanField(label=_("Hide the author's name as well"), required=False)
    reason = forms.ChoiceField(
        label=_("Reason"), choices=Reason, initial=Reason.PERSONAL_DATA, widget=forms.RadioSelect
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        help_text=_("The author may read it. Needed when none of the reasons fits."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TranslationForm(forms.Form):
    """A text in another language. ``seen`` says what was translated."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    language = forms.ChoiceField(label=_("Language"), choices=languages_to_translate_into)
    text = forms.CharField(
        label=_("Translation"), required=False, widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"})
    )
    translator = forms.CharField(
        label=_("Translated by"),
        help_text=_("Readers are told. Your organisation, or a name."),
        max_length=80,
        required=False,
    )
    tool = forms.CharField(
        label=_("Program that helped, if any"),
        help_text=_("Readers are told. Never send a text to a service that your organisation has no agreement with."),
        max_length=80,
        required=False,
    )


class AppealForm(forms.Form):
    """What an author sends who asks for another look. The code is read apart: it is kept out of every form and log."""

    decision = forms.UUIDField()
    words = forms.CharField(
        required=False, max_length=4000, error_messages={"max_length": _("Write at most 4,000 characters")}
    )


class ReportForm(forms.Form):
    """What a reader sends who reports a text. ``form_key`` makes a form that is sent twice one report."""

    reason = forms.ChoiceField(choices=Reason, error_messages={"required": _("Choose what is wrong with the text")})
    words = forms.CharField(required=False, max_length=2000)
    form_key = forms.RegexField(FORM_KEY)
