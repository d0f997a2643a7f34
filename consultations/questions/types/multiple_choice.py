"""Several choices of many, with a least and a most, and choices that stand alone ("none of these")."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks

from consultations.questions.choices import TWO_EMPTY, DistinctListBlock, ExclusiveChoiceBlock, compile_choices
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
from consultations.questions.printed import ticks
from consultations.questions.protocol import AnswerValue, QuestionBlock, QuestionType, register


class MultipleChoiceBlock(QuestionBlock):
    choices = DistinctListBlock(ExclusiveChoiceBlock(), default=TWO_EMPTY, label=_("Choices"), min_num=2, max_num=60)
    other = OfferOtherBlock()
    at_least = blocks.IntegerBlock(label=_("At least"), required=False, min_value=1)
    at_most = blocks.IntegerBlock(label=_("At most"), required=False, min_value=1)

    class Meta:
        label = _("Multiple choice")
        icon = "list-ul"
        group = _("Questions with choices")
        description = _("Any number of answers, or as many as you say.")

    def clean(self, value):
        value = super().clean(value)
        at_least, at_most, offered = value["at_least"], value["at_most"], len(value["choices"])
        if at_least and (at_least > offered or (at_most and at_least > at_most)):
            error = ValidationError(_("There are not that many choices to tick."))
            raise blocks.struct_block.StructBlockValidationError(block_errors={"at_least": error})
        return value


class ChoicesField(OtherMixin, forms.MultipleChoiceField):
    """Checks the number of ticks, and that a choice which stands alone does."""

    def chosen_beside(self, chosen, text):
        """A text ticks "Something else" by itself."""
        return chosen if OTHER in (chosen or []) else [*(chosen or []), OTHER]

    def validate(self, value):
        super().validate(value)
        alone = [choice for choice in self.question.choices if choice.exclusive and choice.id in value]
        if alone and len(set(value)) > 1:
            raise ValidationError(
                _("Select “%(choice)s” or the other answers, not both") % {"choice": alone[0].text}, code="exclusive"
            )
        if value and not alone:
            self._validate_number(len(set(value)))

    def _validate_number(self, ticked: int) -> None:
        at_least, at_most = self.question.settings.get("at_least"), self.question.settings.get("at_most")
        if at_most and ticked > at_most:
            raise ValidationError(
                ngettext("Select at most %(n)d answer", "Select at most %(n)d answers", at_most) % {"n": at_most},
                code="at_most",
            )
        if at_least and ticked < at_least:
            raise ValidationError(
                ngettext("Select at least %(n)d answer", "Select at least %(n)d answers", at_least) % {"n": at_least},
                code="at_least",
            )


@register
class MultipleChoice(QuestionType):
    name = "multiple_choice"
    menu_order = 20
    one_each = False

    def block(self):
        return MultipleChoiceBlock()

    def compile(self, faces):
        source = next(iter(faces.values()))
        limits = {"at_least": source["at_least"], "at_most": source["at_most"]}
        return {"choices": _alone_last(compile_choices(faces) + other_choice(faces)), "settings": limits}

    def field(self, question):
        return ChoicesField(
            question,
            choices=[(choice.id, choice.text) for choice in question.choices],
            required=question.required,
            error_messages={
                "required": question.missing or _("Select at least one answer"),
                "invalid_choice": _("Select among the answers in the list"),
            },
        )

    def instruction(self, question):
        if at_most := question.settings.get("at_most"):
            return _("Select up to %(n)d") % {"n": at_most}
        return _("Select all that apply")

    def parts(self, question):
        return other_part(question)

    def has_text(self, question):
        return offers_other(question)

    def printed(self, question):
        return [*ticks(choice.text for choice in question.choices), *room_for_other(question)]

    def store(self, question, value):
        chosen, text = apart(value)
        ticked = [AnswerValue(choice=choice.id) for choice in question.choices if choice.id in (chosen or [])]
        return [*ticked, *text_rows(text)]

    def restore(self, question, answers):
        return with_text([answer.choice for answer in answers if answer.choice], text_in(answers))

    def say(self, question, value):
        chosen, text = apart(value)
        return [in_words(choice, text) for choice in question.choices if choice.id in (chosen or [])]

    def invent(self, question, one):
        """A choice that stands alone if that is drawn first, else as many others as are asked for."""
        first, at_most = one(), question.settings.get("at_most") or 3
        if question.choice(first).exclusive:
            return [first]
        others = [choice.id for choice in question.choices if not choice.exclusive]
        drawn = dict.fromkeys([first, *(one() for _n in range(at_most - 1))])
        wanted = [id for id in dict.fromkeys([*drawn, *others]) if id in others]  # noqa: A001
        at_least = question.settings.get("at_least") or 1
        few = max(at_least, len([id for id in drawn if id in others]))  # noqa: A001
        return [choice.id for choice in question.choices if choice.id in wanted[:few]]

    def export_columns(self, question):
        return [f"{question.text} – {choice.text}" for choice in question.choices] + text_columns(question)

    def export_cells(self, question, answers):
        ticked = {answer.choice for answer in answers}
        cells = [int(choice.id in ticked) if ticked else None for choice in question.choices]
        return cells + text_cells(question, answers)


def _alone_last(choices: list[dict]) -> list[dict]:
    """ "Something else" stands above the choices at the end that stand alone ("none of these")."""
    *before, last = choices
    if last["id"] != OTHER:
        return choices
    place = len(before)
    while place and before[place - 1]["exclusive"]:
        place -= 1
    return [*before[:place], last, *before[place:]]
