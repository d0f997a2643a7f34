"""A file to attach: a PDF, a picture or a plain text. Officials fetch it; nobody else ever does.

The form's field holds a token of what has been taken in (see ``responding/attaching``), never the file itself.
"""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultations.questions.attached import Attached, read_stored, read_token, token_of
from consultations.questions.printed import texts
from consultations.questions.protocol import AnswerValue, QuestionBlock, QuestionType, register

MEGABYTE = 1_000_000
UPLOAD, REMOVE = "upload", "remove"


class FileBlock(QuestionBlock):
    limit = blocks.IntegerBlock(label=_("Largest file, in megabytes"), default=5, min_value=1, max_value=10)

    class Meta:
        label = _("File to attach")
        icon = "upload"
        group = _("Questions with text")
        description = _("A PDF, a picture or a plain text. Officials read it; it is never published.")


class FileInput(forms.Widget):
    needs_multipart_form = True


class TokenField(forms.Field):
    """What has been taken in, or None."""

    widget = FileInput

    def clean(self, value):
        found = read_token(value or "")
        if value and found is None:
            raise ValidationError(_("The file is no longer there. Attach it again"), code="lost")
        if found is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return found


@register
class File(QuestionType):
    name = "file"
    menu_order = 50
    result_template = "consultations/results/files.html"
    takes_files = True

    def block(self):
        return FileBlock()

    def compile(self, faces):
        return {"settings": {"limit": next(iter(faces.values()))["limit"]}}

    def field(self, question):
        return TokenField(
            required=question.required, error_messages={"required": question.missing or _("Attach a file")}
        )

    def names(self, question):
        return [question.id, f"{question.id}-{UPLOAD}", f"{question.id}-{REMOVE}"]

    def instruction(self, question):
        return gettext("A PDF, JPEG or PNG, or a plain text, of at most %(limit)d MB") % question.settings

    def attached(self, question, sent):
        return next((found for value in sent if (found := read_token(value))), None)

    def files(self, question, value):
        return [value] if value else []

    def store(self, question, value):
        return [AnswerValue(text=value.stored())] if value else []

    def restore(self, question, answers):
        return next((found for answer in answers if (found := read_stored(answer.text))), None)

    def sent(self, question, value):
        return {question.id: [token_of(value)]} if value else {}

    def say(self, question, value):
        return [value.in_words()] if value else []

    def lines(self, question):
        return []

    def printed(self, question):
        return texts(gettext("Attach the file, or a copy of it, to this form. Write your name on neither."))

    def keyed(self, question):
        """Nothing: what was attached to a form on paper stays with it."""
        return []

    def invent(self, question, one):
        """For examples of answers alone: there is no such file."""
        return Attached(UUID(int=0).hex, "pdf", 1, "exempel.pdf")

    def export_cells(self, question, answers):
        found = self.restore(question, answers)
        return [f"{found.name}; {found.kind}; {found.size}; {found.id}" if found else None]
