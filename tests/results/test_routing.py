"""Shares are of those who were asked; and how many were asked never tells of a small number."""

from django.utils import timezone

from consultations.questions.questionnaire import read_version
from consultations.results.releases import public_results, publish_release
from consultations.results.tallies import counts_of, recount
from tests.builders import a_consultation, a_question, a_response, choices
from tests.results.test_tallies import the_counts, the_tables
from tests.routing import AGE, GROWN, LINE, RIDES, WHY, WISH, only, several_ways


def test_people_are_counted_as_asked_if_their_answers_led_there(site):
    consultation = a_consultation(questions=several_ways())
    for answers in (
        {RIDES: "Ja", LINE: "4", WISH: "Mer"},
        {RIDES: "Ja", LINE: "4"},
        {RIDES: "Ja"},
        {RIDES: "Nej", WHY: "Vill inte", LINE: "dropped"},
        {},
    ):
        a_response(consultation, {AGE: GROWN, **answers})
    tables = the_tables(consultation)
    assert {text: table[:2] for text, table in tables.items()} == {
        AGE: (5, 5),
        RIDES: (5, 4),
        LINE: (3, 2),
        WHY: (1, 1),
        WISH: (2, 1),
    }
    before = the_counts(consultation)
    recount(consultation, now=timezone.now())
    assert the_counts(consultation) == before


def test_a_choice_that_ends_the_form_is_no_line_of_the_results(site):
    consultation = a_consultation(questions=several_ways())
    a_response(consultation, {AGE: GROWN})
    assert the_tables(consultation)[AGE] == (1, 1, {GROWN: 1})
    counted = counts_of(consultation, now=timezone.now())
    assert len(counted.tables(read_version(consultation.current, "sv"))) == 5


def published(official, **numbers) -> dict:
    """What a release shows of who was asked, by question, when so many rode, did not, or gave no answer."""
    questions = [
        a_question("single_choice", RIDES, choices=choices("Ja", "Nej", "Vet inte")),
        a_question("single_choice", LINE, choices=choices("4", "7"), shown_if=only(RIDES, "Ja")),
    ]
    consultation = a_consultation(stage="closed", questions=questions)
    for answer, number in numbers.items():
        for n in range(number):
            said = {RIDES: answer.replace("_", " ")} if answer != "nothing" else {}
            a_response(consultation, said | ({LINE: "4" if n % 2 else "7"} if answer == "Ja" else {}))
    publish_release(consultation, by=official, now=timezone.now())
    return {table.question.text: table.asked for table in public_results(consultation, "sv").tables}


def test_a_question_for_some_is_shown_where_it_is_told_how_many_they_are(site, official):
    assert published(official, Ja=20, Nej=10, Vet_inte=6) == {RIDES: 36, LINE: 20}


def test_it_is_withheld_where_the_number_asked_would_tell_of_a_merged_line(site, official):
    # "Ja" and "Nej" are shown as one line of 23; that 20 were asked further would say that 3 answered no.
    assert published(official, Ja=20, Nej=3, Vet_inte=8) == {RIDES: 31, LINE: None}
