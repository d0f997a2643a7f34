"""A first, second and third choice, each out of a list. Nothing is dragged."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultations.questions.choices import ChoiceBlock, DistinctListBlock, compile_choices
from consultations.questions.keyed import Keyed
from consultations.questions.parts import Part, PartsField, wrong_part
from consultations.questions.printed import blanks
from consultations.questions.protocol import AnswerValue, QuestionBlock, QuestionType, register

PLACES = [_("First choice"), _("Second choice"), _("Third choice"), _("Fourth choice"), _("Fifth choice")]


class RankingBlock(QuestionBlock):
    choices = DistinctListBlock(ChoiceBlock(), default=[{"text": ""}] * 3, label=_("Choices"), min_num=2, max_num=60)
    places = blocks.IntegerBlock(label=_("How many to choose"), default=3, min_value=2, max_value=len(PLACES))
    same = blocks.CharBlock(
        label=_("Message when the same is chosen twice"),
        required=False,
        default="",
        max_length=200,
        help_text=_("For example: Choose three different themes."),
    )

    class Meta:
        label = _("Ranking")
        icon = "list-ol"
        group = _("Questions with choices")
        description = _("First, second and third choice, each from the same list.")

    def clean(self, value):
        value = super().clean(value)
        if value["places"] > len(value["choices"]):
            error = ValidationError(_("There are not that many choices to rank."))
            raise blocks.struct_block.StructBlockValidationError(block_errors={"places": error})
        return value


class RankingField(PartsField):
    """Chosen ids in their order. The first that is left out ends the list."""

    def __init__(self, question, **kwargs):
        self.question = question
        self.offered = {choice.id for choice in question.choices}
        super().__init__(Ranking.parts_of(question), **kwargs)

    def clean(self, value):
        chosen = [value.get(part.key, "") for part in self.parts]
        problems = [*self._unknown(chosen), *self._gaps(chosen), *self._twice(chosen)]
        if self.required and not any(chosen):
            problems = [ValidationError(self.error_messages["required"], code="required")]
        if problems:
            raise ValidationError(problems)
        return [choice for choice in chosen if choice]

    def _unknown(self, chosen):
        wrong = [part for part, choice in zip(self.parts, chosen, strict=True) if choice not in self.offered | {""}]
        return [wrong_part(part, _("Select one of the answers in the list"), code="invalid_choice") for part in wrong]

    def _gaps(self, chosen):
        last = max((place for place, choice in enumerate(chosen) if choice), default=0)
        gaps = [part for part, choice in zip(self.parts[:last], chosen, strict=False) if not choice]
        message = _("“%(place)s” is empty, but one that comes after it is not")
        return [wrong_part(part, message, code="gap", place=part.label) for part in gaps]

    def _twice(self, chosen):
        if max(Counter(filter(None, chosen)).values(), default=0) < 2:
            return []
        again = next(place for place, choice in enumerate(chosen) if choice and choice in chosen[:place])
        different = ngettext_lazy("Choose %(n)d different answer", "Choose %(n)d different answers", "n")
        message = self.question.words.get("same", "").replace("%", "%%") or different
        return [wrong_part(self.parts[again], message, code="same", n=len(self.parts))]


@register
class Ranking(QuestionType):
    name = "ranking"
    menu_order = 60
    rows_together = True
    result_template = "consultations/results/rows.html"

    def block(self):
        return RankingBlock()

    def compile(self, faces):
        same = {locale: face["same"] for locale, face in faces.items() if face["same"]}
        places = {"places": next(iter(faces.values()))["places"]}
        return {"choices": compile_choices(faces), "settings": places, "words": {"same": same}}

    @staticmethod
    def parts_of(question):
        return [Part(str(n), question.id, str(label)) for n, label in enumerate(_places(question), start=1)]

    def parts(self, question):
        return self.parts_of(question)

    def field(self, question):
        return RankingField(
            question,
            required=question.required,
            error_messages={"required": question.missing or _("Select at least a first choice")},
        )

    def store(self, question, value):
        return [AnswerValue(row=str(n), choice=choice, rank=n) for n, choice in enumerate(value or [], start=1)]

    def restore(self, question, answers):
        return [answer.choice for answer in sorted(answers, key=lambda answer: answer.rank)]

    def say(self, question, value):
        chosen = zip(_places(question), value or [], strict=False)
        return [f"{place}: {question.choice(choice).text}" for place, choice in chosen]

    def rows(self, question):
        return [(str(n), str(label)) for n, label in enumerate(_places(question), start=1)]

    def remarks(self, question, lines):
        """Points for each choice that stands alone on a line of every row; merged ones would not compare."""
        most = question.settings["places"]
        points: Counter = Counter()
        seen: Counter = Counter()
        for line in lines:
            if len(line.choices) == 1 and line.count is not None:
                seen[line.choices[0]] += 1
                points[line.choices[0]] += line.count * (most + 1 - int(line.row))
        said = [
            f"{chosen.text} {n}"
            for id, n in points.most_common()  # noqa: A001
            if seen[id] == most and n and (chosen := question.choice(id))
        ]
        if not said:
            return []
        explained = gettext("Points (%(most)d for a first choice, 1 for the last):") % {"most": most}
        return [f"{explained} {' · '.join(said)}"]

    def keyed(self, question):
        """The numbers of the choices, the most important first."""
        return [Keyed(question.id, "", question.choices, many=True, most=question.settings["places"])]

    def printed(self, question):
        last = question.settings["places"]
        label = _("Write 1 beside your first choice, 2 beside the next, up to %(last)d.") % {"last": last}
        return blanks((choice.text for choice in question.choices), label=label)

    def instruction(self, question):
        return _("Choose up to %(n)d, the most important first") % {"n": question.settings["places"]}

    def invent(self, question, one):
        drawn = [one() for _n in range(question.settings["places"] * 3)]
        return list(dict.fromkeys(drawn))[: question.settings["places"]]

    def export_columns(self, question):
        return [f"{question.text} – {place}" for place in _places(question)]

    def export_cells(self, question, answers):
        by_rank = {answer.rank: answer.choice for answer in answers}
        chosen = [question.choice(by_rank.get(n, "")) for n in range(1, question.settings["places"] + 1)]
        return [choice.text if choice else None for choice in chosen]


def _places(question):
    return PLACES[: question.settings["places"]]
