"""The form leads each resident along the pages that their answers ask for, without JavaScript and without loss."""

import pytest
from django.utils import timezone
from django_scopes import scope

from consultations.models import Answer, Response
from consultations.questions.protocol import AnswerValue
from consultations.questions.questionnaire import read_version
from consultations.responding import keys
from consultations.responding.submit import GivenAnswer, NothingToSend, submit_response
from tests.builders import a_consultation, an_id
from tests.forms import visit
from tests.routing import AGE, GROWN, LINE, RIDES, WHY, WISH, YOUNG, several_ways

pytestmark = pytest.mark.django_db

Q = {text: an_id(f"question {text}") for text in (AGE, RIDES, LINE, WHY, WISH)}
C = {text: an_id(f"choice {text}") for text in (YOUNG, GROWN, "Ja", "Nej")}


@pytest.fixture
def consultation(site):
    return a_consultation(questions=several_ways())


@pytest.fixture
def form(consultation, resident):
    return visit(resident, f"{consultation.source_page.url}svara/")


def kept(consultation) -> dict[str, str]:
    with scope(consultation=consultation):
        return {answer.question: answer.choice or answer.text for answer in Answer.objects.all()}


def test_each_answer_leads_to_the_page_that_it_asks_for(consultation, form):
    assert "Del 1 av högst 4" in form.text
    rides = form.press(**{Q[AGE]: C[GROWN]})
    assert rides.response.request["PATH_INFO"].endswith("/svara/3/")
    assert "Del 2 av högst 4" in rides.text
    line = rides.press(**{Q[RIDES]: C["Ja"]})
    assert set(line.fields) & set(Q.values()) == {Q[LINE]}
    wish = line.press(**{Q[LINE]: "4"})
    assert set(wish.fields) & set(Q.values()) == {Q[WISH]}
    check = wish.press(**{Q[WISH]: "Fler turer"})
    assert WHY not in check.text
    assert check.press().receipt
    assert kept(consultation) == {Q[AGE]: C[GROWN], Q[RIDES]: C["Ja"], Q[LINE]: "4", Q[WISH]: "Fler turer"}


def test_whom_the_form_is_not_for_reads_why_and_sends_nothing(consultation, form):
    end = form.press(**{Q[AGE]: C[YOUNG]})
    assert "Prata med en vuxen" in end.text
    assert "data-consultation-form" not in end.response.content.decode()
    check = visit(form.client, f"{consultation.source_page.url}svara/kontrollera/")
    assert check.response.request["PATH_INFO"] == end.response.request["PATH_INFO"]
    assert form.client.post(f"{consultation.source_page.url}svara/kontrollera/", follow=True).status_code == 200
    with scope(consultation=consultation):
        assert Response.objects.count() == 0


def test_an_answer_that_no_longer_is_asked_for_is_said_not_sent_and_can_come_back(consultation, form):
    line = form.press(**{Q[AGE]: C[GROWN]}).press(**{Q[RIDES]: C["Ja"]})
    check = line.press(**{Q[LINE]: "linje <b>4</b>"}).press(**{Q[WISH]: "Fler turer"})
    assert "Skickas inte" not in check.text
    change = visit(form.client, f"{consultation.source_page.url}svara/3/?andra")
    why = change.press(**{Q[RIDES]: C["Nej"]})
    assert set(why.fields) & set(Q.values()) == {Q[WHY]}
    check = why.press()
    assert "Skickas inte" in check.text
    assert "linje <b>4</b>" in check.text
    change = visit(form.client, f"{consultation.source_page.url}svara/3/?andra")
    line = change.press(**{Q[RIDES]: C["Ja"]})
    assert line.fields[Q[LINE]] == ["linje <b>4</b>"]
    check = visit(form.client, f"{consultation.source_page.url}svara/3/?andra").press(**{Q[RIDES]: C["Nej"]}).press()
    assert check.press().receipt
    assert kept(consultation) == {Q[AGE]: C[GROWN], Q[RIDES]: C["Nej"]}


def test_a_page_that_is_not_for_them_leads_back(consultation, form):
    form.press(**{Q[AGE]: C[GROWN]}).press(**{Q[RIDES]: C["Nej"]})
    skipped = visit(form.client, f"{consultation.source_page.url}svara/5/")
    assert skipped.response.request["PATH_INFO"].endswith("/svara/4/")
    assert set(skipped.fields) & set(Q.values()) == {Q[WHY]}


def test_the_only_writer_drops_what_was_not_asked_whoever_calls(consultation):
    questions = {q.text: q for q in read_version(consultation.current).questions}
    said = {
        AGE: AnswerValue(choice=C[GROWN]),
        RIDES: AnswerValue(choice=C["Nej"]),
        LINE: AnswerValue(text="4"),
        WISH: AnswerValue(text="hemligt"),
    }
    sent = {"version": consultation.current, "locale": "sv", "arrived_at": timezone.now()}
    answers = [GivenAnswer(questions[text], [value]) for text, value in said.items()]
    submit_response(consultation, answers=answers, form_key=keys.new_form_key(), **sent)
    assert kept(consultation) == {Q[AGE]: C[GROWN], Q[RIDES]: C["Nej"]}
    young = [GivenAnswer(questions[AGE], [AnswerValue(choice=C[YOUNG])])]
    with pytest.raises(NothingToSend):
        submit_response(consultation, answers=young, form_key=keys.new_form_key(), **sent)


def test_going_back_passes_the_same_pages(consultation, form):
    why = form.press(**{Q[AGE]: C[GROWN]}).press(**{Q[RIDES]: C["Nej"]})
    assert f'href="{consultation.source_page.url}svara/3/"' in why.response.content.decode()
    check = why.press()
    assert f'href="{consultation.source_page.url}svara/4/"' in check.response.content.decode()
