"""What a question type has to say for itself, and the register of all types.

A type is one file in ``types/`` and one template in ``templates/consultations/questions/``. It brings the block an
editor fills in, the form field a resident sees, how an answer is stored, counted, shown, printed and exported.
No other file knows which types there are.
"""

from __future__ import annotations

import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from consultations.questions.attached import Attached
from consultations.questions.keyed import Keyed
from consultations.questions.parts import Part
from consultations.questions.printed import Printed, lines, ticks
from consultations.questions.questionnaire import Question
from consultations.questions.shown_if import ShownIfBlock

NOTES = {"purpose_note": "purpose", "use_note": "used_by", "silence_note": "if_unanswered"}  # by the name in a version
ROOM = 4  # lines on paper for a text, where a type says nothing else
SECTION = "section"  # the block of the editor's stream that is no question


@dataclass(frozen=True)
class AnswerValue:
    """One typed row of an answer, as it is stored. ``row`` and ``choice`` are '' where the type has none."""

    row: str = ""
    choice: str = ""
    number: Decimal | None = None
    rank: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Counts:
    """How many were asked and answered (people), and how many rows there are for each (row, choice)."""

    asked: int
    answered: int
    cells: Mapping[tuple[str, str], int]
    sums: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line of a table of results: ``count`` people of the ``base``, and the sum of the numbers they gave."""

    row: str
    choice: str
    label: str
    count: int
    sum: Decimal | None = None


@dataclass(frozen=True)
class Table:
    """The counted answers to one question. The base of every share is people who answered, never ticks.

    ``one_each`` says that everybody stands on one line only, so that the lines of a row add up to the base.
    """

    question: Question
    asked: int
    answered: int
    lines: tuple[Line, ...]
    one_each: bool


@dataclass(frozen=True)
class Shown:
    """A line as it is shown: ``choices`` are several where lines were merged, ``count`` None where it is withheld.

    ``sum`` is that of the numbers on the line; nobody but officials gets it.
    """

    row: str
    choices: tuple[str, ...]
    count: int | None
    sum: Decimal | None = None


class NoteBlock(blocks.FieldBlock):
    """A note for those who work with the consultation: not shown to residents, and not translated."""

    def __init__(self, **kwargs):
        self.field = forms.CharField(required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
        super().__init__(**{"default": "", "required": False} | kwargs)

    class Meta:
        icon = "comment"


class QuestionBlock(blocks.StructBlock):
    """What every question has in the editor."""

    text = blocks.CharBlock(label=_("Question"), max_length=300)
    hint = blocks.CharBlock(
        label=_("Hint"), required=False, default="", max_length=300, help_text=_("One short sentence.")
    )
    required = blocks.BooleanBlock(
        label=_("Must be answered"),
        required=False,
        help_text=_("Use sparingly: a forced answer is noise. Everything else is marked as optional."),
    )
    missing = blocks.CharBlock(
        label=_("Message when the answer is missing"),
        required=False,
        default="",
        max_length=200,
        help_text=_("For example: Select how old you are."),
    )
    concept = blocks.RegexBlock(
        regex=r"^[a-z0-9_]*$",
        label=_("Key for comparisons"),
        required=False,
        default="",
        help_text=_("The same key in two consultations says that the question is the same."),
    )
    purpose_note = NoteBlock(
        label=_("Why is it asked?"), help_text=_("For the case, not for residents: what it is for.")
    )
    use_note = NoteBlock(label=_("Who uses the answers, and how?"))
    silence_note = NoteBlock(label=_("What if nobody answers it?"), help_text=_("If nothing changes, leave it out."))
    shown_if = ShownIfBlock()

    class Meta:
        form_classname = "struct-block question-block"

    def get_form_layout(self):
        """What few need is folded away; who is asked comes last."""
        rare = [name for name in ("missing", "concept", *NOTES) if name in self.child_blocks]
        often = [name for name in self.child_blocks if name not in {*rare, "shown_if"}]
        return BlockGroup([*often, "shown_if"], settings=rare)


class QuestionType(ABC):
    """One kind of question. Methods take the question in one language and never read the page."""

    name: ClassVar[str]
    menu_order: ClassVar[int] = 100  # where an editor finds it among the others of its group: what is used most, first
    asks: ClassVar[bool] = True  # False for what stands between questions, and is neither numbered nor answered.
    one_each: ClassVar[bool] = True
    choices_may_be_added: ClassVar[bool] = True  # False where one more changes what the others mean.
    rows_together: ClassVar[bool] = False  # True where what stands on one row tells something of the others.
    settings_that_stay: ClassVar[tuple[str, ...]] = ()  # what would give answers another meaning if it were changed
    takes_files: ClassVar[bool] = False
    is_text: ClassVar[bool] = False
    result_template: ClassVar[str] = "consultations/results/bars.html"
    result_picture: ClassVar[str] = ""  # what officials see beside the table, if the type has a ``picture``

    @property
    def form_template(self) -> str:
        return f"consultations/questions/{self.name}.html"

    @property
    def print_template(self) -> str:
        return "consultations/questions/print.html"

    @abstractmethod
    def block(self) -> blocks.Block:
        """The block in which an editor composes such a question."""

    def compile(self, faces: Mapping[str, Any]) -> dict:
        """What is particular to the type: ``choices``, ``rows``, ``settings`` and ``words``; ``faces`` are values by locale.

        The first face is that of the source language.
        """
        return {}

    @abstractmethod
    def field(self, question: Question) -> forms.Field:
        """The form field; its name will be the question's id."""

    def parts(self, question: Question) -> Sequence[Part]:
        """The controls of a question that has several, apart from choices of one name."""
        return ()

    def names(self, question: Question) -> list[str]:
        """Every name under which something of the answer is sent."""
        return list(dict.fromkeys([question.id, *(part.name for part in self.parts(question))]))

    def first_control(self, question: Question) -> str:
        """The end of the id of the control that a link to the question leads to; '' if there is one alone."""
        return "-1" if question.choices else ""

    def instruction(self, question: Question) -> str:
        """What a resident is told of how to answer, after the editor's hint; '' where the control says it all."""
        return ""

    def drawing(self, question: Question) -> Any:
        """What the question's templates draw beside the choices; None where there is nothing to draw."""
        return None

    def offers(self, question: Question, choice: str) -> bool:
        """Whether an answer may hold this choice."""
        return not question.choices or question.choice(choice) is not None

    def shown_again(self, question: Question, sent: str) -> str:
        """What was sent for a control, as the same control can show it."""
        return sent

    def has_text(self, question: Question) -> bool:
        """Whether an answer may hold a text in the resident's own words."""
        return self.is_text

    def attached(self, question: Question, sent: Sequence[str]) -> Attached | None:
        """The file that what was sent stands for, if any."""
        return None

    def files(self, question: Question, value: Any) -> Sequence[Attached]:
        """The files of a cleaned value, to be tied to the response that it is sent with."""
        return ()

    @abstractmethod
    def store(self, question: Question, value: Any) -> list[AnswerValue]:
        """A cleaned value as typed rows; none if nothing was answered."""

    @abstractmethod
    def restore(self, question: Question, answers: Sequence[AnswerValue]) -> Any:
        """The reverse of ``store``: what the form field would have cleaned."""

    def sent(self, question: Question, value: Any) -> dict[str, list[str]]:
        """A cleaned value as the form's fields would have sent it, ``{name: [values]}``: the reverse of cleaning."""
        if isinstance(value, Mapping):
            return {f"{question.id}-{key}": [_as_sent(each)] for key, each in value.items()}
        if isinstance(value, tuple):  # what was chosen, and a text beside it
            chosen, text = value
            beside = {self.parts(question)[0].name: [text]} if text else {}
            return self.sent(question, chosen) | beside
        values = value if isinstance(value, list) else [value]
        return {question.id: sent} if (sent := [_as_sent(each) for each in values if each not in (None, "")]) else {}

    @abstractmethod
    def say(self, question: Question, value: Any) -> list[str]:
        """The answer in words, for checking, printing and the copy that a resident keeps."""

    def rows(self, question: Question) -> Sequence[tuple[str, str]]:
        """Id and heading of each row in the table of results; one without either where the type has no rows."""
        return [(row.id, row.text) for row in question.rows] or [("", "")]

    def lines(self, question: Question) -> Iterable[tuple[str, str, str]]:
        """Row, choice and label of each line in the table of results, in their order."""
        return [
            (row, choice.id, f"{heading}: {choice.text}" if heading else choice.text)
            for row, heading in self.rows(question)
            for choice in question.choices
        ]

    def apart(self, question: Question) -> tuple[str, ...]:
        """Choices at which another part of the lines begins: small numbers are merged within a part first."""
        return ()

    def may_be_left_out(self, question: Question, choice: str) -> bool:
        """Whether a table may do without the line while nobody stands on it: one of very many."""
        return False

    def merged(self, question: Question, keys: Sequence[str], labels: Sequence[str]) -> tuple[str, ...]:
        """What a line that stands for several choices is called, piece by piece."""
        return tuple(labels)

    def picture(self, question: Question, lines: Sequence[Shown]) -> Any:
        """The counted answers as a picture, for officials; None where a table says it all."""
        return None

    def tally(self, question: Question, counts: Counts) -> Table:
        """Counts with their bases. Types without lines (texts) have asked and answered only."""
        lines = tuple(
            Line(row, choice, label, counts.cells.get((row, choice), 0), counts.sums.get((row, choice)))
            for row, choice, label in self.lines(question)
        )
        return Table(question, counts.asked, counts.answered, lines, self.one_each)

    def remarks(self, question: Question, lines: Sequence[Shown]) -> list[str]:
        """What the lines come to, in sentences (a mean, points). Worked out from what is shown, and nothing else."""
        return []

    def keyed(self, question: Question) -> Sequence[Keyed]:
        """The fields in which staff key in an answer from paper, in its order. Choices are keyed by their numbers."""
        beside = [Keyed(part.name, part.label) for part in self.parts(question) if part.name != question.id]
        choices = question.choices
        if beside and not choices:
            return beside
        return [Keyed(question.id, "", choices, many=not self.one_each), *beside]

    def printed(self, question: Question) -> list[Printed]:
        """What stands below the question on paper: a box before each choice, lines for a text of one's own."""
        room = lines(ROOM) if self.has_text(question) else []
        return [*ticks(choice.text for choice in question.choices), *room]

    def invent(self, question: Question, one: Callable[[], str]) -> Any:
        """A cleaned value for examples. ``one`` draws the id of a choice, some of them oftener than others."""
        return one()

    def export_columns(self, question: Question) -> list[str]:
        """The headings of the columns that the question has in a table with one response a row."""
        return [question.text]

    @abstractmethod
    def export_cells(self, question: Question, answers: Sequence[AnswerValue]) -> list[str | int | Decimal | None]:
        """One cell a column, None where nothing was answered."""


def _as_sent(value: Any) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


_types: dict[str, QuestionType] = {}


def register(cls: type[QuestionType]) -> type[QuestionType]:
    """Makes a type known. Raises ValueError for a name that is taken by another class."""
    known = _types.get(cls.name)
    if known is not None and type(known).__qualname__ != cls.__qualname__:
        raise ValueError(f"There is a question type {cls.name} already.")
    _types[cls.name] = cls()
    return cls


def forget(name: str) -> None:
    """Takes a type back, for tests that register one of their own."""
    _types.pop(name, None)


def all_types() -> dict[str, QuestionType]:
    """Every type by its name, in the order of their files' names."""
    from consultations.questions import types

    for module in pkgutil.iter_modules(types.__path__):
        import_module(f"{types.__name__}.{module.name}")
    return dict(_types)


def type_of(question: Question) -> QuestionType:
    """The type of a question. Raises KeyError for one that no file brings any more."""
    return _types[question.type] if question.type in _types else all_types()[question.type]
