"""A line of text, for example the name of an organisation."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultations.questions.protocol import register
from consultations.questions.text import TextBlock, TextQuestion

PURPOSES = [
    ("", _("Any")),
    ("organization", _("Name of an organisation")),
    ("postal-code", _("Postcode")),
]


class ShortTextBlock(TextBlock):
    limit = blocks.IntegerBlock(label=_("Most characters"), default=100, min_value=1, max_value=300)
    purpose = blocks.ChoiceBlock(
        choices=PURPOSES,
        label=_("What it is"),
        required=False,
        default="",
        help_text=_("Lets a browser fill it in for those who want it to."),
    )

    class Meta:
        label = _("Short text")
        icon = "minus"
        group = _("Questions with text")
        description = _("One line, in the resident's own words.")


@register
class ShortText(TextQuestion):
    name = "short_text"
    menu_order = 20

    def block(self):
        return ShortTextBlock()

    def compile(self, faces):
        source = next(iter(faces.values()))
        return {"settings": {"limit": source["limit"], "purpose": source["purpose"] or ""}}
