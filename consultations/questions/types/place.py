"""A place: a named one, a square on a drawing, or in words. Nothing comes from elsewhere and nothing has to be pointed at.

Everybody stands on one line: on a named place, on a square, or on "another place". What is written is never published.
"""

from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from consultations.questions.choices import ChoiceBlock, DistinctListBlock, compile_choices
from consultations.questions.drawings import (
    PICTURE,
    VARMLAND,
    drawing_of,
    rows_of,
    runs_of_squares,
    squares_of,
)
from consultations.questions.other import LIMIT, OTHER, text_in, text_rows
from consultations.questions.parts import Part, wrong_part
from consultations.questions.printed import lines, ticks
from consultations.questions.protocol import AnswerValue, QuestionBlock, QuestionType, register
from consultations.questions.text import PlainTextField

SIZE = "width-1000|format-webp"
SQUARE = "square"
ELSEWHERE = gettext_noop("Another place")


class PlaceChoiceBlock(ChoiceBlock):
    text = blocks.CharBlock(label=_("Place"), max_length=200)
    x = blocks.IntegerBlock(
        label=_("From the left, in per cent"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Both, if the place should have its number on the drawing."),
    )
    y = blocks.IntegerBlock(label=_("From the top, in per cent"), required=False, min_value=0, max_value=100)

    class Meta:
        label = _("Place")
        icon = "site"


class PlaceBlock(QuestionBlock):
    choices = DistinctListBlock(
        PlaceChoiceBlock(),
        default=[{"text": ""}, {"text": ""}],
        label=_("Named places"),
        min_num=1,
        max_num=30,
        help_text=_("They stand first: most people find their answer here."),
    )
    words = blocks.BooleanBlock(
        label=_("Another place may be given in words"),
        required=False,
        default=True,
        help_text=_("With a line to write on. What is written is read by officials and never published."),
    )
    drawing = blocks.ChoiceBlock(
        choices=[(VARMLAND, _("The municipalities of Värmland")), (PICTURE, _("A picture of yours"))],
        label=_("Drawing"),
        required=False,
        default="",
        help_text=_("It is said that it is not to scale."),
    )
    image = ImageBlock(label=_("Picture"), required=False)
    squares = blocks.BooleanBlock(
        label=_("A square on the drawing may be chosen"),
        required=False,
        default=True,
        help_text=_("Squares have a letter and a number, and are chosen from a list or by pressing on the drawing."),
    )

    class Meta:
        label = _("Place")
        icon = "site"
        group = _("Questions with choices")
        description = _("A named place, a square on a drawing, or a place in words.")

    def clean(self, value):
        value = super().clean(value)
        errors = {}
        if value["drawing"] == PICTURE and not _is_described(value["image"]):
            errors["image"] = forms.ValidationError(_("Choose a picture, and say in words what it shows."))
        if any((item["x"] is None) != (item["y"] is None) for item in value["choices"]):
            errors["choices"] = forms.ValidationError(_("A place on the drawing needs both percentages."))
        if errors:
            raise blocks.struct_block.StructBlockValidationError(block_errors=errors)
        return value


class Placed(NamedTuple):
    """A cleaned answer. With a square ``choice`` is ''; ``text`` stands alone or says more of a square."""

    choice: str = ""
    square: str = ""
    text: str = ""


class PlaceInput(forms.Widget):
    def __init__(self, question) -> None:
        self.names = [part.name for part in parts_of(question)]
        self.keys = [part.key for part in parts_of(question)]
        super().__init__()

    def value_from_datadict(self, data, files, name):
        sent = {key: data.get(sent_as, "") for key, sent_as in zip(self.keys, self.names, strict=True)}
        return Placed(data.get(name, ""), sent.get(SQUARE, ""), sent.get(OTHER, ""))


class PlaceField(forms.ChoiceField):
    """One place: who names one, and chooses a square or writes as well, is asked to keep one of them."""

    def __init__(self, question, **kwargs):
        self.question = question
        self.by_key = {part.key: part for part in parts_of(question)}
        super().__init__(**kwargs)
        self.widget = PlaceInput(question)

    def clean(self, value):
        value = value or Placed()
        square, text = self._clean_square(value.square), self._clean_text(value.text)
        beside = self.by_key.get(SQUARE if square else OTHER) if square or text else None
        if beside and value.choice not in {"", OTHER}:
            choice = self.question.choice(value.choice)
            message = _("You chose “%(choice)s” and another place as well. Keep one of them")
            raise wrong_part(beside, message, code="both", choice=choice.text if choice else "")
        chosen = super().clean(OTHER if beside else value.choice)
        return Placed("" if square else chosen, square, text)

    def _clean_square(self, square: str) -> str:
        if square and square not in squares_of(self.question):
            raise wrong_part(self.by_key[SQUARE], _("Select one of the squares in the list"), code="invalid_choice")
        return square

    def _clean_text(self, text: str) -> str:
        try:
            return PlainTextField(limit=LIMIT, required=False).clean(text)
        except ValidationError as error:
            raise wrong_part(self.by_key[OTHER], "%(said)s", code="text", said=error.messages[0]) from error


@register
class Place(QuestionType):
    name = "place"
    menu_order = 80
    settings_that_stay = ("drawing", "rows", "image")
    result_picture = "consultations/questions/drawing.html"

    @property
    def print_template(self):
        return "consultations/questions/place_print.html"

    def block(self):
        return PlaceBlock()

    def compile(self, faces):
        source = next(iter(faces.values()))
        drawn = _drawing(source)
        said = {loc: face["image"].contextual_alt_text for loc, face in faces.items() if drawn.get("image")}
        settings = {"words": bool(source["words"]), "marks": _marks(source), **drawn}
        elsewhere = [{"id": OTHER, "text": {loc: _said(ELSEWHERE, loc) for loc in faces}, "exclusive": False}]
        return {
            "choices": compile_choices(faces) + (elsewhere if settings["words"] or settings["rows"] else []),
            "settings": settings,
            "words": {"alt": {locale: alt for locale, alt in said.items() if alt}},
        }

    def parts(self, question):
        return parts_of(question)

    def field(self, question):
        return PlaceField(
            question,
            choices=[("", "")] + [(choice.id, choice.text) for choice in question.choices],
            required=question.required,
            error_messages={
                "required": question.missing or _("Select a place"),
                "invalid_choice": _("Select one of the answers in the list"),
            },
        )

    def drawing(self, question):
        return drawing_of(question)

    def picture(self, question, lines):
        counts = {line.choices[0]: line.count for line in lines if line.count and len(line.choices) == 1}
        return drawing_of(question, counts=counts)

    def has_text(self, question):
        return bool(question.settings.get("words"))

    def offers(self, question, choice):
        return super().offers(question, choice) or choice in squares_of(question)

    def store(self, question, value):
        value = value or Placed()
        chosen = value.square or value.choice
        return [AnswerValue(choice=chosen), *text_rows(value.text)] if chosen else []

    def restore(self, question, answers):
        chosen = next((answer.choice for answer in answers if answer.choice), "")
        is_square = chosen in squares_of(question)
        return Placed("" if is_square else chosen, chosen if is_square else "", text_in(answers))

    def sent(self, question, value):
        value = value or Placed()
        chosen = value.choice or (OTHER if value.square else "")
        sent = {question.id: chosen, f"{question.id}-{SQUARE}": value.square, f"{question.id}-{OTHER}": value.text}
        return {name: [text] for name, text in sent.items() if text}

    def say(self, question, value):
        value = value or Placed()
        if not (said := _label(question, value.square or value.choice)):
            return []
        return [f"{said}: {value.text}" if value.text else said]

    def lines(self, question):
        squares = [("", square, _label(question, square)) for square in squares_of(question)]
        return [("", choice.id, choice.text) for choice in question.choices] + squares

    def apart(self, question):
        squares = squares_of(question)
        return (OTHER, squares[0]) if squares else (OTHER,)

    def may_be_left_out(self, question, choice):
        return choice in squares_of(question)

    def merged(self, question, keys, labels):
        """Squares that follow one another are said by their first and last: there may be dozens."""
        squares = squares_of(question)
        others = [label for key, label in zip(keys, labels, strict=True) if key not in squares]
        runs = runs_of_squares(squares, [key for key in keys if key in squares])
        said = [
            _label(question, a) if a == b else gettext("Squares %(first)s to %(last)s") % {"first": a, "last": b}
            for a, b in runs
        ]
        last = bool(keys) and question.choice(keys[-1]) is None and keys[-1] not in squares  # "no answer" stays last
        return tuple(others[:-1] + said + others[-1:] if last else others + said)

    def printed(self, question):
        """The places, and lines for one in words, which is also how a square is named on paper."""
        drawing = drawing_of(question)
        numbers = {mark.label: f" ({mark.said})" for mark in drawing.places} if drawing else {}
        places = [f"{choice.text}{numbers.get(choice.id, '')}" for choice in question.choices]
        return [*ticks(places), *(lines(2) if question.choice(OTHER) else [])]

    def invent(self, question, one):
        """Of those who choose another place, some take a square: which one depends on what else they draw."""
        chosen, squares = one(), squares_of(question)
        if chosen != OTHER or not squares:
            return Placed(chosen)
        order = [choice.id for choice in question.choices]
        drawn = sum(order.index(one()) * len(order) ** place for place in range(3))
        return Placed(square=squares[drawn % len(squares)])

    def export_columns(self, question):
        written = [f"{question.text} – {gettext('Place in words')}"] if self.has_text(question) else []
        return [question.text, *written]

    def export_cells(self, question, answers):
        value = self.restore(question, answers)
        written = [value.text or None] if self.has_text(question) else []
        return [_label(question, value.square or value.choice) or None, *written]


def parts_of(question) -> list[Part]:
    square = [Part(SQUARE, f"{question.id}-{SQUARE}", str(_("Square on the drawing")))]
    words = [Part(OTHER, f"{question.id}-{OTHER}", str(_("Another place, in words")))]
    return (square if squares_of(question) else []) + (words if question.settings.get("words") else [])


def _label(question, chosen: str) -> str:
    choice = question.choice(chosen)
    if choice:
        return choice.text
    return gettext("Square %(square)s") % {"square": chosen} if chosen else ""


def _drawing(source) -> dict:
    """The picture is fixed with its size, so that showing it asks the database nothing."""
    kind = source["drawing"] or ""
    found = {"drawing": kind, "rows": 0}
    size = {}
    if kind == PICTURE:
        if not source["image"]:
            return {"drawing": "", "rows": 0}
        rendition = source["image"].get_rendition(SIZE)
        size = {"width": rendition.width, "height": rendition.height}
        found["image"] = {"url": rendition.url, **size}
    return found | ({"rows": rows_of(kind, **size)} if kind and source["squares"] else {})


def _marks(source) -> dict[str, list[int]]:
    placed = ((item.id, item.value.get("x"), item.value.get("y")) for item in source["choices"].bound_blocks)
    return {id: [x, y] for id, x, y in placed if x is not None and y is not None and source["drawing"]}  # noqa: A001


def _is_described(image) -> bool:
    return bool(image) and bool(image.contextual_alt_text) and not image.decorative


def _said(text: str, locale: str) -> str:
    with translation.override(locale):
        return gettext(text)
