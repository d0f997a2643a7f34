"""The receipt's page: what it tells, what it opens, and who is kept from guessing."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from consultations.enums import Consent, ModerationState, Reason, ResponseState
from consultations.models import Answer, Consultation, Draft, Response, Submission
from consultations.questions.compile import compile_questionnaire
from consultations.questions.publishing import activate_version
from consultations.questions.questionnaire import read_version
from consultations.responding import guessing, keys
from consultations.responding.refilling import begin_change, differences
from consultations.responding.status import READ_FOR
from tests.builders import a_question, a_response, choices
from tests.forms import Page, visit
from tests.moderation.texts import ASKED, decided

pytestmark = pytest.mark.django_db
BUS, WAYS, SCALE, LINE = "Åker du buss?", "Hur tar du dig fram?", "Hur nöjd är du?", "Vilken linje?"
SAID = {BUS: "Ja", WAYS: ["Buss", "Cykel"], SCALE: "4", LINE: "1:an", ASKED: "Fler turer på kvällen 🚌"}
AT = "/sv/kvitto/"


@pytest.fixture
def sent(open_consultation):
    """A response that was sent, with its code."""
    form_key = keys.new_form_key()
    return a_response(open_consultation, SAID, form_key=form_key), keys.receipt_code(form_key)


def ask(client, code, do="show", **more) -> Page:
    return Page(client, client.post(AT, {"code": code, "do": do, **more}, follow=True))


def said(page: Page) -> str:
    return unescape(page.text)


def q(consultation, text):
    return next(question.id for question in read_version(consultation.current, "sv").questions if question.text == text)


def submissions(consultation) -> int:
    with scope(consultation=consultation):
        return Submission.objects.count()


def current_texts(consultation) -> set[str]:
    with scope(consultation=consultation):
        return set(Answer.objects.filter(counted=True).exclude(text="").values_list("text", flat=True))


def test_it_tells_when_and_how_it_came_and_what_became_of_the_texts_but_not_the_texts(
    open_consultation, sent, resident, moderator
):
    response, code = sent
    waiting = said(ask(resident, code))
    assert "Webb" in waiting
    assert "Ja, det räknas i resultatet" in waiting
    assert "granskas av en människa" in waiting
    with scope(consultation=open_consultation):
        text = Answer.objects.get(submission=response.current_id, moderation=ModerationState.WAITING)
    decided(text, moderator)
    assert "Den är publicerad." in said(ask(resident, code))
    decided(text, moderator, ModerationState.HIDDEN, reason=Reason.PERSONAL_DATA)
    hidden = said(ask(resident, code))
    assert "på grund av den här regeln: Personuppgifter." in hidden
    assert "be någon annan titta på det" in hidden
    assert not any("Fler turer" in page for page in (waiting, hidden))


def test_what_it_led_to_is_linked_once_decided(open_consultation, sent, resident):
    assert "Det här ledde svaren till" not in said(ask(resident, sent[1]))
    Consultation.objects.filter(pk=open_consultation.pk).update(decided_at=timezone.now())
    assert "Det här ledde svaren till" in said(ask(resident, sent[1]))


def test_the_answers_are_read_in_the_language_and_wording_that_was_answered(open_consultation, resident):
    form_key = keys.new_form_key()
    a_response(open_consultation, SAID, form_key=form_key, locale="en", consent=Consent.NAMED, name="Kim")
    page = open_consultation.source_page
    page.questions = [
        *page.questions.raw_data[:1],
        {**page.questions.raw_data[1], "value": {**page.questions.raw_data[1]["value"], "text": "Omskriven?"}},
        *list(page.questions.raw_data)[2:],
    ]
    page.save_revision().publish()
    read = ask(resident, keys.receipt_code(form_key), "read")
    assert f"{BUS} (en)" in said(read)
    assert "Omskriven?" not in said(read)
    assert all(words in said(read) for words in ("Fler turer på kvällen 🚌", "Buss (en)", "Cykel (en)", ": Kim"))
    assert 'lang="en" dir="ltr"' in read.response.content.decode()


def test_the_answers_can_be_read_until_thirty_days_after_closing(open_consultation, sent, resident):
    last = open_consultation.closes + READ_FOR
    with time_machine.travel(last - timedelta(seconds=1), tick=False):
        assert "Fler turer" in said(ask(resident, sent[1], "read"))
    with time_machine.travel(last, tick=False):
        refused = ask(resident, sent[1], "read")
        assert refused.response.status_code == 403
        assert "Fler turer" not in said(refused)
        assert "Ja, det räknas i resultatet" in said(ask(resident, sent[1]))


def test_the_form_opens_filled_and_the_change_is_received_under_the_same_reference(open_consultation, sent, resident):
    step = ask(resident, sent[1], "change")
    assert step.response.request["PATH_INFO"].endswith("/svara/")
    assert "Du ändrar ett svar" in said(step)
    bus, ways = q(open_consultation, BUS), q(open_consultation, WAYS)
    assert len(step.fields[bus]) == 1
    assert len(step.fields[ways]) == 2
    second = step.press()
    better = q(open_consultation, ASKED)
    assert second.fields[better] == [SAID[ASKED]]
    assert second.fields[f"{better}-consent"] == [Consent.ANONYMOUS]
    check = second.press(**{better: "Tidigare turer"})
    assert submissions(open_consultation) == 1
    done = check.press()
    assert "Din ändring har kommit in" in said(done)
    assert done.receipt == sent[1]
    again = check.press()  # a second press, or a retry
    assert (again.title, again.receipt) == (done.title, done.receipt)
    assert submissions(open_consultation) == 2
    assert current_texts(open_consultation) == {"1:an", "Tidigare turer"}
    assert "Ändrat" in said(ask(resident, sent[1]))
    with scope(consultation=open_consultation):
        assert Response.objects.count() == 1


def test_a_browser_that_forgets_its_cookie_goes_on_with_the_same_change(open_consultation, sent, resident):
    step = ask(resident, sent[1], "change")
    step.client = Client()
    second = step.press(**{q(open_consultation, WAYS): []})
    second.press().press()
    assert submissions(open_consultation) == 2
    assert current_texts(open_consultation) == {SAID[LINE], SAID[ASKED]}
    with scope(consultation=open_consultation):
        assert Response.objects.count() == 1


def test_after_a_change_the_reference_that_was_typed_is_shown_and_leads_on_but_is_kept_by_the_browser_alone(
    open_consultation, sent, resident
):
    check = ask(resident, sent[1].lower().replace("-", " "), "change").press().press()
    sealed = next(morsel for name, morsel in resident.cookies.items() if name.endswith("-kod"))
    assert (sealed["httponly"], sealed["samesite"], sealed["max-age"]) == (True, "Lax", "")
    assert keys.plain_code(sent[1]) not in keys.plain_code(sealed.value)
    done = check.press()
    assert "den du hade gäller fortfarande" in said(done)
    assert done.receipt == sent[1]
    (form,) = [f for f in done.tree.iter("{http://www.w3.org/1999/xhtml}form") if f.attrib.get("action") == AT]
    hidden = {i.attrib["name"]: i.attrib["value"] for i in form.iter("{http://www.w3.org/1999/xhtml}input")}
    assert (form.attrib["method"], hidden["code"]) == ("post", sent[1])
    assert "Ändrat" in said(Page(resident, resident.post(AT, hidden)))
    address = done.response.request["PATH_INFO"]
    assert sent[1] in resident.get(f"{address}kvitto.txt").content.decode()
    del resident.cookies[sealed.key]
    forgotten = visit(resident, address)
    assert forgotten.receipt is None
    assert "minns inte längre referensen" in said(forgotten)
    assert "den du hade gäller fortfarande" in said(forgotten)
    assert resident.get(f"{address}kvitto.txt").status_code == 404


def test_the_reference_of_one_change_is_never_shown_after_another_sending(open_consultation, sent, resident):
    ask(resident, sent[1], "change").press(leave="yes")
    assert not any(morsel.value for name, morsel in resident.cookies.items() if name.endswith("-kod"))
    ask(resident, sent[1], "change").press().press().press()
    step = visit(resident, f"{open_consultation.source_page.url}svara/")
    other = step.press(**{q(open_consultation, BUS): _yes(open_consultation)}).press().press()
    assert other.receipt not in {None, sent[1]}
    assert "Tack för dina svar" in said(other)


def test_a_page_of_another_form_is_never_mixed_with_a_change(open_consultation, sent, resident):
    address = f"{open_consultation.source_page.url}svara/"
    stale = visit(resident, address)
    ask(resident, sent[1], "change")
    fresh = stale.press(**{q(open_consultation, BUS): [c.id for c in _bus(open_consultation).choices][1:]})
    assert "Du ändrar ett svar" not in said(fresh)
    fresh.press(**{q(open_consultation, ASKED): "Någon annans ord"}).press()
    with scope(consultation=open_consultation):
        assert Response.objects.count() == 2
    assert current_texts(open_consultation) == {SAID[LINE], SAID[ASKED], "Någon annans ord"}


def _bus(consultation):
    return next(iter(read_version(consultation.current, "sv").questions))


def test_two_changes_begun_side_by_side_do_not_overwrite_each_other(open_consultation, sent):
    first, second = (ask(Client(), sent[1], "change").press() for _ in range(2))
    better = q(open_consultation, ASKED)
    first.press(**{better: "Den första"}).press()
    refused = second.press(**{better: "Den andra"}).press()
    assert refused.response.status_code == 409
    assert "Den andra" in said(refused)
    assert "Den första" in current_texts(open_consultation)


def test_a_change_can_be_left_and_the_answers_stay(open_consultation, sent, resident):
    left = ask(resident, sent[1], "change").press(leave="yes")
    assert left.response.request["PATH_INFO"] == AT
    assert (Draft.objects.count(), submissions(open_consultation)) == (0, 1)
    assert "Du ändrar ett svar" not in said(visit(resident, f"{open_consultation.source_page.url}svara/"))


def test_a_change_that_comes_after_closing_gives_the_text_back_and_says_that_the_old_answers_stand(
    open_consultation, sent, resident
):
    with time_machine.travel(open_consultation.closes - timedelta(hours=1), tick=False):
        check = ask(resident, sent[1], "change").press().press(**{q(open_consultation, ASKED): "För sent"})
    with time_machine.travel(open_consultation.closes + timedelta(hours=1), tick=False):
        late = check.press()
        assert late.response.status_code == 403
        assert "För sent" in said(late)
        assert "står kvar som de var" in said(late)
        refused = ask(resident, sent[1], "change")
        assert refused.response.status_code == 403
        assert "kan inte ändras längre" in said(refused)
    assert SAID[ASKED] in current_texts(open_consultation)


def test_a_change_that_lay_until_its_draft_was_deleted_leads_back_to_the_reference(open_consultation, sent, resident):
    check = ask(resident, sent[1], "change").press().press()
    Draft.objects.all().delete()
    assert check.press().response.request["PATH_INFO"] == AT
    assert submissions(open_consultation) == 1


def test_withdrawing_asks_first_and_twice_is_once(open_consultation, sent, resident):
    sure = ask(resident, sent[1], "withdraw")
    assert "Ta tillbaka ditt svar?" in said(sure)
    assert SAID[ASKED] in current_texts(open_consultation)
    for _ in range(2):
        done = ask(resident, sent[1], "withdraw", sure="yes")
        assert done.response.status_code == 200
        assert "Ditt svar är återtaget." in said(done)
    assert "Nej, det är återtaget" in said(ask(resident, sent[1]))
    assert current_texts(open_consultation) == set()
    refused = ask(resident, sent[1], "change")
    assert "Svaret är återtaget och kan inte ändras längre." in said(refused)
    with scope(consultation=open_consultation):
        assert Response.objects.get().state == ResponseState.WITHDRAWN


def test_a_change_under_way_when_the_response_is_withdrawn_is_refused_in_words(open_consultation, sent, resident):
    check = ask(resident, sent[1], "change").press().press()
    ask(Client(), sent[1], "withdraw", sure="yes")
    refused = check.press()
    assert (refused.response.status_code, submissions(open_consultation)) == (409, 1)
    assert "Svaret är återtaget" in said(refused)


@pytest.mark.parametrize("do", ["show", "read", "change", "withdraw", "nonsense"])
def test_without_the_code_there_is_no_way_to_a_response_by_link_or_number(open_consultation, sent, resident, do):
    response, code = sent
    for guess in (str(response.pk), response.pk.hex[:16], code[:-1] + ("0" if code[-1] != "0" else "1")):
        assert ask(resident, guess, do, sure="yes").response.status_code == 404
    assert resident.get(AT, {"code": code, "do": do, "sure": "yes"}).status_code == 200
    assert (submissions(open_consultation), Draft.objects.count()) == (1, 0)
    assert SAID[ASKED] in current_texts(open_consultation)


def test_what_somebody_invents_for_a_change_opens_nobodys_response(open_consultation, sent, resident):
    step = visit(resident, f"{open_consultation.source_page.url}svara/")
    for invented in (f"{sent[0].pk}.{sent[0].current_id}", "gAAAAA", "å"):
        assert SAID[LINE] not in said(
            step.press(changes=invented, **{q(open_consultation, BUS): _yes(open_consultation)})
        )
    own = ask(Client(), sent[1], "change").fields["changes"]
    stolen = step.press(changes=own, **{q(open_consultation, BUS): _yes(open_consultation)})
    assert SAID[LINE] not in said(stolen)


def _yes(consultation):
    return _bus(consultation).choices[0].id


def test_the_code_stands_in_no_address_title_or_log(open_consultation, sent, resident, caplog):
    caplog.set_level("DEBUG")
    for do in ("show", "read", "withdraw", "change"):
        page = ask(resident, sent[1], do)
        redirects = "".join(address for address, _status in page.response.redirect_chain)
        assert sent[1] not in page.title + redirects + page.response.request["PATH_INFO"]
        assert page.response.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in page.response.headers["Cache-Control"]
    assert sent[1] not in caplog.text


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.lower().replace("-", " "),
        lambda code: code.replace("-", "").replace("0", "O").replace("1", "l").replace("V", "u"),
        lambda code: code.replace("0", "٠").replace("2", "٢").replace("-", "–"),
        lambda code: f"\u200f {code.replace('A', 'А').replace('K', 'К')}\u200e\n",
        lambda code: "".join(chr(ord(c) + 0xFEE0) for c in code),
    ],
)
def test_a_code_is_taken_as_people_type_it(open_consultation, typed):
    code = "7K3M-V2XA-01TF-0B5C"
    assert keys.plain_code(typed(code)) == code.replace("-", "")


@pytest.mark.parametrize("code", ["", "  ", "\0", "🚌" * 20, "=1+1", "x" * 100_000, "²³" * 8, "\ufdfa" * 40])
def test_nonsense_is_answered_kindly(site, resident, code):
    assert ask(resident, code).response.status_code == 404


def test_guessing_is_slowed_down_for_the_one_who_guesses_and_kept_without_an_address(sent, resident, monkeypatch):
    monkeypatch.setattr(guessing, "WRONG_FROM_ONE_DEVICE", 3)
    typo = ask(resident, sent[1][:-1])
    assert typo.response.status_code == 404
    for _ in range(guessing.WRONG_FROM_ONE_DEVICE):
        assert ask(resident, "0000-0000-0000-0000").response.status_code == 404
    wait = ask(resident, sent[1])
    assert wait.response.status_code == 429
    assert wait.response.headers["Retry-After"] == "600"
    assert "inget har gått förlorat" in said(wait)
    neighbour = Client(headers={"user-agent": "Another device behind the same address"})
    assert ask(neighbour, sent[1]).response.status_code == 200
    assert "127.0.0.1" not in repr(caches["guards"]._cache)
    with time_machine.travel(timezone.now() + timedelta(minutes=guessing.MINUTES, seconds=1)):
        assert ask(resident, sent[1]).response.status_code == 200


def test_an_expired_page_gives_the_reference_back_in_its_field(sent):
    strict = Client(enforce_csrf_checks=True)
    expired = ask(strict, sent[1], "withdraw", sure="yes")
    assert expired.response.status_code == 403
    assert f'value="{sent[1]}"' in expired.response.content.decode()
    assert sent[0].state == ResponseState.ACTIVE


def test_the_picture_and_the_file_hold_the_code_and_stand_at_no_address_with_it(open_consultation, resident):
    step = visit(resident, f"{open_consultation.source_page.url}svara/")
    done = step.press(**{q(open_consultation, BUS): _yes(open_consultation)}).press().press()
    html = done.response.content.decode()
    assert re.search(r'<svg class="keep__picture"[^>]*role="img" aria-label="[^"]+"', html)
    assert " style=" not in html
    (file,) = re.findall(r'href="([^"]+kvitto\.txt)"', html)
    kept = resident.get(file)
    assert done.receipt not in file
    assert done.receipt in kept.content.decode()
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert Client().get(file).status_code == 404


def test_what_has_changed_in_the_questions_is_said(open_consultation, sent, resident):
    page = open_consultation.source_page
    bus, ways = list(page.questions.raw_data)[1:3]
    reworded = {**bus, "value": {**bus["value"], "text": "Åker du med bussen?"}}
    fewer = {**ways, "value": {**ways["value"], "choices": choices("Buss", "Inget", exclusive=("Inget",))}}
    page.questions = [page.questions.raw_data[0], reworded, fewer, a_question("short_text", "Vilken hållplats?")]
    activate_version(open_consultation, compile_questionnaire({"sv": page}))  # past the check that refuses this
    with scope(consultation=open_consultation):
        response = Response.objects.select_related("consultation__current", "current__version").get()
    found = differences(response, read_version(response.consultation.current, "sv"))
    assert (found.new, found.reworded, found.gone) == (
        ["Vilken hållplats?"],
        ["Åker du med bussen?", WAYS],
        [SCALE, LINE, ASKED],
    )
    assert set(begin_change(response, now=timezone.now()).data) == {bus["id"], ways["id"]}
    step = ask(resident, sent[1], "change")
    assert "Ny fråga: Vilken hållplats?" in said(step)
    assert f"försvinner: {LINE}" in said(step)
