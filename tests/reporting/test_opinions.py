"""The page of opinion groups: for officials, from votes that were really sent, with words where there is nothing to tell."""

import random

import pytest
from django.utils import timezone
from django_scopes import scope

from consultations.models import Log, Response
from consultations.questions.protocol import AnswerValue
from consultations.questions.questionnaire import read_version
from consultations.responding import keys
from consultations.responding.changing import withdraw_response
from consultations.responding.submit import GivenAnswer, submit_response
from consultations.results.opinions import votes_on
from consultations.results.tallies import fold_all
from tests.builders import a_consultation

pytestmark = pytest.mark.django_db
STATEMENTS = ["Fler kvällsturer", "Gratis för unga", "Högre skatt", "Färre hållplatser", "Bussen ska vara ren"]
ASKED = {
    "type": "statements",
    "value": {
        "text": "Håller du med?",
        "statements": [
            {"type": "item", "id": f"00000000-0000-4000-8000-00000000000{n}", "value": {"text": text}}
            for n, text in enumerate(STATEMENTS)
        ],
    },
}
LEANINGS = (["agree", "agree", "agree", "disagree", "agree"], ["disagree", "disagree", "disagree", "agree", "agree"])


@pytest.fixture
def asked(site):
    consultation = a_consultation(questions=[ASKED])
    return consultation, next(read_version(consultation.current, "sv").questions)


def vote(consultation, question, leaning, *, first: int = 0):
    submit_response(
        consultation,
        version=consultation.current,
        answers=[
            GivenAnswer(
                question,
                [AnswerValue(row=r.id, choice=c) for r, c in list(zip(question.rows, leaning, strict=True))[first:]],
            )
        ],
        locale="sv",
        form_key=keys.new_form_key(),
        arrived_at=timezone.now(),
    )


def address(consultation, question) -> str:
    return f"/admin/resultat/{consultation.pk}/asikter/{question.id}/"


def test_two_groups_and_what_unites_them(asked, official, signed_in):
    consultation, question = asked
    chance = random.Random(1)  # noqa: S311
    for leaning, people in zip(LEANINGS, (30, 20), strict=True):
        for _person in range(people):
            vote(consultation, question, [c if chance.random() < 0.95 else "pass" for c in leaning])
    for _person in range(6):
        vote(consultation, question, LEANINGS[0], first=3)  # Two of five: left out.
    shown = signed_in(official).get(address(consultation, question)).content.decode()
    assert "2 grupper som svarar lika" in shown
    assert "Grupp A: 30 personer, 60 %" in shown
    assert "50 personer, av 56 svar" in shown
    united = shown.split("Vad som förenar dem")[1].split("Ritat")[0]
    assert [text for text in STATEMENTS if text in united] == ["Bussen ska vara ren"]
    assert shown.count('class="opinion-a"') == 30 + 1
    assert Log.objects.filter(action="opinions_grouped").count() == 1


def test_few_are_told_so_and_noise_too(asked, official, signed_in):
    consultation, question = asked
    browser = signed_in(official)
    assert "Minst 30 personer" in browser.get(address(consultation, question)).content.decode()
    chance = random.Random(2)  # noqa: S311
    for _person in range(40):
        vote(consultation, question, chance.choices(["agree", "disagree", "pass"], k=5))
    assert "Inga tydliga grupper" in browser.get(address(consultation, question)).content.decode()


def test_who_has_withdrawn_is_not_in_it(asked):
    consultation, question = asked
    for _n in range(2):
        vote(consultation, question, LEANINGS[0])
    fold_all(consultation, now=timezone.now())
    assert len(votes_on(consultation, question)[0]) == 2
    with scope(consultation=consultation):
        withdraw_response(Response.objects.first(), now=timezone.now())
    assert len(votes_on(consultation, question)[0]) == 1


def test_others_and_other_questions(asked, open_consultation, official, moderator, outsider, signed_in):
    consultation, question = asked
    for person in (moderator, outsider):
        assert signed_in(person).get(address(consultation, question)).status_code in {403, 404}
    other = next(read_version(open_consultation.current, "sv").questions)
    for wrong in (address(open_consultation, other), address(consultation, other)):
        assert signed_in(official).get(wrong).status_code == 404
