"""The form, as a browser without JavaScript meets it: errors, check, sending once, and getting back."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from consultations.models import Answer, Consultation, Contact, Draft, Response
from consultations.questions.questionnaire import read_version
from tests.builders import a_consultation, a_question
from tests.forms import visit

pytestmark = pytest.mark.django_db


def address_of(consultation, locale="sv"):
    page = consultation.source_page.get_translations(inclusive=True).get(locale__language_code=locale)
    return page.specific.url


def ids(consultation):
    return [question.id for question in read_version(consultation.current).questions]


def choice_ids(consultation, number):
    return [choice.id for choice in list(read_version(consultation.current).questions)[number].choices]


def answered(consultation) -> list[Answer]:
    with scope(consultation=consultation):
        return list(Answer.objects.all())


def responses(consultation) -> int:
    with scope(consultation=consultation):
        return Response.objects.count()


@pytest.fixture
def first_page(open_consultation, resident):
    return visit(resident, f"{address_of(open_consultation)}svara/")


@pytest.fixture
def check_page(open_consultation, first_page):
    bus, way, _scale, _line, better = ids(open_consultation)
    second = first_page.press(**{bus: choice_ids(open_consultation, 0)[0], way: choice_ids(open_consultation, 1)[:2]})
    return second.press(**{better: "Fler turer <b>på kvällen</b>", f"{better}-consent": "anonymous"})


def test_the_walk_of_a_resident_ends_with_a_receipt(open_consultation, check_page):
    assert "Fler turer <b>på kvällen</b>" in check_page.text
    assert responses(open_consultation) == 0
    done = check_page.press()
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", done.receipt)
    assert responses(open_consultation) == 1
    assert len(answered(open_consultation)) == 4
    assert Draft.objects.count() == 0


def test_the_page_says_what_is_missing_and_keeps_what_was_written(open_consultation, first_page):
    _bus, way, *_ = ids(open_consultation)
    wrong = first_page.press(**{way: choice_ids(open_consultation, 1)[:1]})
    assert wrong.response.status_code == 422
    assert wrong.title.startswith("Fel:")
    assert wrong.text.count("Välj om du åker buss") == 2
    assert wrong.fields[way] == choice_ids(open_consultation, 1)[:1]
    assert responses(open_consultation) == 0


def test_an_answer_can_be_changed_from_the_check_page(open_consultation, check_page):
    bus = ids(open_consultation)[0]
    change = f"{address_of(open_consultation)}svara/?andra"
    step = visit(check_page.client, change)
    assert step.fields[bus] == choice_ids(open_consultation, 0)[:1]
    back = step.press(**{bus: choice_ids(open_consultation, 0)[1]})
    assert back.response.request["PATH_INFO"].endswith("/kontrollera/")
    back.press()
    assert {a.choice for a in answered(open_consultation) if a.question == bus} == {choice_ids(open_consultation, 0)[1]}


def test_pressing_send_twice_gives_one_response_and_the_same_receipt(open_consultation, check_page):
    first, second = check_page.press(), check_page.press()
    assert first.receipt == second.receipt is not None
    assert responses(open_consultation) == 1


def test_a_replay_from_a_browser_that_has_forgotten_everything_gives_the_same_receipt(open_consultation, check_page):
    receipt = check_page.press().receipt
    check_page.client.cookies.clear()
    check_page.client = Client()
    assert check_page.press().receipt == receipt
    assert responses(open_consultation) == 1


def test_the_receipt_page_can_be_loaded_again_and_a_new_form_begins_afresh(open_consultation, check_page):
    done = check_page.press()
    again = visit(done.client, f"{address_of(open_consultation)}svara/klart/")
    assert again.receipt == done.receipt
    fresh = visit(done.client, f"{address_of(open_consultation)}svara/")
    assert fresh.fields.keys() >= {"form_key"}
    assert fresh.fields["form_key"] != check_page.fields["form_key"]
    assert ids(open_consultation)[0] not in fresh.fields


def test_the_receipt_tells_where_the_response_is_and_never_stands_in_an_address(open_consultation, check_page):
    done = check_page.press()
    assert done.receipt not in done.response.request["PATH_INFO"]
    found = done.client.post("/sv/kvitto/", {"code": done.receipt.lower()})
    assert found.status_code == 200
    assert open_consultation.source_page.title in found.content.decode()
    assert "Fler turer" not in found.content.decode()
    assert done.client.post("/sv/kvitto/", {"code": "0000-0000-0000-0000"}).status_code == 404
    assert done.client.get(f"/sv/kvitto/?code={done.receipt}").status_code == 200


def test_no_cookie_is_set_before_the_form_and_no_answer_lies_readable_in_the_draft(open_consultation, resident):
    resident.get(address_of(open_consultation))
    resident.get("/sv/kvitto/")
    assert "sessionid" not in resident.cookies
    assert "session" not in resident.cookies
    page = visit(resident, f"{address_of(open_consultation)}svara/")
    page.press(**{ids(open_consultation)[0]: choice_ids(open_consultation, 0)[0]})
    (draft,) = Draft.objects.all()
    assert choice_ids(open_consultation, 0)[0].encode() not in bytes(draft.ciphertext)
    cookie = next(m for name, m in resident.cookies.items() if name.startswith("svar-"))
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_another_browser_can_not_read_the_draft(open_consultation, check_page):
    other = visit(Client(), f"{address_of(open_consultation)}svara/kontrollera/")
    assert "Fler turer" not in other.text
    assert other.response.request["PATH_INFO"].endswith("/svara/")


def test_the_language_can_be_changed_on_the_way_without_losing_answers(open_consultation, check_page):
    english = visit(check_page.client, f"{address_of(open_consultation, 'en')}svara/kontrollera/")
    assert "Fler turer" in english.text
    assert "Åker du buss? (en)" in english.text
    assert english.press().receipt
    with scope(consultation=open_consultation):
        assert Response.objects.get().current.locale == "en"


def test_a_form_sent_when_the_consultation_has_closed_gives_the_text_back(open_consultation, first_page):
    second = first_page.press(**{ids(open_consultation)[0]: choice_ids(open_consultation, 0)[0]})
    with time_machine.travel(open_consultation.closes + timedelta(hours=1)):
        late = second.press(**{ids(open_consultation)[4]: "Det här skrev jag länge på"})
    assert late.response.status_code == 403
    assert "Det här skrev jag länge på" in late.text
    assert responses(open_consultation) == 0


def test_a_form_begun_in_time_is_received_within_the_grace(site, resident):
    consultation = a_consultation(questions=[a_question("long_text", "Vad?")])
    (question,) = ids(consultation)
    with time_machine.travel(consultation.closes - timedelta(minutes=1), tick=False):
        page = visit(resident, f"{address_of(consultation)}svara/")
    with time_machine.travel(consultation.closes + timedelta(minutes=5), tick=False):
        assert page.press(**{question: "I tid"}).press().receipt
        assert visit(Client(), f"{address_of(consultation)}svara/").response.status_code == 403
    assert responses(consultation) == 1


def test_an_expired_token_brings_the_page_back_filled_in(open_consultation):
    strict = Client(enforce_csrf_checks=True)
    bus, _way, _scale, _line, _better = ids(open_consultation)
    page = visit(strict, f"{address_of(open_consultation)}svara/")
    strict.cookies["csrf"] = "x" * 32
    again = page.press(**{bus: choice_ids(open_consultation, 0)[1]})
    assert again.response.status_code == 403
    assert again.fields[bus] == choice_ids(open_consultation, 0)[1:]
    assert again.press().response.request["PATH_INFO"].endswith("/svara/2/")


def test_a_form_fetched_before_the_questions_changed_is_held_against_its_own_version(open_consultation, first_page):
    bus = ids(open_consultation)[0]
    yes = choice_ids(open_consultation, 0)[0]
    page = open_consultation.source_page
    page.refresh_from_db()
    page.questions = [a_question("long_text", "Något helt annat?")]
    page.save_revision().publish()
    old_version = open_consultation.current
    done = first_page.press(**{bus: yes}).press().press()
    assert done.receipt
    with scope(consultation=open_consultation):
        assert Response.objects.get().current.version == old_version


def test_a_consultation_that_is_not_open_shows_no_form(upcoming, closed, resident):
    for consultation in (upcoming, closed):
        page = visit(resident, f"{address_of(consultation)}svara/")
        assert page.response.status_code == 403
        assert b"data-consultation-form" not in page.response.content


def test_an_unpublished_or_private_consultation_has_no_form(open_consultation, resident):
    address = f"{address_of(open_consultation)}svara/"
    assert resident.get(address).status_code == 200
    open_consultation.source_page.specific.unpublish()
    assert resident.get(address).status_code == 404


def test_an_address_for_feedback_is_checked_and_kept_apart(open_consultation, check_page):
    wrong = check_page.press(email="inte en adress")
    assert wrong.response.status_code == 422
    assert wrong.title.startswith("Fel:")
    wrong.press(email="kim@example.org")
    with scope(consultation=open_consultation):
        assert Contact.objects.count() == 1


def test_a_name_is_asked_for_only_when_it_is_to_be_shown(open_consultation, first_page):
    bus, _way, _scale, _line, better = ids(open_consultation)
    second = first_page.press(**{bus: choice_ids(open_consultation, 0)[0]})
    wrong = second.press(**{better: "Fler bussar", f"{better}-consent": "named"})
    assert wrong.response.status_code == 422
    done = wrong.press(**{f"{better}-name": "Kim"}).press()
    assert done.receipt
    assert {a.display_name for a in answered(open_consultation) if a.text} == {"Kim"}


def test_a_paused_consultation_says_so(open_consultation, resident):
    Consultation.objects.filter(pk=open_consultation.pk).update(paused=True)
    assert visit(resident, f"{address_of(open_consultation)}svara/").response.status_code == 403


def test_a_step_costs_the_same_number_of_queries_whatever_is_stored(open_consultation, django_assert_num_queries):
    address = f"{address_of(open_consultation)}svara/"
    Client().get(address)
    # the public version, under which page, consultation, questions and frame are kept
    with django_assert_num_queries(1):
        Client().get(address)
    assert timezone.now() < open_consultation.closes
