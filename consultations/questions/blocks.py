"""The editor's workshop: sections and questions in one stream, and the field that keeps them."""

from types import SimpleNamespace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField

from consultations.questions.compile import compile_questionnaire
from consultations.questions.protocol import SECTION, all_types
from consultations.questions.questionnaire import read_content
from consultations.questions.routing import NEVER_MET, NO_SUCH_CHOICE, NOT_EARLIER, unsound_conditions
from consultations.questions.shown_if import ShownIfBlock

UNSOUND = {
    NOT_EARLIER: _("Choose a question that stands above this one: what is asked can only depend on earlier answers."),
    NO_SUCH_CHOICE: _("One of the choices is no longer there. Choose again."),
    NEVER_MET: _("Nobody gets here: a section above ends the form for everybody."),
}


class SectionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=150)
    introduction = blocks.TextBlock(label=_("Introduction"), required=False, default="")
    shown_if = ShownIfBlock()
    ends = blocks.BooleanBlock(
        label=_("The form ends here"),
        required=False,
        help_text=_("For those whom the questions are not meant for. They read this and send nothing."),
    )

    class Meta:
        label = _("New section")
        icon = "title"
        group = _("Structure")
        description = _("Begins a new page of the form; the questions below belong to it.")


class QuestionsBlock(blocks.StreamBlock):
    """Sections and one block for each known question type."""

    def __init__(self, **kwargs):
        local_blocks = [(SECTION, SectionBlock())]
        in_order = sorted(all_types().items(), key=lambda each: each[1].menu_order)
        local_blocks += [(name, question_type.block()) for name, question_type in in_order]
        super().__init__(local_blocks, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation:
            _refuse_unsound(value)
        return value


class QuestionsField(StreamField):
    """A stream whose migrations do not list the blocks, so that a new question type needs none."""

    def __init__(self, block_types=None, **kwargs):
        super().__init__(block_types or QuestionsBlock(required=False), **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        return name, path, [], {key: kwargs[key] for key in kwargs if key not in {"block_lookup", "block_types"}}


def _refuse_unsound(value) -> None:
    """Raises with the message beside each condition that can't work."""
    draft = SimpleNamespace(questions=value, presentation="")
    faults = {fault.id: fault.reason for fault in unsound_conditions(read_content(compile_questionnaire({"": draft})))}
    if faults:
        raise StreamBlockValidationError(
            block_errors={
                n: StructBlockValidationError(block_errors={"shown_if": ValidationError(UNSOUND[faults[child.id]])})
                for n, child in enumerate(value)
                if child.id in faults
            }
        )
