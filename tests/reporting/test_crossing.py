"""Filters and two questions against each other: the same people, counted rightly, for those who may."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope

from consultations.models import Log, Submission
from consultations.questions.questionnaire import read_version
from consultations.results.crossing import cross
from consultations.results.selecting import ChosenAnswer, Selection, count_selected
from consultations.results.tallies import fold_all
from tests.builders import a_consultation, a_question, a_response, choices

pytestmark = pytest.mark.django_db
BUS, WAYS, SCALE, BETTER = "Åker du buss?", "Hur tar du dig fram?", "Hur nöjd är du?", "Vad saknas?"


@pytest.fixture
def answered(site):
    questions = [
        a_question("single_choice", BUS, choices=choices("Ja", "Nej")),
        a_question("multiple_choice", WAYS, choices=choices("Buss", "Cykel", "Till fots")),
        a_question("scale", SCALE),
        a_question("long_text", BETTER, publishable=True),
    ]
    consultation = a_consultation(stage="closed", title="Bussarna i Karlstad", questions=questions)
    for n in range(12):
        bus = "Ja" if n < 8 else "Nej"
        a_response(
            consultation,
            {
                BUS: bus,
                WAYS: ["Buss", "Cykel"] if n % 2 else ["Cykel"],
                SCALE: "5" if n < 6 else "1",
                BETTER: f"Text {n}",
            },
        )
    a_response(consultation, {BUS: "Ja"}, locale="en")
    fold_all(consultation, now=timezone.now())
    return consultation


def asked(consultation):
    return list(read_version(consultation.current, "sv").questions)


def selecting(consultation, question, choice, **more) -> Selection:
    (found,) = [c for c in question.choices if c.text == choice]
    return Selection(given=(ChosenAnswer(question.id, found.id),), **more)


def test_a_selection_counts_those_who_gave_the_answer_and_nobody_else(answered):
    bus, ways, *_others = asked(answered)
    found = count_selected(answered, selecting(answered, bus, "Nej"), now=timezone.now())
    assert (found.responses, found.counts_of(ways.id).answered) == (4, 4)
    assert found.counts_of(bus.id).asked == 4
    everybody = count_selected(answered, Selection(), now=timezone.now())
    assert everybody.responses == 13
    assert count_selected(answered, Selection(locale="en"), now=timezone.now()).responses == 1


def test_days_and_doubt_select_too(answered):
    today = timezone.localdate()
    with scope(consultation=answered):
        one = Submission.objects.first()
        Submission.objects.filter(pk=one.pk).update(received_at=timezone.now() - timedelta(days=9), doubt="fast")

    def number(**said):
        return count_selected(answered, Selection(**said), now=timezone.now()).responses

    assert number(since=today - timedelta(days=9), until=today - timedelta(days=9)) == 1
    assert number(doubt="without") == 12
    assert number(until=today - timedelta(days=30)) == 0


def test_crossing_has_people_in_its_cells_and_bases(answered):
    bus, ways, scale, _text = asked(answered)
    crossed = cross(answered, bus, scale, Selection(), now=timezone.now())
    assert (crossed.base, crossed.row_bases, crossed.one_each) == (12, [8, 4], True)
    assert [row[0] for row in crossed.cells] == [2, 4]  # point 1
    assert [row[4] for row in crossed.cells] == [6, 0]  # point 5
    assert [sum(row) for row in crossed.cells] == crossed.row_bases  # also of those who wrote texts
    several = cross(answered, bus, ways, Selection(), now=timezone.now())
    assert (several.cells, several.column_bases, several.one_each) == ([[4, 8, 0], [2, 4, 0]], [6, 12, 0], False)
    only = cross(answered, bus, scale, selecting(answered, ways, "Buss"), now=timezone.now())
    assert (only.base, only.row_bases) == (6, [4, 2])


class TestThePages:
    def address(self, consultation, page="", **query):
        from urllib.parse import urlencode

        return f"/admin/resultat/{consultation.pk}/{page}?{urlencode(query)}"

    def test_the_filter_stands_in_the_address_is_said_in_words_and_logged(self, answered, official, signed_in):
        bus = asked(answered)[0]
        chosen = selecting(answered, bus, "Nej")
        answer = str(chosen.given[0])
        page = signed_in(official).get(self.address(answered, answer=answer, channel="web")).content.decode()
        assert "de som svarade ”Nej” på ”Åker du buss?”" in page
        assert "av 13" in page
        assert Log.objects.get(action="results_filtered", consultation=answered).detail["answer"] == [answer]

    def test_the_table_says_shares_intervals_and_the_test(self, answered, official, signed_in):
        bus, _ways, scale, _text = asked(answered)
        page = signed_in(official).get(self.address(answered, "korsa/", row=bus.id, column=scale.id)).content.decode()
        assert "12 personer svarade på båda frågorna." in page
        assert "75 % av raden (41–93)" in page
        assert "chi-två" in page
        assert "p 0,000" not in page
        assert "Siffrorna är för små för testet" in page
        assert "inte vad alla invånare tycker" in page

    @pytest.mark.parametrize(
        "query",
        [
            {"answer": "x|y"},
            {"answer": "|"},
            {"since": "2026-13-45", "until": "x"},
            {"since": "0001-01-01", "until": "9999-12-31"},
            {"language": "xx", "channel": "'; --", "doubt": "1"},
            {"row": "x", "column": "\0"},
        ],
    )
    def test_what_nobody_offered_selects_nothing(self, answered, official, signed_in, query):
        for page in ("", "korsa/"):
            found = signed_in(official).get(self.address(answered, page, **query))
            assert found.status_code == 200
            assert "Alla räknas inte här" not in found.content.decode()

    def test_the_same_question_twice_is_refused_in_words(self, answered, official, signed_in):
        bus = asked(answered)[0]
        found = signed_in(official).get(self.address(answered, "korsa/", row=bus.id, column=bus.id)).content.decode()
        assert "Välj två olika frågor." in found

    def test_only_those_who_may_read_results_come_in(self, answered, official, moderator, outsider, editor, signed_in):
        found = [
            signed_in(user).get(self.address(answered, "korsa/")).status_code
            for user in (official, moderator, outsider, editor)
        ]
        assert found == [200, 404, 404, 404]

    def test_it_costs_the_same_with_few_and_with_many(self, answered, official, signed_in):
        bus, _ways, scale, _text = asked(answered)
        browser = signed_in(official)
        places = [
            self.address(answered, answer=str(selecting(answered, bus, "Ja").given[0])),
            self.address(answered, "korsa/", row=bus.id, column=scale.id),
        ]

        def cost():
            found = []
            for place in places:
                browser.get(place)
                with CaptureQueriesContext(connection) as caught:
                    browser.get(place)
                found.append(len(caught))
            return found

        few = cost()
        for _ in range(20):
            a_response(answered, {BUS: "Ja", SCALE: "3"})
        browser.get(places[0])
        assert cost() == few
