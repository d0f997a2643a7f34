"""A ranking: first, second and third choice, all different."""

import pytest

from consultations.questions.protocol import Counts, Shown, type_of
from consultations.questions.questionnaire import Choice, Question, Section
from consultations.responding.forms import AnswerForm

THEMES = tuple(Choice(id, text) for id, text in zip("abcd", ["Tal", "Unga", "Land", "Val"], strict=True))  # noqa: A001
SAME = "Välj tre olika teman"
QUESTION = Question(
    id="q", type="ranking", text="Vilka tre?", choices=THEMES, settings={"places": 3}, words={"same": SAME}
)
RANKING = type_of(QUESTION)


def form_with(*chosen, question=QUESTION):
    return AnswerForm([Section("s", "", "", (question,))], data={"q": list(chosen)})


def test_three_different_choices_are_kept_in_their_order():
    form = form_with("c", "a", "d")
    assert form.is_valid()
    assert [(row.row, row.choice, row.rank) for row in form.given()[0].values] == [
        ("1", "c", 1),
        ("2", "a", 2),
        ("3", "d", 3),
    ]


@pytest.mark.parametrize("chosen", [("c", "", ""), ("c", "a", ""), ("", "", ""), ()])
def test_nobody_has_to_fill_in_all_of_them(chosen):
    form = form_with(*chosen)
    assert form.is_valid()
    assert form.cleaned_data["q"] == [choice for choice in chosen if choice]


@pytest.mark.parametrize(
    ("chosen", "problems"),
    [
        (("a", "a", "b"), [("q-q-2", SAME)]),
        (("a", "b", "a"), [("q-q-3", SAME)]),
        (("", "b", ""), [("q-q-1", "”Första val” är tomt, men ett senare val är ifyllt")]),
        (("a", "x", ""), [("q-q-2", "Välj bland svaren i listan")]),
    ],
)
def test_what_is_wrong_is_said_beside_the_select_that_mends_it(chosen, problems):
    form = form_with(*chosen)
    assert not form.is_valid()
    assert [link for link, _message in form.problems] == [link for link, _message in problems]
    assert form.problems[0][1] == problems[0][1] or problems[0][0] == "q-q-2"


def test_points_count_only_what_is_shown_in_every_row():
    shown = [
        *[Shown("1", ("a",), 10), Shown("1", ("b",), 6), Shown("1", ("c", "d"), 7)],
        *[Shown("2", ("a",), 5), Shown("2", ("b",), 9), Shown("2", ("c", "d"), 8)],
        *[Shown("3", ("a",), 0), Shown("3", ("b",), 5), Shown("3", ("c", "d"), None)],
    ]
    assert RANKING.remarks(QUESTION, shown) == ["Poäng (3 för ett första val, 1 för det sista): Unga 41 · Tal 40"]
    assert RANKING.remarks(QUESTION, shown[:-1][:3]) == []


def test_people_are_counted_by_place_and_choice():
    table = RANKING.tally(QUESTION, Counts(asked=9, answered=8, cells={("1", "a"): 5, ("1", "b"): 3, ("2", "a"): 2}))
    assert [(line.label, line.count) for line in table.lines if line.count] == [
        ("Första val: Tal", 5),
        ("Första val: Unga", 3),
        ("Andra val: Tal", 2),
    ]
