"""Weights and comparisons in the admin: beside the plain figures, for those who may, and nowhere else."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import consultations
from consultations.models import Log
from consultations.questions.questionnaire import read_version
from consultations.results.cells import count_cells
from consultations.results.tallies import fold_all
from tests.builders import a_consultation, a_question, a_response, choices

pytestmark = pytest.mark.django_db
WHO, BUS, WAYS = "Vilket kön är du?", "Åker du buss?", "Hur tar du dig fram?"
WEIGHTS, COMPARISON = 26, 29  # queries


def asking(title: str, *, bus: str = BUS, **more):
    gender = choices("Kvinna", "Man", "Vill inte svara")
    questions = [
        a_question("single_choice", bus, choices=choices("Ja", "Nej"), concept="bus"),
        a_question("multiple_choice", WAYS, choices=choices("Buss", "Cykel")),
        a_question("single_choice", WHO, choices=gender, concept="gender"),
    ]
    return a_consultation(stage="closed", title=title, questions=questions, **more)


@pytest.fixture
def answered(site):
    """Thirty women who take the bus and ten men who don't; one of them each passed the question of gender by."""
    consultation = asking("Bussarna")
    for n in range(40):
        woman = n < 30
        said = {BUS: "Ja" if woman else "Nej", WAYS: ["Buss", "Cykel"] if woman else ["Cykel"]}
        a_response(consultation, said | ({} if n in {0, 39} else {WHO: "Kvinna" if woman else "Man"}))
    fold_all(consultation, now=timezone.now())
    return consultation


def question(consultation, text: str):
    (found,) = [each for each in read_version(consultation.current, "sv").questions if each.text == text]
    return found


def address(consultation, page: str, **query) -> str:
    return f"/admin/resultat/{consultation.pk}/{page}/?{urlencode(query)}"


def cost(browser, place: str) -> int:
    """Queries of the second visit; PostgreSQL's lock on the log, which SQLite does not need, is not one."""
    browser.get(place)
    with CaptureQueriesContext(connection) as caught:
        browser.get(place)
    return sum("pg_advisory" not in query["sql"] for query in caught.captured_queries)


def test_cells_are_people_and_who_passed_by_is_among_them(answered):
    who, ways = question(answered, WHO), question(answered, WAYS)
    woman, man = (choice.id for choice in who.choices[:2])
    bus, cycle = (choice.id for choice in ways.choices)
    cells = count_cells(answered, [who], ways, now=timezone.now())
    assert cells.people == {(woman,): 29, (man,): 9, ("",): 2}
    assert cells.answered == cells.people
    assert cells.answers[(woman,), "", bus] == cells.answers[(woman,), "", cycle] == 29
    assert (cells.answers[("",), "", bus], cells.answers[("",), "", cycle]) == (1, 2)


class TestWeights:
    def test_weighted_stands_beside_unweighted_with_what_it_costs(self, answered, official, signed_in):
        place = address(answered, "vikter", question=question(answered, BUS).id)
        body = signed_in(official).get(place).content.decode()
        # 30 of 40 say yes. Of 38 who said their gender 49.65 per cent should be women, 18.87 of them, and one of two is not known.
        assert all(words in body for words in ("75,0 %", "49,7 %", "−25,3"))
        assert "Inte heller viktade siffror visar vad alla invånare tycker." in body
        assert "designeffekt 1,37 (Kish), effektivt antal 29" in body
        assert Log.objects.filter(action="results_weighted", consultation=answered).count() == 1

    def test_several_answers_are_weighted_in_people(self, answered, official, signed_in):
        place = address(answered, "vikter", question=question(answered, WAYS).id)
        body = signed_in(official).get(place).content.decode()
        assert all(words in body for words in ("75,0 %", "49,7 %", "100,0 %", "±0,0"))

    def test_few_answers_are_not_weighted(self, site, official, signed_in):
        consultation = asking("Få")
        for _ in range(5):
            a_response(consultation, {BUS: "Ja", WHO: "Man"})
        body = signed_in(official).get(address(consultation, "vikter")).content.decode()
        assert "Färre än trettio har svarat" in body
        assert "Viktat" not in body

    def test_without_figures_there_is_nothing_to_weight_by(self, site, official, signed_in):
        consultation = a_consultation(stage="closed")
        assert (
            "Det finns inget att vikta efter"
            in signed_in(official).get(address(consultation, "vikter")).content.decode()
        )

    def test_it_costs_the_same_with_few_and_with_many(self, answered, official, signed_in):
        browser, place = signed_in(official), address(answered, "vikter")
        few = cost(browser, place)
        for _ in range(10):
            a_response(answered, {BUS: "Ja", WHO: "Man"})
        assert (few, cost(browser, place)) == (WEIGHTS, WEIGHTS)

    def test_nothing_that_is_public_or_released_knows_of_weights(self):
        room = Path(consultations.__file__).parent
        users = {
            path.name
            for path in room.rglob("*.py")
            if "import weigh" in path.read_text() or "weighing import" in path.read_text()
        }
        assert users == {"weights.py"}


