"""A number is read as it is written in Swedish, English or Arabic, kept exactly, and counted in fixed groups."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from consultations.questions.numbers import NotANumber, number_in_words, read_number
from consultations.questions.protocol import Shown, all_types, type_of
from consultations.questions.questionnaire import Choice, Question, Section
from consultations.responding.forms import AnswerForm

NUMBER = all_types()["number"]


def a_number(*, starts=(0, 10, 20), low=0, high=29, decimals=0, unit="timmar"):
    block = NUMBER.block()
    raw = {"text": "?", "unit": unit, "lowest": low, "highest": high, "decimals": decimals}
    value = block.clean(block.to_python(raw | {"starts": "; ".join(map(str, starts))}))
    compiled = NUMBER.compile({"sv": value})
    groups = tuple(Choice(group["id"], group["text"]["sv"]) for group in compiled["choices"])
    settings = compiled["settings"]
    return Question(id="q", type="number", text="?", choices=groups, settings=settings, words={"unit": unit})


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3,5", "3.5"),
        ("3.5", "3.5"),
        ("٣٫٥", "3.5"),
        ("۳٫۵", "3.5"),
        (" 1 250,5 ", "1250.5"),
        ("1\u202f250", "1250"),
        ("1.250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("−4", "-4"),
        ("\u200f12", "12"),
        ("007", "7"),
        (",5", "0.5"),
        ("-0", "0"),
    ],
)
def test_a_number_is_read_as_it_is_written(written, number):
    assert read_number(written, decimals=2) == Decimal(number)


@pytest.mark.parametrize("written", ["tre", "1e5", "NaN", "Infinity", "1-2", "1,2,3", "--1", "½", "1_000", "9" * 50])
def test_what_is_not_one_number_is_not_guessed(written):
    with pytest.raises(NotANumber):
        read_number(written, decimals=2)


def test_a_thousand_that_may_be_a_one_is_asked_about():
    question = a_number(high=5000, starts=())
    for written in ("1.000", "1,000"):
        with pytest.raises(ValidationError, match="mellan tusental"):
            type_of(question).field(question).clean(written)
    assert type_of(question).field(question).clean("1 000") == 1000


@pytest.mark.parametrize(
    ("written", "words"),
    [("30", "Skriv ett tal mellan 0 och 29"), ("-1", "Skriv ett tal mellan 0 och 29"), ("1,5", "heltal"), ("x", "29")],
)
def test_a_wrong_number_is_refused_in_words(written, words):
    question = a_number()
    assert type_of(question).field(question).clean("29") == 29
    with pytest.raises(ValidationError, match=words):
        type_of(question).field(question).clean(written)


def test_a_number_that_was_sent_with_a_comma_is_shown_again_in_the_field():
    form = AnswerForm([Section("s", "", "", (a_number(decimals=1),))], data={"q": ["99,5"]})
    assert not form.is_valid()
    assert form.asked[0][1][0].value == "99.5"


@pytest.mark.parametrize(("number", "group"), [("0", "0"), ("9.9", "0"), ("10", "10"), ("29", "20")])
def test_it_is_kept_exactly_and_counted_in_its_group(number, group):
    question = a_number(decimals=1)
    (row,) = NUMBER.store(question, Decimal(number))
    assert (row.choice, row.number) == (group, Decimal(number))


def test_groups_are_named_from_where_they_begin_to_just_before_the_next():
    assert [choice.text for choice in a_number().choices] == ["0–9", "10–19", "20–29"]
    assert [choice.text for choice in a_number(decimals=1).choices] == ["0–9,9", "10–19,9", "20–29"]
    assert [choice.text for choice in a_number(starts=(), high=3).choices] == ["0", "1", "2", "3"]
    assert len(a_number(starts=(), high=100_000).choices) == 5


def test_the_mean_is_told_only_where_every_number_has_its_line():
    few = a_number(starts=(), high=3)
    lines = [Shown("", (str(n),), count) for n, count in enumerate([5, 0, 10, 5])]
    assert NUMBER.remarks(few, lines) == ["Medelvärde: 1,8 timmar"]
    merged = [*lines[:2], Shown("", ("2", "3"), 15)]
    assert NUMBER.remarks(few, merged) == ["Det mittersta svaret är 2 / 3 timmar"]
    assert NUMBER.remarks(few, [*lines[:3], Shown("", ("3",), None)]) == []


@pytest.mark.parametrize("starts", ["1; 1", "5; 2", "200", "x", "1.000"])
def test_an_editor_is_told_which_groups_can_not_be(starts):
    block = NUMBER.block()
    raw = {"text": "?", "lowest": 0, "highest": 100, "decimals": 0, "starts": starts}
    with pytest.raises(ValidationError):
        block.clean(block.to_python(raw))


def test_numbers_are_said_as_the_language_says_them():
    assert [number_in_words(Decimal("1250.5"), locale=locale) for locale in ("sv", "en")] == ["1\xa0250,5", "1,250.5"]
    with translation.override("ar"):
        assert "1" in number_in_words(Decimal("12"))
