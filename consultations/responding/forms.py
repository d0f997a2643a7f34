"""The form that a resident sees, built from a version's questions: one field a question, named by the question's id."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from consultations.enums import Consent
from consultations.questions.attached import Attached
from consultations.questions.parts import AskedPart, asked_parts, errors_by_part
from consultations.questions.protocol import QuestionType, type_of
from consultations.questions.questionnaire import Question, Section
from consultations.questions.text import PlainTextField
from consultations.responding.submit import GivenAnswer

NAME_LIMIT = 50


@dataclass(frozen=True)
class AskedQuestion:
    """One question as a template shows it: with its number, its state and what has been filled in."""

    form: "AnswerForm"
    question: Question
    number: int

    @property
    def type(self) -> QuestionType:
        return type_of(self.question)

    @property
    def id(self) -> str:
        return f"q-{self.question.id}"

    @property
    def first_control_id(self) -> str:
        """Where a link to the question leads: its control, or the first one of a group."""
        return f"{self.id}{self.type.first_control(self.question)}"

    @cached_property
    def parts(self) -> list[AskedPart]:
        """Its controls, where it has several."""
        wrong, show = errors_by_part(self._errors), partial(self.type.shown_again, self.question)
        parts = self.type.parts(self.question)
        return list(asked_parts(parts, self.id, data=self.form.data, errors=wrong, show=show))

    @cached_property
    def errors(self) -> list[str]:
        """What is wrong with the question as a whole; what is wrong with a part stands there."""
        return errors_by_part(self._errors).get("", [])

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every error with the id of the control that mends it."""
        found = [(self.first_control_id, error) for error in self.errors]
        found += [(part.control_id, error) for part in self.parts for error in part.errors]
        found += [(f"{self.id}-consent-1", error) for error in self.consent_errors]
        return found + [(f"{self.id}-name", error) for error in self.name_errors]

    @property
    def _errors(self) -> list[ValidationError]:
        found = self.form.errors.get(self.question.id)
        return found.as_data() if found else []

    @property
    def values(self) -> list[str]:
        return self.form.data.getlist(self.question.id) if self.form.is_bound else []

    @property
    def value(self) -> str:
        return self.type.shown_again(self.question, self.values[-1]) if self.values else ""

    @property
    def described_by(self) -> str:
        """The ids of what a screen reader says after the question: the hint, then the error."""
        parts = [(f"{self.id}-hint", self.has_hint), (f"{self.id}-error", self.errors)]
        return " ".join(name for name, is_there in parts if is_there)

    @property
    def has_hint(self) -> bool:
        return bool(self.question.hint or self.instruction or self.warns_of_private_details)

    @property
    def warns_of_private_details(self) -> bool:
        """Beside every text in one's own words; not beside one that asks for a name."""
        return self.type.is_text and not self.question.settings.get("purpose")

    @property
    def instruction(self) -> str:
        return self.type.instruction(self.question)

    @property
    def attached(self) -> Attached | None:
        return self.type.attached(self.question, self.values)

    @property
    def drawing(self) -> Any:
        return self.type.drawing(self.question)

    @property
    def consent_name(self) -> str:
        return consent_field(self.question)

    @property
    def consent(self) -> str:
        return self.form.data.get(self.consent_name, "") if self.form.is_bound else ""

    @property
    def consent_errors(self) -> list[str]:
        return self.form.errors.get(self.consent_name, [])

    @property
    def consent_choices(self) -> list[tuple[str, str]]:
        return [(choice.value, choice.label) for choice in (Consent.ANONYMOUS, Consent.NAMED, Consent.NO)]

    @property
    def name_name(self) -> str:
        return name_field(self.question)

    @property
    def name_value(self) -> str:
        return self.form.data.get(self.name_name, "") if self.form.is_bound else ""

    @property
    def name_errors(self) -> list[str]:
        return self.form.errors.get(self.name_name, [])


class AnswerForm(forms.Form):
    """The questions of some sections. ``data`` is what was sent or kept, ``{name: [values]}``.

    ``refused`` is why a file was not taken in, by question.
    """

    def __init__(
        self,
        sections: Iterable[Section],
        *,
        data=None,
        numbers: dict[str, int] | None = None,
        refused: dict[str, str] | None = None,
    ):
        self.sections = tuple(sections)
        self.refused = refused or {}
        self.numbers = numbers or {}
        super().__init__(data=MultiValueDict(data) if data is not None else None)
        for question in self.questions:
            self.fields[question.id] = type_of(question).field(question)
            if question.publishable:
                self.fields |= _fields_of_consent(question)

    @cached_property
    def questions(self) -> list[Question]:
        return [question for section in self.sections for question in section.questions]

    @property
    def asked(self) -> list[tuple[Section, list[AskedQuestion]]]:
        """Sections with their questions, as the templates walk them."""
        return [
            (
                section,
                [AskedQuestion(self, item, self.numbers.get(item.id, 0)) for item in section.items],
            )
            for section in self.sections
        ]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every error with the id of the control that mends it, in the order of the form."""
        return [problem for _section, questions in self.asked for asked in questions for problem in asked.problems]

    def clean(self):
        for name, why in self.refused.items():
            self._errors.pop(name, None)  # That it is missing is not the matter.
            self.add_error(name, ValidationError(why, code="file"))
        for question in self.questions:
            named = self.cleaned_data.get(consent_field(question)) == Consent.NAMED
            if named and self.cleaned_data.get(question.id) and not self.cleaned_data.get(name_field(question)):
                self.add_error(
                    name_field(question), ValidationError(_("Write the name to show, or choose without a name"))
                )
        return self.cleaned_data

    def kept(self) -> dict[str, list[str]]:
        """What was filled in, as sent, for the draft."""
        return {name: self.data.getlist(name) for name in self.names if name in self.data}

    @property
    def names(self) -> set[str]:
        """Every name that this form may send."""
        return {name for question in self.questions for name in type_of(question).names(question)} | set(self.fields)

    def given(self) -> list[GivenAnswer]:
        """The answers of a valid form, in typed rows."""
        return [self._given(question) for question in self.questions]

    def _given(self, question: Question) -> GivenAnswer:
        cleaned = self.cleaned_data[question.id]
        values, files = type_of(question).store(question, cleaned), type_of(question).files(question, cleaned)
        consent = self.cleaned_data.get(consent_field(question)) or Consent.NO
        name = self.cleaned_data.get(name_field(question), "") if consent == Consent.NAMED else ""
        return GivenAnswer(question, values, consent, name, files)


def consent_field(question: Question) -> str:
    return f"{question.id}-consent"


def name_field(question: Question) -> str:
    return f"{question.id}-name"


def _fields_of_consent(question: Question) -> dict[str, forms.Field]:
    return {
        consent_field(question): forms.ChoiceField(
            choices=[("", ""), *Consent.choices],
            required=False,
            error_messages={"invalid_choice": _("Select whether the answer may be shown")},
        ),
        name_field(question): PlainTextField(limit=NAME_LIMIT, required=False),
    }
