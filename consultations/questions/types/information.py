"""Something to read between questions: a text, a picture, details to open. It asks nothing and stores nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from consultations.questions.printed import texts
from consultations.questions.protocol import QuestionType, register

SIZE = "width-1000|format-webp"
TEXTS = ("body", "caption", "details_heading", "details")


class InformationBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Heading"), required=False, default="", max_length=150)
    body = blocks.TextBlock(label=_("Text"), required=False, default="", max_length=4000)
    image = ImageBlock(label=_("Image"), required=False)
    caption = blocks.CharBlock(label=_("Caption"), required=False, default="", max_length=250)
    details_heading = blocks.CharBlock(
        label=_("What opens the details"),
        required=False,
        default="",
        max_length=150,
        help_text=_("For example: What the proposal costs"),
    )
    details = blocks.TextBlock(label=_("Details"), required=False, default="", max_length=8000)

    class Meta:
        label = _("Information to read")
        icon = "info-circle"
        group = _("Structure")
        description = _("Text, an image or details between questions. It asks nothing.")

    def clean(self, value):
        value = super().clean(value)
        if not (value["text"] or value["body"] or value["image"]):
            error = forms.ValidationError(_("Write something to read, or choose an image."))
            raise blocks.struct_block.StructBlockValidationError(block_errors={"body": error})
        if bool(value["details"]) != bool(value["details_heading"]):
            error = forms.ValidationError(_("Details need both a text and what opens it."))
            raise blocks.struct_block.StructBlockValidationError(block_errors={"details_heading": error})
        return value


@register
class Information(QuestionType):
    name = "information"
    asks = False

    def block(self):
        return InformationBlock()

    def compile(self, faces):
        """The picture is fixed with its size, so that showing it asks the database nothing."""
        image = next(iter(faces.values()))["image"]
        words = {name: {locale: face[name] for locale, face in faces.items() if face[name]} for name in TEXTS}
        if not image:
            return {"words": words}
        said = {locale: face["image"].contextual_alt_text for locale, face in faces.items() if face["image"]}
        words["alt"] = {locale: alt for locale, alt in said.items() if alt}
        rendition = image.get_rendition(SIZE)
        size = {"url": rendition.url, "width": rendition.width, "height": rendition.height}
        return {"words": words, "settings": {"image": size}}

    def field(self, question):
        return forms.Field(required=False)

    def store(self, question, value):
        return []

    def restore(self, question, answers):
        return None

    def say(self, question, value):
        return []

    def lines(self, question):
        return []

    def printed(self, question):
        """A picture is told of in words: what its alternative text and its caption say."""
        names = ("body", "alt", "caption", "details_heading", "details")
        return texts(*(question.words.get(name, "") for name in names))

    def export_columns(self, question):
        return []

    def export_cells(self, question, answers):
        return []
