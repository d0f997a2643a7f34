"""One choice of several: radio buttons, or a select where the list is long."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultations.questions.choices import TWO_EMPTY, ChoiceBlock, DistinctListBlock, compile_choices
from consultations.questions.other import (
    OTHER,
    OfferOtherBlock,
    OtherMixin,
    apart,
    in_words,
    offers_other,
    other_choice,
    other_part,
    room_for_other,
    text_cells,
    text_columns,
    text_in,
    text_rows,
    with_text,
)
from consultations.questions.parts import wrong_part
from consultations.questions.printed import ticks
from consultations.questions.protocol import AnswerValue, QuestionBlock, QuestionType, register


class SingleChoiceBlock(QuestionBlock):
    choices = DistinctListBlock(ChoiceBlock(), default=TWO_EMPTY, label=_("Choices"), min_num=2, max_num=60)
    other = OfferOtherBlock()
    as_list = blocks.BooleanBlock(
        label=_("Show as a drop-down list"), required=False, help_text=_("For more than about ten choices.")
    )

    class Meta:
        label = _("Single choice")
        icon = "radio-full"
        group = _("Questions with choices")
        description = _("One answer out of several.")


class OneField(OtherMixin, forms.ChoiceField):
    def chosen_beside(self, chosen, text):
        """A text without a choice chooses for itself; beside another choice somebody has to say which counts."""
        if chosen not in {"", None, OTHER}:
            choice = self.question.choice(chosen)
            message = _("You chose “%(choice)s” and wrote something else as well. Keep one of them")
            raise wrong_part(self.part, message, code="both", choice=choice.text if choice else "")
        return OTHER


@register
class SingleChoice(QuestionType):
    name = "single_choice"
    menu_order = 10

    def block(self):
        return SingleChoiceBlock()

    def compile(self, faces):
        source = next(iter(faces.values()))
        choices = compile_choices(faces) + other_choice(faces)
        return {"choices": choices, "settings": {"as_list": bool(source["as_list"])}}

    def field(self, question):
        return OneField(
            question,
            choices=[("", "")] + [(choice.id, choice.text) for choice in question.choices],
            required=question.required,
            error_messages={
                "required": question.missing or _("Select an answer"),
                "invalid_choice": _("Select one of the answers in the list"),
            },
        )

    def parts(self, question):
        return other_part(question)

    def first_control(self, question):
        return "" if question.settings.get("as_list") else "-1"

    def has_text(self, question):
        return offers_other(question)

    def printed(self, question):
        return [*ticks(choice.text for choice in question.choices), *room_for_other(question)]

    def store(self, question, value):
        chosen, text = apart(value)
        return [AnswerValue(choice=chosen), *text_rows(text)] if chosen else []

    def restore(self, question, answers):
        chosen = next((answer.choice for answer in answers if answer.choice), "")
        return with_text(chosen, text_in(answers))

    def say(self, question, value):
        chosen, text = apart(value)
        choice = question.choice(chosen)
        return [in_words(choice, text)] if choice else []

    def export_columns(self, question):
        return [question.text, *text_columns(question)]

    def export_cells(self, question, answers):
        chosen, _text = apart(self.restore(question, answers))
        choice = question.choice(chosen)
        return [choice.text if choice else None, *text_cells(question, answers)]
