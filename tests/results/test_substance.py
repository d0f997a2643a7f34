""" "Don't know" and the like apart from opinions, where people pass by, and wordings that meant different things."""

import pytest
from django.utils import timezone

from consultations.questions.no_opinion import is_no_opinion
from consultations.questions.questionnaire import Choice, read_version
from consultations.results import tallies
from consultations.results.selecting import Selection
from consultations.results.substance import passings, shares, without_opinion
from consultations.results.wordings import versions_asked, wordings
from tests.builders import a_consultation, a_question, a_response, choices
from tests.questions.test_advice import _reword as reword

BUS, WAYS, SCALE, VIEWS, PLAIN = (
    "Åker du buss?",
    "Hur tar du dig fram?",
    "Hur nöjd är du?",
    "Vad tycker du?",
    "Var bor du?",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vet inte", True),
        ("Vill inte svara.", True),
        ("I don’t know", True),
        ("En osaa sanoa", True),
        ("لا أعرف", True),
        ("Jag visste inte vart jag skulle vända mig", False),
        ("Inget av det", False),
    ],
)
def test_what_says_nothing_of_the_matter_is_told_by_its_words(text, expected):
    assert is_no_opinion(Choice("x", text)) is expected


@pytest.fixture
def answered(site):
    questions = [
        a_question("single_choice", BUS, choices=choices("Ja", "Nej", "Vet inte", "Vill inte svara")),
        a_question("multiple_choice", WAYS, choices=choices("Buss", "Cykel", "Vet inte", exclusive=("Vet inte",))),
        a_question("scale", SCALE),
        a_question("matrix", VIEWS),
        a_question("single_choice", PLAIN),
    ]
    consultation = a_consultation(questions=questions)
    matrix = read_version(consultation.current, "sv").question(questions[3]["id"])
    rows, (good, bad, unsure) = [row.id for row in matrix.rows], [choice.id for choice in matrix.choices]
    for n in range(10):
        a_response(
            consultation,
            {
                BUS: ["Ja", "Ja", "Ja", "Nej", "Vet inte", "Vet inte", "Vill inte svara", None, None, None][n],
                WAYS: [["Buss", "Cykel"], ["Buss"], ["Vet inte"]][n % 3] if n < 9 else [],
                SCALE: "5" if n < 4 else "dont_know",
                VIEWS: {rows[0]: good if n else bad, rows[1]: unsure if n < 8 else bad},
            },
        )
    tallies.fold_all(consultation, now=timezone.now())
    return consultation


def tables(consultation):
    found = tallies.counts_of(consultation, now=timezone.now()).tables(read_version(consultation.current, "sv"))
    return {table.question.text: table for table in found}


def percents(table) -> list[tuple[int, int | None]]:
    return [
        (round(100 * each.of_all), None if each.of_opinions is None else round(100 * each.of_opinions))
        for each in shares(table)
    ]


@pytest.mark.django_db
def test_shares_are_of_all_who_answered_and_of_those_with_an_opinion(answered):
    found = tables(answered)
    assert percents(found[BUS]) == [(43, 75), (14, 25), (29, None), (14, None)]
    assert without_opinion(found[BUS]) == 3
    assert percents(found[WAYS]) == [(67, 100), (33, 50), (33, None)]  # six with an opinion, of nine
    assert percents(found[SCALE])[4:] == [(40, 100), (60, None)]
    assert percents(found[VIEWS]) == [(90, 90), (10, 10), (0, None), (0, 0), (20, 100), (80, None)]
    assert without_opinion(found[VIEWS]) is None  # rows have a number each


@pytest.mark.django_db
def test_a_question_that_everybody_has_an_opinion_on_has_one_share(answered):
    a_response(answered, {PLAIN: "Ja"})
    found = tables(answered)[PLAIN]
    assert (percents(found), without_opinion(found)) == ([(100, None), (0, None)], None)


@pytest.mark.django_db
def test_who_answered_and_who_passed_by_in_the_order_of_the_form(answered):
    found = list(passings(tables(answered).values()))
    assert [(each.number, each.asked, each.answered, each.passed_by, each.percent) for each in found] == [
        (1, 10, 7, 3, 70),
        (2, 10, 9, 1, 90),
        (3, 10, 10, 0, 100),
        (4, 10, 10, 0, 100),
        (5, 10, 0, 10, 0),
    ]


@pytest.mark.django_db
class TestWordings:
    def test_each_wording_that_meant_something_else_is_counted_apart(self, answered, official, signed_in):
        reword(answered, "Åker du bus?", kind="typo", reason="")
        a_response(answered, {"Åker du bus?": "Nej"})
        reword(answered, "Åker du buss varje vecka?", kind="meaning", reason="Frågan missförstods.")
        for _ in range(2):
            a_response(answered, {"Åker du buss varje vecka?": "Nej"})
        tallies.fold_all(answered, now=timezone.now())
        asked = versions_asked(answered, Selection(), now=timezone.now())
        assert sum(each.counted.responses for each in asked) == 13
        ((text, (before, after)),) = wordings(answered, asked)
        assert (text, before.table.question.text) == ("Åker du buss varje vecka?", "Åker du bus?")
        assert [line.count for line in before.table.lines] == [3, 2, 2, 1]
        assert [line.count for line in after.table.lines] == [0, 2, 0, 0]
        assert (before.table.asked, after.table.asked) == (11, 2)
        place = f"/admin/resultat/{answered.pk}/versioner/"
        page = signed_in(official).get(place).content.decode()
        assert "Frågan missförstods." in page
        assert f'data-versions="{",".join(map(str, after.versions))}"' in page
        assert "versioner" in signed_in(official).get(f"/admin/resultat/{answered.pk}/").content.decode()

    def test_without_a_change_of_meaning_nothing_stands_apart(self, answered, official, outsider, signed_in):
        asked = versions_asked(answered, Selection(), now=timezone.now())
        assert wordings(answered, asked) == []
        place = f"/admin/resultat/{answered.pk}/versioner/"
        assert [signed_in(user).get(place).status_code for user in (official, outsider)] == [200, 404]


@pytest.mark.django_db
def test_officials_read_both_shares_and_who_passed_by(answered, official, signed_in):
    page = signed_in(official).get(f"/admin/resultat/{answered.pk}/").content.decode()
    assert "Av dem med en åsikt" in page
    assert "Av dem som svarade, utan åsikt: 3." in page
    assert "1. Åker du buss?" in page
