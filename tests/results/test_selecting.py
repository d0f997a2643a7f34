"""Several conditions and "not": who is selected, how it stands in an address, and that nothing is counted twice."""

import io

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from openpyxl import load_workbook

from consultations.models import Answer, KeptCount, Response, Submission, Workbook
from consultations.questions.questionnaire import read_version
from consultations.reporting.taking_out import write_ordered
from consultations.responding.changing import withdraw_response
from consultations.results import keeping, tallies
from consultations.results.crossing import cross
from consultations.results.selecting import ChosenAnswer, Selection, count_selected
from consultations.results.tallies import CountedResults, counts_in
from tests.builders import a_consultation, a_question, a_response, choices

pytestmark = pytest.mark.django_db
AGE, TOWN, WAYS, VIEWS = "Hur gammal är du?", "Var bor du?", "Hur tar du dig fram?", "Vad tycker du?"
PEOPLE = [  # age, town, ways, what they think of the bus
    ("13-15", "Karlstad", ["Buss"], "agree"),
    ("13-15", "Arvika", ["Buss", "Cykel"], "disagree"),
    ("16-19", "Arvika", ["Cykel"], "agree"),
    ("16-19", None, ["Cykel"], None),
    ("20+", "Arvika", [], "agree"),
    ("20+", "Karlstad", ["Buss"], "disagree"),
]


@pytest.fixture
def answered(site):
    questions = [
        a_question("single_choice", AGE, choices=choices("13-15", "16-19", "20+")),
        a_question("single_choice", TOWN, choices=choices("Karlstad", "Arvika")),
        a_question("multiple_choice", WAYS, choices=choices("Buss", "Cykel"), at_least=None, at_most=None),
        a_question("statements", VIEWS, statements=choices("Bussen är dyr", "Tåget är sent")),
    ]
    consultation = a_consultation(stage="open", questions=questions)
    bus = questionnaire(consultation).question(questions[3]["id"]).rows[0].id
    for age, town, ways, view in PEOPLE:
        said = {AGE: age, WAYS: ways} | ({TOWN: town} if town else {}) | ({VIEWS: {bus: view}} if view else {})
        a_response(consultation, said)
    tallies.fold_all(consultation, now=timezone.now())
    return consultation


def questionnaire(consultation):
    return read_version(consultation.current, "sv")


def chosen(consultation, text: str, *labels: str, row: str = "") -> tuple[ChosenAnswer, ...]:
    (question,) = [q for q in questionnaire(consultation).questions if q.text == text]
    rows = {r.text: r.id for r in question.rows}
    return tuple(ChosenAnswer(question.id, c.id, rows.get(row, "")) for c in question.choices if c.text in labels)


def number(consultation, **said) -> int:
    return count_selected(consultation, Selection(**said), now=timezone.now()).responses


def test_answers_to_one_question_are_alternatives_and_questions_add_up(answered):
    young = chosen(answered, AGE, "13-15", "16-19")
    assert number(answered, given=young) == 4
    assert number(answered, given=young + chosen(answered, TOWN, "Arvika")) == 2
    assert number(answered, given=chosen(answered, WAYS, "Buss", "Cykel")) == 5


def test_under_twenty_and_not_in_karlstad_keeps_those_who_did_not_say_where(answered):
    young, karlstad = chosen(answered, AGE, "13-15", "16-19"), chosen(answered, TOWN, "Karlstad")
    assert number(answered, given=young, without=karlstad) == 3
    assert number(answered, without=karlstad) == 4
    assert number(answered, without=karlstad + chosen(answered, WAYS, "Cykel")) == 1
    assert number(answered, given=karlstad, without=karlstad) == 0


def test_a_row_of_statements_selects_as_well(answered):
    agreeing = chosen(answered, VIEWS, "Instämmer", row="Bussen är dyr")
    assert (len(agreeing), number(answered, given=agreeing)) == (1, 3)
    assert number(answered, given=chosen(answered, VIEWS, "Instämmer", row="Tåget är sent")) == 0
    assert number(answered, without=agreeing) == 3


def test_an_address_holds_the_whole_selection_and_the_same_has_the_same(answered):
    selection = Selection(
        given=chosen(answered, AGE, "13-15", "16-19"),
        without=chosen(answered, VIEWS, "Hoppar över", row="Bussen är dyr"),
        locale="sv",
        version=2,
    )
    read = Selection.read(QueryDict(selection.address), questionnaire(answered))
    assert sorted(read.given) == sorted(selection.given)
    assert (read.without, read.locale, read.version) == (selection.without, "sv", 2)
    turned = "&".join(reversed(read.address.split("&")))
    assert Selection.read(QueryDict(turned), questionnaire(answered)).address == read.address


@pytest.mark.parametrize(
    "query", ["answer=x|y&not=|", "answer=%00&version=-1", "version=٣", "version=9999999", "not=a|b|c|d"]
)
def test_what_nobody_offered_selects_nothing(answered, query):
    assert not Selection.read(QueryDict(query), questionnaire(answered))


