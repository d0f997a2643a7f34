"""A text of several lines, in any language."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultations.questions.protocol import register
from consultations.questions.text import TextBlock, TextQuestion


class LongTextBlock(TextBlock):
    limit = blocks.IntegerBlock(label=_("Most characters"), default=2000, min_value=100, max_value=20_000)

    class Meta:
        label = _("Long text")
        icon = "pilcrow"
        group = _("Questions with text")
        description = _("Several lines, in the resident's own words.")


@register
class LongText(TextQuestion):
    name = "long_text"
    menu_order = 10

    def block(self):
        return LongTextBlock()
