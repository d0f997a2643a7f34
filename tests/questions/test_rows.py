"""A matrix and statements: one radio question a row, each row answered, refused and counted by itself."""

import pytest
from django.core.exceptions import ValidationError

from consultations.questions.protocol import Counts, all_types, type_of
from consultations.questions.questionnaire import Choice, Question, Row, Section
from consultations.responding.forms import AnswerForm

ROWS = (Row("r1", "Bussen"), Row("r2", "100 % tåg"))
GOOD = (Choice("a", "Bra"), Choice("b", "Dåligt"))


def a_matrix(**fields):
    return Question(id="q", type="matrix", text="Hur är det?", choices=GOOD, rows=ROWS, **fields)


def form_with(sent, **fields):
    return AnswerForm([Section("s", "", "", (a_matrix(**fields),))], data=sent)


def test_each_row_is_sent_under_its_own_name_and_kept_in_its_own_row():
    form = form_with({"q-r1": ["a"], "q-r2": ["b"]})
    assert form.is_valid()
    assert [(row.row, row.choice) for row in form.given()[0].values] == [("r1", "a"), ("r2", "b")]
    assert form.kept() == {"q-r1": ["a"], "q-r2": ["b"]}
    assert type_of(a_matrix()).say(a_matrix(), form.cleaned_data["q"]) == ["Bussen: Bra", "100 % tåg: Dåligt"]


def test_a_row_may_be_left_out_unless_the_question_must_be_answered():
    assert form_with({"q-r2": ["b"]}).is_valid()
    form = form_with({"q-r1": ["a"]}, required=True, missing="Välj hur det är")
    assert not form.is_valid()
    assert form.problems == [("q-q-2-1", "Välj hur det är: 100 % tåg")]


def test_a_choice_that_is_not_offered_is_refused_beside_its_row():
    form = form_with({"q-r1": ["agree"], "q-r2": ["b"]})
    assert not form.is_valid()
    assert form.problems == [("q-q-1-1", "Välj ett av svaren i listan: Bussen")]


def test_every_row_is_counted_by_itself():
    matrix = a_matrix()
    table = type_of(matrix).tally(matrix, Counts(asked=9, answered=8, cells={("r1", "a"): 5, ("r2", "b"): 7}))
    assert [(line.row, line.label, line.count) for line in table.lines] == [
        ("r1", "Bussen: Bra", 5),
        ("r1", "Bussen: Dåligt", 0),
        ("r2", "100 % tåg: Bra", 0),
        ("r2", "100 % tåg: Dåligt", 7),
    ]


def test_statements_have_the_same_three_choices_in_every_language():
    kind = all_types()["statements"]
    block = kind.block()
    raw = {"text": "?", "statements": [{"type": "item", "id": "s1", "value": {"text": "Bussen är dyr"}}]}
    value = block.clean(block.to_python(raw))
    compiled = kind.compile({"sv": value, "en": value})
    assert [choice["text"] for choice in compiled["choices"]] == [
        {"sv": "Instämmer", "en": "Agree"},
        {"sv": "Instämmer inte", "en": "Disagree"},
        {"sv": "Hoppar över", "en": "Pass"},
    ]
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"text": "?", "statements": []}))
