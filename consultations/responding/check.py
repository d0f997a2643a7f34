"""The last page before sending: the answers in words, and the offer to hear what became of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.enums import Consent
from consultations.questions.attached import readable
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Question, Section
from consultations.questions.routing import Route
from consultations.responding.finding import Place
from consultations.responding.forms import AnswerForm, consent_field, name_field


@dataclass(frozen=True)
class AnswerInWords:
    question: Question
    said: list[str]
    change: str
    consent: str = ""
    is_file: bool = False


class ContactForm(forms.Form):
    """An address for feedback, if the consultation offers it. Kept apart from the answers."""

    email = forms.EmailField(
        required=False,
        max_length=254,
        error_messages={"invalid": _("Write an e-mail address like name@example.se")},
    )

    def __init__(self, data=None, *, offered: bool):
        super().__init__(data)
        self.offered = offered
        if not offered:
            del self.fields["email"]


def answers_in_words(
    form: AnswerForm, here: Place, pages: Mapping[int, Iterable[Section]]
) -> list[tuple[Section, list[AnswerInWords]]]:
    """What the form says, by section, with the address at which each answer is changed. The form need not be valid.

    A section that is spread over several pages is one here.
    """
    form.is_valid()
    found: dict[str, tuple[Section, list[AnswerInWords]]] = {}
    for number, sections in pages.items():
        for section in sections:
            address = f"{here.form_address(number)}?andra"
            _section, said = found.setdefault(section.id, (section, []))
            said += [_in_words(form, question, address) for question in section.questions]
    return [(section, said) for section, said in found.values() if said]


def dropped_in_words(form: AnswerForm, route: Route) -> list[AnswerInWords]:
    """What was filled in but is not asked any more, after another answer was changed. ``form`` has all questions."""
    form.is_valid()
    passed_by = (question for question in form.questions if question.id not in route.questions)
    return [words for question in passed_by if (words := _in_words(form, question, "")).said]


def _in_words(form: AnswerForm, question: Question, address: str) -> AnswerInWords:
    said = _said(form, question)
    consent = form.cleaned_data.get(consent_field(question)) or Consent.NO
    words = ""
    if question.publishable and said:
        name = form.cleaned_data.get(name_field(question), "")
        words = f"{Consent(consent).label}: {name}" if consent == Consent.NAMED else Consent(consent).label
    is_file = bool(said) and type_of(question).takes_files
    return AnswerInWords(question, said, f"{address}#q-{question.id}", words, is_file)


def _said(form: AnswerForm, question: Question) -> list[str]:
    """The answer in words; one that the form refuses, as it was typed."""
    if question.id not in form.errors:
        return type_of(question).say(question, form.cleaned_data.get(question.id))
    texts = {choice.id: choice.text for choice in question.choices}
    return [texts.get(value, readable(value)) for value in form.data.getlist(question.id) if value.strip()]
