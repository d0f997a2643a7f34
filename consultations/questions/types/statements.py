"""Statements to agree or disagree with, or to pass: one after the other, with the same three choices."""

from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultations.questions.choices import TWO_EMPTY, DistinctListBlock, compile_choices
from consultations.questions.protocol import QuestionBlock, register
from consultations.questions.rows import RowsQuestion

STANCES = {"agree": gettext_noop("Agree"), "disagree": gettext_noop("Disagree"), "pass": gettext_noop("Pass")}


class StatementBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Statement"), max_length=250)

    class Meta:
        label = _("Statement")
        icon = "openquote"


class StatementsBlock(QuestionBlock):
    statements = DistinctListBlock(
        StatementBlock(),
        default=TWO_EMPTY,
        label=_("Statements"),
        min_num=1,
        max_num=40,
        help_text=_("One thing in each, so that nobody can half agree."),
    )

    class Meta:
        label = _("Statements")
        icon = "openquote"
        group = _("Questions with choices")
        description = _("Agree, disagree or pass, statement by statement.")


@register
class Statements(RowsQuestion):
    name = "statements"
    menu_order = 50

    def block(self):
        return StatementsBlock()

    def compile(self, faces):
        stances = [{"id": id, "text": {loc: _said(text, loc) for loc in faces}} for id, text in STANCES.items()]  # noqa: A001
        return {
            "choices": [stance | {"exclusive": False} for stance in stances],
            "rows": compile_choices(faces, field="statements"),
        }


def _said(text: str, locale: str) -> str:
    with translation.override(locale):
        return gettext(text)
