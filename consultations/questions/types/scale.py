"""A scale of points with named ends, and "Don't know" apart from it."""

from decimal import ROUND_HALF_UP, Decimal

from django import forms
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultations.questions.numbers import number_in_words
from consultations.questions.protocol import AnswerValue, QuestionBlock, QuestionType, register

DONT_KNOW = "dont_know"


class ScaleBlock(QuestionBlock):
    points = blocks.IntegerBlock(label=_("Number of points"), default=5, min_value=2, max_value=11)
    low = blocks.CharBlock(label=_("Lowest point"), max_length=80)
    high = blocks.CharBlock(label=_("Highest point"), max_length=80)
    dont_know = blocks.BooleanBlock(label=_("Offer “Don't know”"), required=False, default=True)

    class Meta:
        label = _("Scale")
        icon = "order"
        group = _("Questions with choices")
        description = _("Points from one named end to the other.")


@register
class Scale(QuestionType):
    name = "scale"
    menu_order = 30
    choices_may_be_added = False

    def block(self):
        return ScaleBlock()

    def compile(self, faces):
        source = next(iter(faces.values()))
        points = [str(point) for point in range(1, source["points"] + 1)]
        choices = [{"id": p, "text": {loc: _point(p, face) for loc, face in faces.items()}} for p in points]
        if source["dont_know"]:
            choices.append({"id": DONT_KNOW, "text": {locale: _dont_know(locale) for locale in faces}})
        return {"choices": [choice | {"exclusive": choice["id"] == DONT_KNOW} for choice in choices]}

    def field(self, question):
        return forms.ChoiceField(
            choices=[("", "")] + [(choice.id, choice.text) for choice in question.choices],
            required=question.required,
            error_messages={
                "required": question.missing or _("Select a point on the scale"),
                "invalid_choice": _("Select one of the points on the scale"),
            },
        )

    def store(self, question, value):
        if not value:
            return []
        return [AnswerValue(choice=value, number=None if value == DONT_KNOW else Decimal(value))]

    def restore(self, question, answers):
        return answers[0].choice if answers else ""

    def say(self, question, value):
        chosen = question.choice(value)
        return [chosen.text] if chosen else []

    def remarks(self, question, lines):
        """The mean of those who chose a point, where every point has its line."""
        points = [line for line in lines if line.choices != (DONT_KNOW,)]
        if any(line.count is None or len(line.choices) > 1 for line in lines):
            return []
        if not (chosen := sum(line.count for line in points)):
            return []
        mean = sum(int(line.choices[0]) * line.count for line in points) / Decimal(chosen)
        said = {"mean": number_in_words(mean.quantize(Decimal("0.1"), ROUND_HALF_UP)), "points": len(points)}
        return [gettext("Mean: %(mean)s on a scale from 1 to %(points)d") % said]

    def export_cells(self, question, answers):
        if not answers:
            return [None]
        point = answers[0].number
        return [int(point) if point is not None else self.say(question, answers[0].choice)[0]]


def _point(point: str, face) -> str:
    """The point's label: its number, with the name of the end that it is."""
    end = {"1": face["low"], str(face["points"]): face["high"]}.get(point, "")
    return f"{point} – {end}" if end else point


def _dont_know(locale: str) -> str:
    with translation.override(locale):
        return gettext("Don't know")
