"""A new question type is one file and one template: proved with three that the site does not have."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django import forms
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from consultations.questions.protocol import AnswerValue, Counts, QuestionType, all_types, forget, register, type_of
from consultations.questions.questionnaire import Choice, Question, Row

CHOICES = (Choice("a", "Bra"), Choice("b", "Dåligt"))
ROWS = (Row("r1", "Bussen"), Row("r2", "Tåget"))


class MatrixField(forms.MultiValueField):
    def __init__(self, question):
        self.question = question
        fields = [forms.ChoiceField(choices=[(c.id, c.text) for c in question.choices]) for _ in question.rows]
        super().__init__(fields, require_all_fields=False, required=False)

    def compress(self, values):
        return {row.id: value for row, value in zip(self.question.rows, values, strict=False) if value}


class Shaped(QuestionType):
    def block(self):
        return blocks.StructBlock([])

    def export_cells(self, question, answers):
        return [len(answers)]


class MatrixShaped(Shaped):
    """One choice a row."""

    name = "x_matrix"

    def field(self, question):
        return MatrixField(question)

    def store(self, question, value):
        return [AnswerValue(row=row, choice=choice) for row, choice in value.items()]

    def restore(self, question, answers):
        return {answer.row: answer.choice for answer in answers}

    def say(self, question, value):
        return [f"{row.text}: {question.choice(value[row.id]).text}" for row in question.rows if row.id in value]

    def lines(self, question):
        return [
            (row.id, choice.id, f"{row.text}: {choice.text}") for row in question.rows for choice in question.choices
        ]


class RankingShaped(Shaped):
    """First, second, third choice."""

    name = "x_ranking"
    one_each = False

    def field(self, question):
        return forms.TypedMultipleChoiceField(choices=[(c.id, c.text) for c in question.choices], required=False)

    def store(self, question, value):
        return [AnswerValue(choice=choice, rank=rank) for rank, choice in enumerate(value, start=1)]

    def restore(self, question, answers):
        return [answer.choice for answer in sorted(answers, key=lambda answer: answer.rank)]

    def say(self, question, value):
        return [f"{n}. {question.choice(choice).text}" for n, choice in enumerate(value, start=1)]


class NumberShaped(Shaped):
    """A number with decimals."""

    name = "x_number"

    def field(self, question):
        return forms.DecimalField(required=False)

    def store(self, question, value):
        return [] if value is None else [AnswerValue(number=value)]

    def restore(self, question, answers):
        return answers[0].number if answers else None

    def say(self, question, value):
        return [] if value is None else [str(value)]

    def lines(self, question):
        return []


CASES = [
    (MatrixShaped, {"r1": "a", "r2": "b"}, ["Bussen: Bra", "Tåget: Dåligt"]),
    (RankingShaped, ["b", "a"], ["1. Dåligt", "2. Bra"]),
    (NumberShaped, Decimal("2.5"), ["2.5"]),
]


@pytest.fixture(params=CASES, ids=lambda case: case[0].name)
def case(request):
    register(request.param[0])
    yield request.param
    forget(request.param[0].name)


def test_a_made_up_type_is_found_stored_restored_and_said(case):
    cls, value, words = case
    question = Question(id="q", type=cls.name, text="?", choices=CHOICES, rows=ROWS)
    kind = type_of(question)
    stored = kind.store(question, value)
    assert kind.restore(question, stored) == value
    assert kind.say(question, value) == words
    assert len({(answer.row, answer.choice) for answer in stored}) == len(stored)


def test_a_made_up_type_is_counted_with_people_as_the_base(case):
    cls, _value, _words = case
    question = Question(id="q", type=cls.name, text="?", choices=CHOICES, rows=ROWS)
    table = type_of(question).tally(question, Counts(asked=9, answered=7, cells={("", "a"): 4, ("r1", "a"): 5}))
    assert (table.asked, table.answered) == (9, 7)
    assert sum(line.count for line in table.lines) in {0, 4, 5}


def test_two_classes_can_not_have_one_name(case):
    class Other(NumberShaped):
        name = case[0].name

    with pytest.raises(ValueError, match="already"):
        register(Other)


def test_the_site_has_its_five_types():
    assert {"long_text", "multiple_choice", "scale", "short_text", "single_choice"} <= set(all_types())


def test_a_multiple_choice_checks_numbers_and_choices_that_stand_alone():
    offered = (Choice("a", "A"), Choice("b", "B"), Choice("c", "C"), Choice("none", "Inget", exclusive=True))
    settings = {"at_least": 2, "at_most": 2}
    question = Question(id="q", type="multiple_choice", text="?", choices=offered, settings=settings)
    field = type_of(question).field(question)
    assert field.clean(["a", "b"]) == ["a", "b"]
    assert field.clean(["none"]) == ["none"]
    assert field.clean([]) == []
    for wrong in (["a"], ["a", "b", "c"], ["a", "none"], ["x"]):
        with pytest.raises(forms.ValidationError):
            field.clean(wrong)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (" a \r\n b\r", "a \n b"),
        ("\u200b\u200e  ", ""),
        ("a\x00\x0b\x1bb", "ab"),
        ("👩🏽‍🦽 مرحبا", "👩🏽‍🦽 مرحبا"),
        ("\u202eabc", "\u202eabc"),
    ],
)
def test_a_text_is_kept_but_for_what_can_not_be_stored_or_seen(sent, kept):
    question = Question(id="q", type="long_text", text="?", settings={"limit": 100})
    assert type_of(question).field(question).clean(sent) == kept


def test_a_text_that_is_too_long_is_said_and_not_cut():
    question = Question(id="q", type="short_text", text="?", settings={"limit": 5})
    field = type_of(question).field(question)
    assert field.clean("åäö\r\nx") == "åäö\nx"
    with pytest.raises(forms.ValidationError, match="mycket"):
        field.clean("123456")


def test_two_choices_that_read_the_same_are_refused_with_the_place():
    block = all_types()["single_choice"].block()
    texts = ["Buss", "Cykel", " buss "]
    raw = {"text": "Hur?", "choices": [{"type": "item", "id": str(uuid4()), "value": {"text": text}} for text in texts]}
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python(raw))
    wrong = refused.value.block_errors["choices"].block_errors
    assert list(wrong) == [2]
