"""The only writer: once, durably, and only while the consultation is open."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope
from django_scopes.exceptions import ScopeError

from consultations.enums import Consent, ModerationState
from consultations.models import Answer, Consultation, Contact, Response, Submission
from consultations.questions.protocol import AnswerValue
from consultations.questions.questionnaire import read_version
from consultations.responding import keys
from consultations.responding.receipt import response_with
from consultations.responding.submit import AlreadyReceived, GivenAnswer, NotOpen, submit_response
from tests.builders import a_response

pytestmark = pytest.mark.django_db
SAID = {
    "Åker du buss?": "Ja",
    "Hur tar du dig fram?": ["Buss", "Cykel"],
    "Hur nöjd är du?": "4",
    "Vad kan bli bättre?": "Fler turer på kvällen 🚌",
}


def rows(consultation, model=Answer):
    with scope(consultation=consultation):
        return list(model.objects.all())


def test_a_response_is_stored_as_typed_rows(open_consultation):
    a_response(open_consultation, SAID)
    answers = {(a.choice[:0], a.number, a.text) for a in rows(open_consultation) if not a.choice}
    assert answers == {("", None, "Fler turer på kvällen 🚌")}
    assert len(rows(open_consultation)) == 5
    scale = next(a for a in rows(open_consultation) if a.number is not None)
    assert (scale.choice, scale.number) == ("4", 4)


def test_the_same_form_sent_twice_is_one_response_with_one_receipt(open_consultation):
    key = keys.new_form_key()
    first, again = (a_response(open_consultation, SAID, form_key=key) for _ in range(2))
    assert first == again
    assert len(rows(open_consultation, Submission)) == 1


def test_the_same_form_with_other_content_is_refused_and_changes_nothing(open_consultation):
    key = keys.new_form_key()
    a_response(open_consultation, SAID, form_key=key)
    with pytest.raises(AlreadyReceived):
        a_response(open_consultation, SAID | {"Åker du buss?": "Nej"}, form_key=key)
    assert len(rows(open_consultation)) == 5


def test_only_a_hash_of_the_receipt_is_stored(open_consultation):
    key = keys.new_form_key()
    response = a_response(open_consultation, SAID, form_key=key)
    code = keys.receipt_code(key)
    assert len(keys.plain_code(code)) == 16
    assert code.encode() not in bytes(response.receipt_hash)
    assert response_with(code.lower().replace("-", " ")) == response
    assert response_with("0000-0000-0000-0000") is None


def test_receipts_and_retries_survive_a_change_of_the_key(open_consultation, settings):
    key = keys.new_form_key()
    response = a_response(open_consultation, SAID, form_key=key)
    code = keys.receipt_code(key)
    settings.RESPONSE_KEY_FALLBACKS = [settings.RESPONSE_KEY]
    settings.RESPONSE_KEY = "another key altogether"
    assert response_with(code) == response
    assert len(rows(open_consultation, Submission)) == 1


@pytest.mark.parametrize("stage", ["upcoming", "closed", "decided"])
def test_a_consultation_that_is_not_open_takes_no_responses(stage, request):
    consultation = request.getfixturevalue(stage)
    with pytest.raises(NotOpen):
        a_response(consultation, SAID, at=timezone.now())
    assert rows(consultation, Response) == []


def test_arrival_is_what_counts_to_the_second(open_consultation):
    closes = open_consultation.closes
    a_response(open_consultation, SAID, at=closes - timedelta(milliseconds=1))
    with pytest.raises(NotOpen):
        a_response(open_consultation, SAID, at=closes)
    assert len(rows(open_consultation, Response)) == 1


def test_a_retry_after_closing_of_what_came_in_time_gives_the_same_receipt(open_consultation):
    key, in_time = keys.new_form_key(), open_consultation.closes - timedelta(milliseconds=1)
    first = a_response(open_consultation, SAID, form_key=key, at=in_time)
    again = a_response(open_consultation, SAID, form_key=key, at=open_consultation.closes + timedelta(minutes=1))
    assert first == again


def test_a_paused_consultation_takes_no_responses(open_consultation):
    Consultation.objects.filter(pk=open_consultation.pk).update(paused=True)
    with pytest.raises(NotOpen):
        a_response(open_consultation, SAID)


def test_a_form_begun_in_time_has_the_grace(open_consultation):
    c = open_consultation
    begun = c.closes - timedelta(minutes=5)
    assert c.takes_responses(c.closes + timedelta(minutes=29), begun_at=begun)
    assert not c.takes_responses(c.closes + c.grace, begun_at=begun)
    assert not c.takes_responses(c.closes + timedelta(minutes=1), begun_at=c.closes)
    assert not c.takes_responses(c.closes + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("consent", "state"),
    [
        (Consent.ANONYMOUS, ModerationState.WAITING),
        (Consent.NAMED, ModerationState.WAITING),
        (Consent.NO, ModerationState.NONE),
    ],
)
def test_a_text_waits_for_moderation_only_with_its_authors_consent(open_consultation, consent, state):
    a_response(open_consultation, SAID, consent=consent)
    assert [a.moderation for a in rows(open_consultation) if a.text] == [state]


def test_an_address_for_feedback_is_kept_apart_and_can_not_be_read_from_the_database(open_consultation):
    for _ in range(2):
        a_response(open_consultation, SAID, email="Kim@example.org")
    (contact,) = rows(open_consultation, Contact)
    assert b"example" not in bytes(contact.address)
    assert len(bytes(contact.link_mac)) == 32  # see tests/moderation/test_notices.py
    assert {field.name for field in Contact._meta.fields} == {
        "id", "consultation", "address", "address_mac", "locale", "month", "link_mac",
    }  # fmt: skip


def test_nothing_is_read_without_a_scope(open_consultation):
    a_response(open_consultation, SAID)
    for model in (Response, Submission, Answer, Contact):
        with pytest.raises(ScopeError):
            list(model.objects.all())


def test_the_version_and_language_that_were_answered_are_kept(open_consultation):
    a_response(open_consultation, SAID, locale="en")
    (submission,) = rows(open_consultation, Submission)
    assert (submission.locale, submission.version) == ("en", open_consultation.current)
    assert read_version(submission.version, "en").locale == "en"


def test_a_response_costs_six_queries(open_consultation, django_assert_num_queries):
    form_key = keys.new_form_key()
    questions = list(read_version(open_consultation.current).questions)
    given = [GivenAnswer(question, [AnswerValue(text="x")]) for question in questions]
    with django_assert_num_queries(6):  # savepoint, lock with the lead owner, three inserts, release
        submit_response(
            open_consultation,
            version=open_consultation.current,
            answers=given,
            locale="sv",
            form_key=form_key,
            arrived_at=timezone.now(),
        )
