"""The editor's workshop: sections and questions in one stream, and the field that keeps them."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField

from consultations.questions.protocol import all_types

SECTION = "section"


class SectionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=150)
    introduction = blocks.TextBlock(label=_("Introduction"), required=False, default="")

    class Meta:
        label = _("New section")
        icon = "title"
        group = _("Structure")
        description = _("Begins a new page of the form; the questions below belong to it.")


class QuestionsBlock(blocks.StreamBlock):
    """Sections and one block for each known question type."""

    def __init__(self, **kwargs):
        local_blocks = [(SECTION, SectionBlock())]
        local_blocks += [(name, question_type.block()) for name, question_type in all_types().items()]
        super().__init__(local_blocks, **kwargs)


class QuestionsField(StreamField):
    """A stream whose migrations do not list the blocks, so that a new question type needs none."""

    def __init__(self, block_types=None, **kwargs):
        super().__init__(block_types or QuestionsBlock(required=False), **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        return name, path, [], {key: kwargs[key] for key in kwargs if key not in {"block_lookup", "block_types"}}
