""" "Something else", with a text in one's own words: a choice that single and multiple choice may both offer.

The text is a row of its own beside the ticked choice. It is never published: only officials read it.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultations.questions.parts import Part, wrong_part
from consultations.questions.printed import Printed, lines
from consultations.questions.protocol import AnswerValue
from consultations.questions.text import PlainTextField

OTHER = "other"
LIMIT = 200


class OfferOtherBlock(blocks.BooleanBlock):
    def __init__(self, **kwargs):
        words = {
            "label": _("Offer “Something else”"),
            "help_text": _("With a line to write on. What is written is read by officials and never published."),
        }
        super().__init__(**({"required": False} | words | kwargs))


def other_choice(faces) -> list[dict]:
    """The choice, in every language, if the source offers it."""
    if not next(iter(faces.values())).get("other"):
        return []
    texts = {}
    for locale in faces:
        with translation.override(locale):
            texts[locale] = gettext("Something else")
    return [{"id": OTHER, "text": texts, "exclusive": False}]


def offers_other(question) -> bool:
    return question.choice(OTHER) is not None


def other_part(question) -> list[Part]:
    return [Part(OTHER, f"{question.id}-{OTHER}", str(_("If something else: what?")))] if offers_other(question) else []


def room_for_other(question) -> list[Printed]:
    """On paper: a line to write on."""
    return [room for part in other_part(question) for room in lines(1, label=part.label)]


class WithOther(forms.Widget):
    """Reads what was chosen, by the widget of the field, and the text."""

    def __init__(self, chosen: forms.Widget, part: Part) -> None:
        self.chosen, self.part = chosen, part
        super().__init__()

    def value_from_datadict(self, data, files, name):
        return self.chosen.value_from_datadict(data, files, name), data.get(self.part.name, "")


class OtherMixin:
    """Makes a field of choices one that takes a text as well; its value is then ``(chosen, text)``."""

    def __init__(self, question, **kwargs):
        super().__init__(**kwargs)
        self.question = question
        self.part = next(iter(other_part(question)), None)
        if self.part:
            self.widget = WithOther(self.widget, self.part)

    def clean(self, value):
        if self.part is None:
            return super().clean(value)
        chosen, text = value if isinstance(value, tuple) else (value, "")
        text = self._clean_text(text)
        chosen = super().clean(self.chosen_beside(chosen, text) if text else chosen)
        return (chosen, text) if text else chosen

    def _clean_text(self, text: str) -> str:
        try:
            return PlainTextField(limit=LIMIT, required=False).clean(text)
        except ValidationError as error:
            raise wrong_part(self.part, "%(said)s", code="text", said=error.messages[0]) from error


def apart(value: Any) -> tuple[Any, str]:
    """What was chosen, and the text beside it."""
    return value if isinstance(value, tuple) else (value, "")


def text_rows(text: str) -> list[AnswerValue]:
    return [AnswerValue(row=OTHER, text=text)] if text else []


def text_in(answers) -> str:
    return next((answer.text for answer in answers if answer.row == OTHER), "")


def with_text(chosen: Any, text: str) -> Any:
    return (chosen, text) if text else chosen


def in_words(choice, text: str) -> str:
    return f"{choice.text}: {text}" if choice.id == OTHER and text else choice.text


def text_columns(question) -> list[str]:
    return [f"{question.text} – {gettext('Something else, in words')}"] if offers_other(question) else []


def text_cells(question, answers) -> list[str | None]:
    return [text_in(answers) or None] if offers_other(question) else []
