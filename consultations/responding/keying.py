"""The form in which staff key in a sheet: numbers stand for choices. It becomes the form on the web, and is checked as that is.

On paper a required question may be left blank, and nothing stops too many ticks: both are keyed as such, and kept as a note.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from consultations.enums import Consent
from consultations.questions.keyed import BLANK, INVALID, Keyed, NotANumberOfAChoice
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Choice, Question, Questionnaire
from consultations.questions.routing import route_of
from consultations.responding.forms import AnswerForm, consent_field, name_field
from consultations.responding.submit import GivenAnswer

PREFIX = "k-"
CONSENTS = (Consent.ANONYMOUS, Consent.NAMED, Consent.NO)


@dataclass(frozen=True)
class KeyedField:
    """One field as the template shows it, with what has been typed."""

    keyed: Keyed
    name: str
    value: str
    is_text: bool
    error: str = ""


@dataclass(frozen=True)
class KeyedQuestion:
    number: int
    question: Question
    fields: Sequence[KeyedField]
    errors: Sequence[str]


class KeyingForm:
    """What was typed on a sheet, question by question. ``data`` is what was POSTed, None for an empty form."""

    def __init__(self, questionnaire: Questionnaire, data: Mapping[str, str] | None = None, prefix: str = PREFIX):
        self.questionnaire, self.prefix = questionnaire, prefix
        self.is_bound, self.data = data is not None, data or {}
        self.unread: dict[str, str] = {}
        self.wrong: dict[str, str] = {}
        sent: MultiValueDict = MultiValueDict()
        for question in questionnaire.questions:
            self._read(question, sent)
        self.form = AnswerForm(questionnaire.sections, data=sent if self.is_bound else None)
        for id in self.unread:  # noqa: A001
            self.form.fields[id].required = False

    def _read(self, question: Question, sent: MultiValueDict) -> None:
        """Notes what was typed for one question; what is blank or can't be read is sent as no answer at all."""
        read: dict[str, list[str]] = {}
        for keyed in keyed_fields(question):
            typed = self.typed(keyed)
            if typed.strip() == BLANK or (keyed.choices and typed.strip().lower() == INVALID):
                mark = "blank" if typed.strip() == BLANK else "invalid"
                self.unread[question.id] = mark if self.unread.get(question.id) != "invalid" else "invalid"
                continue
            try:
                read[keyed.name] = keyed.sent(typed)
            except NotANumberOfAChoice:
                self.wrong[keyed.name] = _("Key the numbers of choices, or x if it can't be read")
        for name, values in read.items():
            sent.setlist(name, values)

    def typed(self, keyed: Keyed) -> str:
        return self.data.get(f"{self.prefix}{keyed.name}", "")

    def is_valid(self) -> bool:
        return self.is_bound and not self.wrong and self.form.is_valid()

    def given(self) -> list[GivenAnswer]:
        return self.form.given()

    def not_read(self) -> dict[str, str]:
        """How it stood on paper, by the ids of the questions: blank, or not to be read."""
        answered = {answer.question.id for answer in self.given() if answer.values}
        return {id: mark for id, mark in self.unread.items() if mark == "invalid" or id not in answered}  # noqa: A001

    def led_past(self) -> list[int]:
        """The numbers of questions that were answered although the other answers lead past them."""
        answers = self.given()
        route = route_of(self.questionnaire, {answer.question.id: answer.values for answer in answers})
        return [
            number
            for number, answer in enumerate(answers, start=1)
            if answer.values and answer.question.id not in route.questions
        ]

    @property
    def questions(self) -> list[KeyedQuestion]:
        asked = enumerate(self.questionnaire.questions, start=1)
        return [KeyedQuestion(n, question, self._fields(question), self._errors(question)) for n, question in asked]

    def _fields(self, question: Question) -> list[KeyedField]:
        return [
            KeyedField(
                keyed,
                f"{self.prefix}{keyed.name}",
                self.typed(keyed),
                type_of(question).is_text and keyed.name == question.id,
                self.wrong.get(keyed.name, ""),
            )
            for keyed in keyed_fields(question)
        ]

    def _errors(self, question: Question) -> list[str]:
        if not self.is_bound:
            return []
        names = [question.id, consent_field(question), name_field(question)]
        found = [error for name in names for error in self.form.errors.get(name, ValidationError([]))]
        return [str(error) for error in found]

    def hidden(self) -> list[tuple[str, str]]:
        """Everything that was typed, to be sent along."""
        every = (keyed for question in self.questionnaire.questions for keyed in keyed_fields(question))
        return [(f"{self.prefix}{keyed.name}", self.typed(keyed)) for keyed in every]


def keyed_fields(question: Question) -> list[Keyed]:
    """The fields of a question, with its author's word on showing it where it may be shown."""
    fields = list(type_of(question).keyed(question))
    if question.publishable:
        choices = tuple(Choice(choice.value, str(choice.label)) for choice in CONSENTS)
        fields.append(Keyed(consent_field(question), _("May we show your answer to others on this website?"), choices))
        fields.append(Keyed(name_field(question), _("Which name should be shown?")))
    return fields
