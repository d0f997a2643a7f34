"""The same choices for several rows: how things are at the library, at the swimming pool, at school."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultations.questions.choices import TWO_EMPTY, ChoiceBlock, DistinctListBlock, compile_choices
from consultations.questions.protocol import QuestionBlock, register
from consultations.questions.rows import RowsQuestion


class RowBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Row"), max_length=200)

    class Meta:
        label = _("Row")
        icon = "bars"


class MatrixBlock(QuestionBlock):
    rows = DistinctListBlock(
        RowBlock(),
        default=TWO_EMPTY,
        label=_("Rows"),
        min_num=1,
        max_num=20,
        help_text=_("What is asked about. Each row becomes a question of its own on the page: keep them few."),
    )
    choices = DistinctListBlock(ChoiceBlock(), default=TWO_EMPTY, label=_("Choices"), min_num=2, max_num=11)

    class Meta:
        label = _("Matrix")
        icon = "table"
        group = _("Questions with choices")
        description = _("The same choices for several rows. Shown as one question a row, never as a grid.")


@register
class Matrix(RowsQuestion):
    name = "matrix"
    menu_order = 40

    def block(self):
        return MatrixBlock()

    def compile(self, faces):
        return {"choices": compile_choices(faces), "rows": compile_choices(faces, field="rows")}
