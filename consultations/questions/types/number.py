"""A number with a unit, between two limits. It is kept as it is, and counted in groups that were fixed beforehand."""

from bisect import bisect_right
from decimal import ROUND_HALF_UP, Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultations.questions.keyed import Keyed
from consultations.questions.numbers import MOST, MayBeThousands, NotANumber, number_in_words, read_number
from consultations.questions.printed import blanks
from consultations.questions.protocol import AnswerValue, QuestionBlock, QuestionType, register

EACH_ALONE = 11  # As many different whole numbers stand on a line each.
ABOUT = 6  # groups, where the editor says nothing


class NumberBlock(QuestionBlock):
    unit = blocks.CharBlock(
        label=_("Unit"), required=False, default="", max_length=40, help_text=_("For example: hours a week")
    )
    lowest = blocks.IntegerBlock(label=_("Lowest number"), default=0, min_value=-MOST, max_value=MOST)
    highest = blocks.IntegerBlock(label=_("Highest number"), default=100, min_value=-MOST, max_value=MOST)
    decimals = blocks.IntegerBlock(label=_("Decimals"), default=0, min_value=0, max_value=3)
    starts = blocks.CharBlock(
        label=_("Where groups begin in the results"),
        required=False,
        default="",
        max_length=100,
        help_text=_("For example: 1; 10; 50. Left empty, the site makes about six groups."),
    )

    class Meta:
        label = _("Number to write")
        icon = "circle-plus"
        group = _("Questions with text")
        description = _("A number, with a unit and limits.")

    def clean(self, value):
        value = super().clean(value)
        if value["lowest"] >= value["highest"]:
            error = ValidationError(_("The highest number has to be above the lowest."))
            raise blocks.struct_block.StructBlockValidationError(block_errors={"highest": error})
        try:
            _starts_as_written(value)
        except NotANumber as refusal:
            error = ValidationError(_("Write numbers within the limits, rising, with a semicolon between them."))
            raise blocks.struct_block.StructBlockValidationError(block_errors={"starts": error}) from refusal
        return value


class NumberField(forms.Field):
    widget = forms.NumberInput

    def __init__(self, question, **kwargs):
        self.question, self.decimals = question, question.settings["decimals"]
        self.low, self.high = Decimal(question.settings["lowest"]), Decimal(question.settings["highest"])
        super().__init__(**kwargs)

    def to_python(self, value):
        if not (value or "").strip():
            return None
        try:
            return read_number(value, decimals=self.decimals)
        except MayBeThousands as refusal:
            raise ValidationError(_("Write the number without a dot or comma between thousands")) from refusal
        except NotANumber as refusal:
            example = {"example": number_in_words(self.high)}
            raise ValidationError(_("Write a number in digits, for example %(example)s"), params=example) from refusal

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        if not self.low <= value <= self.high:
            limits = {"low": number_in_words(self.low), "high": number_in_words(self.high)}
            raise ValidationError(_("Write a number between %(low)s and %(high)s"), code="range", params=limits)
        if -value.as_tuple().exponent > self.decimals:
            words = _("Write at most %(n)d decimals") if self.decimals else _("Write a whole number, without decimals")
            raise ValidationError(words, code="decimals", params={"n": self.decimals})


