"""Points (or kronor) to share over choices. All of them have to be used; the server says how many are left."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultations.questions.choices import TWO_EMPTY, ChoiceBlock, DistinctListBlock, compile_choices
from consultations.questions.keyed import Keyed
from consultations.questions.numbers import NotANumber, number_in_words, read_number
from consultations.questions.parts import Part, PartsField, wrong_part
from consultations.questions.printed import blanks
from consultations.questions.protocol import AnswerValue, QuestionBlock, QuestionType, register


class BudgetBlock(QuestionBlock):
    choices = DistinctListBlock(ChoiceBlock(), default=TWO_EMPTY, label=_("Choices"), min_num=2, max_num=20)
    total = blocks.IntegerBlock(label=_("How much there is to share"), default=100, min_value=2, max_value=10**6)
    unit = blocks.CharBlock(
        label=_("Unit"), required=False, default="", max_length=40, help_text=_("For example: points, or kronor")
    )

    class Meta:
        label = _("Budget")
        icon = "pick"
        group = _("Questions with choices")
        description = _("An amount to share over choices, 100 points for example.")


class BudgetField(PartsField):
    """Amounts above nothing, by choice."""

    def __init__(self, question, **kwargs):
        self.question, self.total = question, question.settings["total"]
        super().__init__(parts_of(question), **kwargs)

    def clean(self, value):
        if not any(value.get(part.key, "").strip() for part in self.parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return {}
        amounts, problems = [], []
        for part in self.parts:
            try:
                amounts.append(self._amount(value.get(part.key, "")))
            except NotANumber:
                message = _("Write a whole number from 0 to %(total)d: %(choice)s")
                problems.append(wrong_part(part, message, code="amount", total=self.total, choice=part.label))
        if problems:
            raise ValidationError(problems)
        self._check_sum(sum(amounts))
        return {choice.id: n for choice, n in zip(self.question.choices, amounts, strict=True) if n}

    def _amount(self, written: str) -> int:
        if not written.strip():
            return 0
        number = read_number(written, decimals=0)
        if number != number.to_integral_value() or not 0 <= number <= self.total:
            raise NotANumber
        return int(number)

    def _check_sum(self, used: int) -> None:
        words = {"used": number_in_words(Decimal(used)), "total": number_in_words(Decimal(self.total))}
        words["rest"] = number_in_words(Decimal(abs(self.total - used)))
        if used < self.total:
            message = _("You have shared out %(used)s of %(total)s: %(rest)s are left")
            raise ValidationError(message, code="left", params=words)
        if used > self.total:
            message = _("You have shared out %(used)s of %(total)s: take back %(rest)s")
            raise ValidationError(message, code="over", params=words)


@register
class Budget(QuestionType):
    name = "budget"
    menu_order = 70
    one_each = False

    def block(self):
        return BudgetBlock()

    def compile(self, faces):
        unit = {locale: face["unit"] for locale, face in faces.items() if face["unit"]}
        total = next(iter(faces.values()))["total"]
        return {"choices": compile_choices(faces), "settings": {"total": total}, "words": {"unit": unit}}

    def parts(self, question):
        return parts_of(question)

    def field(self, question):
        return BudgetField(
            question,
            required=question.required,
            error_messages={"required": question.missing or _("Share out the whole amount")},
        )

    def instruction(self, question):
        words = {"total": _with_unit(question, question.settings["total"])}
        return gettext("Share out %(total)s in all. What you leave empty counts as 0") % words

    def shown_again(self, question, sent):
        try:
            return f"{read_number(sent, decimals=0):f}"
        except NotANumber:
            return sent

    def store(self, question, value):
        amounts = [(choice.id, (value or {}).get(choice.id)) for choice in question.choices]
        return [AnswerValue(choice=id, number=Decimal(n)) for id, n in amounts if n]  # noqa: A001

    def restore(self, question, answers):
        return {answer.choice: int(answer.number) for answer in answers}

    def say(self, question, value):
        given = [(choice, (value or {}).get(choice.id)) for choice in question.choices]
        return [f"{choice.text}: {_with_unit(question, n)}" for choice, n in given if n]

    def remarks(self, question, lines):
        """How much each choice was given in all; known to officials only, since the public figures have no sums."""
        sums = [(line.sum, choice.text) for line in lines if line.sum and (choice := question.choice(line.choices[0]))]
        if not (everything := sum(n for n, _text in sums)):
            return []
        shares = [f"{text} {round(100 * n / everything)} %" for n, text in sorted(sums, key=lambda pair: -pair[0])]
        return [gettext("Of everything that was shared out:") + " " + " · ".join(shares)]

    def keyed(self, question):
        return [Keyed(part.name, part.label) for part in parts_of(question)]

    def printed(self, question):
        return blanks(choice.text for choice in question.choices)

    def invent(self, question, one):
        """A tenth at a time, the rest to the last that was drawn."""
        step, given = max(1, question.settings["total"] // 10), {}
        left = question.settings["total"]
        for n in range(10):
            part = left if n == 9 else min(step, left)
            id = one()  # noqa: A001
            given[id] = given.get(id, 0) + part
            left -= part
        return {id: n for id, n in given.items() if n}  # noqa: A001

    def export_columns(self, question):
        return [f"{question.text} – {choice.text}" for choice in question.choices]

    def export_cells(self, question, answers):
        given = self.restore(question, answers)
        return [given.get(choice.id, 0) if given else None for choice in question.choices]


def parts_of(question) -> list[Part]:
    return [
        Part(str(n), f"{question.id}-{choice.id}", choice.text) for n, choice in enumerate(question.choices, start=1)
    ]


def _with_unit(question, number: int) -> str:
    said, unit = number_in_words(Decimal(number)), question.words.get("unit")
    return f"{said} {unit}" if unit else said
