"""One choice of several: radio buttons, or a select where the list is long."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultations.questions.choices import TWO_EMPTY, ChoiceBlock, compile_choices
from consultations.questions.protocol import AnswerValue, QuestionBlock, QuestionType, register


class SingleChoiceBlock(QuestionBlock):
    choices = blocks.ListBlock(ChoiceBlock(), default=TWO_EMPTY, label=_("Choices"), min_num=2, max_num=60)
    as_list = blocks.BooleanBlock(
        label=_("Show as a drop-down list"), required=False, help_text=_("For more than about ten choices.")
    )

    class Meta:
        label = _("Single choice")
        icon = "radio-full"
        group = _("Questions with choices")
        description = _("One answer out of several.")


@register
class SingleChoice(QuestionType):
    name = "single_choice"

    def block(self):
        return SingleChoiceBlock()

    def compile(self, faces):
        source = next(iter(faces.values()))
        return {"choices": compile_choices(faces), "settings": {"as_list": bool(source["as_list"])}}

    def field(self, question):
        return forms.ChoiceField(
            choices=[("", "")] + [(choice.id, choice.text) for choice in question.choices],
            required=question.required,
            error_messages={
                "required": question.missing or _("Select an answer"),
                "invalid_choice": _("Select one of the answers in the list"),
            },
        )

    def first_control(self, question):
        return "" if question.settings.get("as_list") else "-1"

    def store(self, question, value):
        return [AnswerValue(choice=value)] if value else []

    def restore(self, question, answers):
        return answers[0].choice if answers else ""

    def say(self, question, value):
        chosen = question.choice(value)
        return [chosen.text] if chosen else []

    def export_cells(self, question, answers):
        return [next(iter(self.say(question, self.restore(question, answers))), None)]
