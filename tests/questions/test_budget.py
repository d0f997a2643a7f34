"""An amount to share: all of it or none of it, and the server says what is left."""

from decimal import Decimal

import pytest
from django.utils import timezone
from django_scopes import scope

from consultations.enums import ResponseState
from consultations.models import Response
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Choice, Question, Section, read_version
from consultations.reporting.bars import CountedQuestion
from consultations.responding.forms import AnswerForm
from consultations.results import tallies
from tests.builders import a_consultation, a_question, a_response

CHOICES = (Choice("a", "Buss"), Choice("b", "Cykel"), Choice("c", "Gång"))


def form_with(*amounts, **fields):
    words = {"unit": "poäng"}
    question = Question(
        id="q", type="budget", text="?", choices=CHOICES, settings={"total": 100}, words=words, **fields
    )
    sent = {f"q-{choice.id}": [amount] for choice, amount in zip(CHOICES, amounts, strict=True)}
    return AnswerForm([Section("s", "", "", (question,))], data=sent)


@pytest.mark.parametrize("amounts", [("60", "40", ""), ("60", "40", "0"), (" 60 ", "٤٠", "")])
def test_the_whole_amount_is_kept_by_choice(amounts):
    form = form_with(*amounts)
    assert form.is_valid()
    assert [(row.choice, row.number) for row in form.given()[0].values] == [("a", 60), ("b", 40)]
    question = form.questions[0]
    assert type_of(question).say(question, form.cleaned_data["q"]) == ["Buss: 60 poäng", "Cykel: 40 poäng"]


@pytest.mark.parametrize(
    ("amounts", "problem"),
    [
        (("60", "20", ""), ("q-q-1", "Du har fördelat 80 av 100: 20 är kvar")),
        (("60", "60", "5"), ("q-q-1", "Du har fördelat 125 av 100: ta tillbaka 25")),
        (("0", "0", "0"), ("q-q-1", "Du har fördelat 0 av 100: 100 är kvar")),
        (("60", "mycket", "40"), ("q-q-2", "Skriv ett heltal från 0 till 100: Cykel")),
        (("60", "40", "-1"), ("q-q-3", "Skriv ett heltal från 0 till 100: Gång")),
        (("0,5", "99,5", ""), ("q-q-1", "Skriv ett heltal från 0 till 100: Buss")),
    ],
)
def test_what_is_left_or_too_much_is_said_and_nothing_is_lost(amounts, problem):
    form = form_with(*amounts)
    assert not form.is_valid()
    assert form.problems[0] == problem
    assert form.kept() == {f"q-{choice.id}": [amount] for choice, amount in zip(CHOICES, amounts, strict=True)}


def test_amounts_are_shown_again_as_a_number_field_takes_them():
    form = form_with("٤٠", "1 0", "mycket")
    assert not form.is_valid()
    assert [part.value for part in form.asked[0][1][0].parts] == ["40", "10", "mycket"]


def test_nothing_at_all_is_no_answer_unless_one_is_needed():
    nothing = form_with("", "", "")
    assert nothing.is_valid()
    assert nothing.given()[0].values == []
    form = form_with("", "", "", required=True)
    assert not form.is_valid()
    assert form.problems == [("q-q-1", "Fördela hela summan")]


@pytest.mark.django_db
def test_officials_see_sums_that_taking_out_undoes(site):
    questions = [a_question("budget", "Hur?"), a_question("number", "Hur länge?")]
    consultation = a_consultation(stage="closed", questions=questions)
    questionnaire = read_version(consultation.current)
    bus, bicycle, _walk = (choice.id for choice in next(questionnaire.questions).choices)
    a_response(consultation, {"Hur?": {bus: 70, bicycle: 30}, "Hur länge?": Decimal("1.5")})
    gone = a_response(consultation, {"Hur?": {bus: 10, bicycle: 90}, "Hur länge?": Decimal("2.2")})

    def tables():
        return tallies.counts_of(consultation, now=timezone.now()).tables(questionnaire)

    budget, number = tables()
    assert [(line.count, line.sum) for line in budget.lines] == [(2, 80), (2, 120), (0, None)]
    assert CountedQuestion.of(budget).remarks == ["Av allt som fördelades: Cykel 60 % · Buss 40 %"]
    assert CountedQuestion.of(number).remarks == ["Medelvärde: 1,9 timmar"]
    with scope(consultation=consultation):
        Response.objects.filter(pk=gone.pk).update(state=ResponseState.WITHDRAWN)
        tallies.unfold(gone.current, now=timezone.now())
    budget, number = tables()
    assert [(line.count, line.sum) for line in budget.lines] == [(1, 70), (1, 30), (0, None)]
    assert CountedQuestion.of(number).remarks == ["Medelvärde: 1,5 timmar"]