def test_the_version_selects_those_who_answered_it(answered):
    assert (number(answered, version=answered.current.number), number(answered, version=99)) == (6, 0)


def test_many_are_counted_by_taking_the_others_from_the_tally_and_come_to_the_same(answered):
    for said in (
        {"without": chosen(answered, AGE, "20+")},
        {"given": chosen(answered, WAYS, "Buss", "Cykel")},
        {"locale": "sv"},
        {"locale": "en"},
    ):
        selection = Selection(**said)
        with scopes_disabled():
            selected = selection.tallied(answered)
            exactly = CountedResults(counts_in(selected, Answer.objects.filter(submission__in=selected)), None, True)
        found = count_selected(answered, selection, now=timezone.now())
        asked = questionnaire(answered)
        assert (found.responses, found.days, found.tables(asked)) == (
            exactly.responses,
            exactly.days,
            exactly.tables(asked),
        )


class TestKeeping:
    def queries(self, consultation, selection) -> list[str]:
        with CaptureQueriesContext(connection) as caught:
            count_selected(consultation, selection, now=timezone.now())
        return [each["sql"] for each in caught if "consultations_answer" in each["sql"]]

    def test_a_second_visit_counts_nothing_until_something_comes_in(self, answered):
        selection = Selection(given=chosen(answered, AGE, "20+"))
        assert self.queries(answered, selection)
        assert self.queries(answered, selection) == []
        a_response(answered, {AGE: "20+"})
        assert number(answered, given=selection.given) == 2  # not folded yet: as everybody, up to the last folding
        tallies.fold_all(answered, now=timezone.now())
        assert self.queries(answered, selection)
        assert number(answered, given=selection.given) == 3
        assert KeptCount.objects.count() == 1  # what no longer holds is gone

    def test_a_withdrawal_makes_it_count_again(self, answered):
        selection = {"given": chosen(answered, AGE, "20+")}
        assert number(answered, **selection) == 2
        with scope(consultation=answered):
            leaving = Submission.objects.filter(answers__choice=selection["given"][0].choice).first().response
        withdraw_response(leaving, now=timezone.now())
        assert number(answered, **selection) == 1

    def test_only_so_many_are_kept(self, answered, monkeypatch):
        monkeypatch.setattr(keeping, "MOST", 2)
        for locale in ("sv", "en", "fi", "ar"):
            number(answered, locale=locale)
        assert KeptCount.objects.count() == 2

    def test_two_questions_against_each_other_are_kept_too(self, answered):
        age, town, *_others = questionnaire(answered).questions
        first = cross(answered, age, town, Selection(), now=timezone.now())
        with CaptureQueriesContext(connection) as caught:
            assert cross(answered, age, town, Selection(), now=timezone.now()) == first
        assert len(caught) == 2
        assert (first.cells, first.base) == ([[1, 1], [0, 1], [1, 1]], 5)


def test_a_file_holds_only_those_selected_and_says_so(answered, official, signed_in):
    selection = Selection(given=chosen(answered, AGE, "13-15", "16-19"), without=chosen(answered, TOWN, "Karlstad"))
    browser = signed_in(official)
    found = browser.get(f"/admin/resultat/{answered.pk}/svar.csv?{selection.address}")
    lines = b"".join(found.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 3
    assert "svar-urval-" in found.headers["Content-Disposition"]
    everybody = browser.get(f"/admin/resultat/{answered.pk}/svar.csv")
    assert len(b"".join(everybody.streaming_content).splitlines()) == 1 + 6


def test_a_workbook_is_of_those_it_was_ordered_for(answered, official, signed_in):
    selection = Selection(given=chosen(answered, AGE, "20+"))
    place, browser = f"/admin/resultat/{answered.pk}/svar.xlsx", signed_in(official)
    assert browser.post(f"{place}?{selection.address}").url == f"{place}?{selection.address}"
    order = Workbook.objects.get()
    write_ordered.call(str(order.pk))
    assert browser.get(place).context["workbook"] is None
    assert browser.get(f"{place}?{selection.address}").context["workbook"] == order
    book = load_workbook(io.BytesIO(browser.get(f"{place}/{order.pk}/").getvalue()))
    first, responses = book.worksheets[:2]
    assert len(list(responses.rows)) == 1 + 2
    (said,) = [row[1].value for row in first.rows if row[0].value == "Urval"]
    assert said == "Alla är inte med i filen; de som svarade ”20+” på ”Hur gammal är du?”"


def test_responses_of_another_consultation_are_never_selected(answered):
    other = a_consultation(stage="open")
    a_response(other, {})
    tallies.fold_all(other, now=timezone.now())
    assert number(answered, without=chosen(answered, AGE, "13-15")) == 4
    with scope(consultation=other):
        assert Response.objects.count() == 1
