"""Differences of shares against published figures, and which questions two groups share."""

import pytest

from consultations.questions.protocol import Line, Table
from consultations.questions.questionnaire import Choice, Question
from consultations.results.comparing import Side, compare
from consultations.results.statistics import difference


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10 (score, no continuity correction).
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((0, 10), (0, 10), -0.2775, 0.2775),
    ],
)
def test_newcombes_interval_is_that_of_his_table(one, other, low, high):
    assert difference(one, other) == pytest.approx((low, high), abs=5e-5)


def test_of_nobody_there_is_no_difference():
    assert difference((0, 0), (3, 4)) == (-1.0, 1.0)
    assert Side(0, 0).share is None


def a_table(id: str, *counts: tuple[str, int], concept: str = "", type: str = "single_choice", text: str = "") -> Table:  # noqa: A002
    choices = tuple(Choice(f"{id} {label}", label) for label, _n in counts)
    question = Question(id=id, type=type, text=text or id, concept=concept, choices=choices)
    lines = tuple(Line("", f"{id} {label}", label, n) for label, n in counts)
    answered = sum(n for _label, n in counts)
    return Table(question, answered, answered, lines, one_each=True)


def test_one_consultations_questions_meet_by_id_and_two_by_concept_and_words():
    one = [a_table("a", ("Ja", 30), ("Nej", 10), concept="bus"), a_table("b", ("Ja", 1))]
    same = compare(one, one, by_concept=False)
    assert [each.one.id for each in same] == ["a", "b"]
    other = [
        a_table("x", ("nej ", 30), ("Ja", 50), ("Vet inte", 20), concept="bus", text="Åker du?"),
        a_table("b", ("Ja", 1)),
        a_table("y", ("Ja", 1), concept="bus2"),
    ]
    (found,) = compare(one, other, by_concept=True)
    assert (found.other.id, found.bases, found.is_asked_alike) == ("x", (40, 100), False)
    yes, no, unknown = found.lines
    assert (yes.one, yes.other, yes.difference) == (Side(30, 40), Side(50, 100), 0.25)
    assert yes.interval == difference((30, 40), (50, 100))
    assert no.difference == pytest.approx(-0.05)
    assert (unknown.label, unknown.one, unknown.difference, unknown.interval) == ("Vet inte", None, None, None)


def test_the_same_key_on_another_type_of_question_is_no_shared_question():
    one, other = a_table("a", ("Ja", 1), concept="bus"), a_table("b", ("Ja", 1), concept="bus", type="multiple_choice")
    assert compare([one], [other], by_concept=True) == []
    assert compare([a_table("t", concept="bus", type="long_text")], [one], by_concept=True) == []