@register
class Number(QuestionType):
    name = "number"
    menu_order = 30
    choices_may_be_added = False

    def block(self):
        return NumberBlock()

    def compile(self, faces):
        source = next(iter(faces.values()))
        starts = _starts_as_written(source) or _round_starts(source)
        groups = [
            {"id": str(start), "text": {locale: _group(starts, n, source, locale) for locale in faces}}
            for n, start in enumerate(starts)
        ]
        return {
            "choices": [group | {"exclusive": False} for group in groups],
            "settings": {name: source[name] for name in ("lowest", "highest", "decimals")},
            "words": {"unit": {locale: face["unit"] for locale, face in faces.items() if face["unit"]}},
        }

    def field(self, question):
        return NumberField(
            question,
            required=question.required,
            error_messages={"required": question.missing or _("Write a number")},
        )

    def first_control(self, question):
        return ""

    def instruction(self, question):
        low, high = (number_in_words(Decimal(question.settings[name])) for name in ("lowest", "highest"))
        return gettext("A number between %(low)s and %(high)s") % {"low": low, "high": high}

    def shown_again(self, question, sent):
        """As a number field takes it, with a point; what is no number as it was sent."""
        try:
            return f"{read_number(sent, decimals=question.settings['decimals']):f}"
        except NotANumber:
            return sent

    def store(self, question, value):
        if value is None:
            return []
        place = bisect_right([int(choice.id) for choice in question.choices], value) - 1
        return [AnswerValue(choice=question.choices[place].id, number=value)]

    def restore(self, question, answers):
        return answers[0].number if answers else None

    def say(self, question, value):
        return [] if value is None else [_with_unit(question, number_in_words(value))]

    def remarks(self, question, lines):
        """The mean where each line is one number, else the group that has the middle answer; nothing if lines hide."""
        if any(line.count is None for line in lines) or not (total := sum(line.count for line in lines)):
            return []
        if (added := _sum(question, lines)) is not None:
            said = number_in_words((added / total).quantize(Decimal("0.1"), ROUND_HALF_UP))
            return [gettext("Mean: %(mean)s") % {"mean": _with_unit(question, said)}]
        return _middle(question, lines, total)

    def keyed(self, question):
        return [Keyed(question.id)]

    def printed(self, question):
        return blanks([question.words.get("unit", "")])

    def invent(self, question, one):
        return Decimal(one())

    def export_columns(self, question):
        unit = question.words.get("unit")
        return [f"{question.text} ({unit})" if unit else question.text]

    def export_cells(self, question, answers):
        if not answers:
            return [None]
        number = answers[0].number.normalize() + 0
        return [int(number) if number == number.to_integral_value() else number]


def _starts_as_written(value) -> list[int]:
    """Where the editor lets groups begin, the lowest number first; [] if nothing is said. Raises NotANumber."""
    written = [part for part in (value["starts"] or "").split(";") if part.strip()]
    if not written:
        return []
    starts = [_whole(part) for part in written]
    if sorted(set(starts)) != starts or not value["lowest"] <= starts[0] <= starts[-1] <= value["highest"]:
        raise NotANumber
    return starts if starts[0] == value["lowest"] else [value["lowest"], *starts]


def _whole(written: str) -> int:
    number = read_number(written, decimals=0)
    if number != number.to_integral_value():
        raise NotANumber
    return int(number)


def _round_starts(value) -> list[int]:
    """Every number if there are few, else about six groups that begin at round numbers."""
    low, high = value["lowest"], value["highest"]
    if high - low < EACH_ALONE and not value["decimals"]:
        return list(range(low, high + 1))
    least = (high - low) / ABOUT
    step = next(n * 10**zeros for zeros in range(11) for n in (1, 2, 5) if n * 10**zeros >= least)
    first = (low // step + 1) * step
    return [low, *range(first, high + (1 if value["decimals"] else 0), step)]


def _group(starts: list[int], n: int, value, locale: str) -> str:
    """From where a group begins to just before the next, in the numbers of a language."""
    smallest = Decimal(1).scaleb(-value["decimals"])
    last = n == len(starts) - 1
    low, high = Decimal(starts[n]), Decimal(value["highest"]) if last else starts[n + 1] - smallest
    said = [number_in_words(number, locale=locale) for number in (low, high)]
    return said[0] if low == high else "–".join(said)


def _with_unit(question, number: str) -> str:
    unit = question.words.get("unit")
    return f"{number} {unit}" if unit else number


def _sum(question, lines) -> Decimal | None:
    """Of all numbers: added up for officials, or worked out where each line that is shown is one number; else None."""
    if any(line.sum is not None for line in lines):
        return sum((line.sum or Decimal(0) for line in lines), Decimal(0))
    alone = question.settings["highest"] - question.settings["lowest"] < EACH_ALONE
    if question.settings["decimals"] or not alone or any(len(line.choices) > 1 for line in lines):
        return None
    return sum((Decimal(line.choices[0]) * line.count for line in lines), Decimal(0))


def _middle(question, lines, total: int) -> list[str]:
    reached = 0
    for line in lines:
        reached += line.count
        if any(question.choice(choice) is None for choice in line.choices):
            return []  # Merged with those who did not answer: nobody knows where the middle is.
        if 2 * reached >= total:
            group = " / ".join(question.choice(choice).text for choice in line.choices)
            return [gettext("The middle answer is %(group)s") % {"group": _with_unit(question, group)}]
    return []