class TestComparing:
    def groups(self, consultation, **more) -> str:
        who = question(consultation, WHO)
        woman, man = (f"{who.id}|{choice.id}" for choice in who.choices[:2])
        return address(consultation, "jamfor", **({"a-answer": woman, "b-answer": man} | more))

    def test_two_groups_stand_side_by_side_with_difference_and_interval(self, answered, official, signed_in):
        body = signed_in(official).get(self.groups(answered)).content.decode()
        assert all(words in body for words in ("100,0 % (29)", "0,0 % (0)", "+100,0", "mer än slump"))
        assert "Det här beskriver dem som svarat." in body
        assert Log.objects.filter(action="results_compared", consultation=answered).count() == 1

    def test_people_in_both_groups_are_told_of_and_take_the_intervals_away(self, answered, official, signed_in):
        body = signed_in(official).get(self.groups(answered, **{"b-answer": ""})).content.decode()
        assert "29 personer finns i båda grupperna" in body
        assert "mer än slump" not in body

    def test_the_same_group_twice_is_no_comparison(self, answered, official, signed_in):
        body = signed_in(official).get(address(answered, "jamfor", **{"a-answer": "x|y", "with": "x"})).content.decode()
        assert "Välj två olika grupper" in body

    def test_two_consultations_meet_in_the_questions_of_the_same_key(self, answered, official, signed_in):
        other = asking("Tågen", bus="Åker du tåg?")
        for n in range(10):
            a_response(other, {"Åker du tåg?": "Ja" if n else "Nej", WHO: "Man"})
        body = signed_in(official).get(address(answered, "jamfor", **{"with": other.pk})).content.decode()
        assert "75,0 % (30)" in body
        assert "90,0 % (9)" in body
        assert "Frågan ställdes med andra ord i grupp B: ”Åker du tåg?”" in body
        assert WAYS not in body.partition('<section class="results-question">')[2]
        assert {entry.consultation_id for entry in Log.objects.filter(action="results_compared")} == {
            answered.pk,
            other.pk,
        }

    def test_another_organisations_consultation_cannot_be_compared_with(self, answered, region, official, signed_in):
        other = asking("Regionens", organisation=region)
        body = signed_in(official).get(address(answered, "jamfor", **{"with": other.pk})).content.decode()
        assert "Regionens" not in body
        assert "Välj två olika grupper" in body

    def test_only_those_who_may_read_the_results_come_in(
        self, answered, official, moderator, editor, outsider, signed_in
    ):
        for page in ("vikter", "jamfor"):
            found = [
                signed_in(u).get(address(answered, page)).status_code for u in (official, moderator, editor, outsider)
            ]
            assert found == [200, 404, 404, 404]

    def test_it_costs_the_same_with_few_and_with_many(self, answered, official, signed_in):
        browser, place = signed_in(official), self.groups(answered)
        few = cost(browser, place)
        for _ in range(10):
            a_response(answered, {BUS: "Ja", WHO: "Man"})
        assert (few, cost(browser, place)) == (COMPARISON, COMPARISON)
