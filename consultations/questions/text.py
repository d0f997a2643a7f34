"""Texts that residents write: how they are cleaned, stored and shown. Shared by the types that have one."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks

from consultations.questions.printed import lines
from consultations.questions.protocol import AnswerValue, QuestionBlock, QuestionType

ROOM, MOST_ROOM = ((100, 1), (300, 3), (1000, 6)), 9  # lines on paper for so many characters
KEPT_CONTROLS = {"\n", "\t"}


class TextBlock(QuestionBlock):
    publishable = blocks.BooleanBlock(
        label=_("May be published"),
        required=False,
        help_text=_("The author is asked for consent, and a moderator reads the text before anybody else does."),
    )


class PlainTextField(forms.CharField):
    """Text in any language. Too long is said, never cut; what only looks like a text is none.

    The limit counts characters (code points) with line ends as one, as the counter in the browser does.
    """

    def __init__(self, *, limit: int, **kwargs):
        self.limit = limit
        super().__init__(strip=False, empty_value="", **kwargs)

    def to_python(self, value):
        return plain_text(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if (over := len(value) - self.limit) > 0:
            raise ValidationError(
                ngettext(
                    "The answer may have at most %(limit)d characters; it has %(over)d too many",
                    "The answer may have at most %(limit)d characters; it has %(over)d too many",
                    over,
                )
                % {"limit": self.limit, "over": over},
                code="too_long",
            )


def plain_text(text: str | None) -> str:
    """Line ends made one kind, control characters taken out, blanks round it stripped; '' if nothing is visible."""
    text = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in KEPT_CONTROLS or unicodedata.category(c) not in {"Cc", "Cs"}).strip()
    return text if any(unicodedata.category(c)[0] not in "ZC" for c in text) else ""


class TextQuestion(QuestionType):
    """What short and long texts have in common."""

    one_each = False
    is_text = True
    result_template = "consultations/results/texts.html"
    missing_message = _("Write an answer")

    def compile(self, faces):
        source = next(iter(faces.values()))
        return {"settings": {"limit": source["limit"]}}

    def field(self, question):
        return PlainTextField(
            limit=question.settings["limit"],
            required=question.required,
            error_messages={
                "required": question.missing or self.missing_message,
                "null_characters_not_allowed": _("The answer has a character that can't be stored"),
            },
        )

    def store(self, question, value):
        return [AnswerValue(text=value)] if value else []

    def restore(self, question, answers):
        return answers[0].text if answers else ""

    def say(self, question, value):
        return [value] if value else []

    def lines(self, question):
        return []

    def printed(self, question):
        limit = question.settings["limit"]
        return lines(next((room for most, room in ROOM if limit <= most), MOST_ROOM))

    def export_cells(self, question, answers):
        return [answers[0].text if answers else None]
