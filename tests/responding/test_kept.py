"""Nothing typed is ever lost: what a resident gets back from a form that can't be taken in."""

import base64
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import InterfaceError, OperationalError
from django.test import Client

from config.page_cache import public_content_changed
from consultations.models import Consultation, Draft
from consultations.responding import drafts, submit
from tests.forms import Page, visit
from tests.responding.test_saving import code_on, resumed
from tests.responding.walk import LONG, address_of, check_page, choice_ids, first_step, ids, second_step

pytestmark = pytest.mark.django_db
FILE = re.compile(r'href="data:text/plain;charset=utf-8;base64,([^"]+)" download')


def file_on(page: Page) -> str:
    return base64.b64decode(FILE.search(page.response.content.decode()).group(1)).decode("utf-8-sig")


def pause(consultation, *, paused=True):
    Consultation.objects.filter(pk=consultation.pk).update(paused=paused)
    public_content_changed()


def test_after_the_grace_everything_comes_back_to_copy_or_save(open_consultation):
    bus, _way, _scale, line, better = ids(open_consultation)
    with time_machine.travel(open_consultation.closes - timedelta(hours=1)):
        second = second_step(open_consultation)
    too_long = "Buss " * 40  # more than the question takes: an answer with an error is text as well
    with time_machine.travel(open_consultation.closes + timedelta(hours=1)):
        late = second.press(**{line: too_long, better: LONG})
        assert late.response.status_code == 403
        for where in (late.text, file_on(late)):
            assert [words for words in (LONG, too_long.strip(), "Åker du buss?", "Ja") if words not in where] == []
        assert "data-draft-code" not in late.response.content.decode(), "there is nothing to go on with"
        assert "data-consultation-form" not in late.response.content.decode()
        assert bus in drafts.open_draft(second.fields["draft"][0]).data


def test_a_paused_consultation_keeps_what_was_sent_until_it_goes_on(open_consultation):
    second = second_step(open_consultation)
    pause(open_consultation)
    kept = second.press(**{ids(open_consultation)[4]: LONG})
    assert (kept.response.status_code, LONG in kept.text, LONG in file_on(kept)) == (403, True, True)
    code = code_on(kept)
    assert LONG in resumed(code).text, "the code shows it also while it is paused"
    pause(open_consultation, paused=False)
    assert resumed(code).press().receipt


def test_an_unpublished_consultation_gives_back_what_was_sent_and_what_lay_in_the_draft(open_consultation):
    second, check = second_step(open_consultation), check_page(open_consultation)
    fresh, stranger = first_step(open_consultation), Client()
    open_consultation.source_page.specific.unpublish()
    gone = second.press(**{ids(open_consultation)[4]: LONG})
    assert (gone.response.status_code, LONG in gone.text, "Ja" in file_on(gone)) == (404, True, True)
    assert LONG in check.press().text
    without_draft = fresh.press(**{ids(open_consultation)[0]: choice_ids(open_consultation, 0)[1]})
    assert (without_draft.response.status_code, "Nej" in without_draft.text) == (404, True)
    assert LONG in visit(check.client, f"{address_of(open_consultation)}svara/kontrollera/").text
    assert stranger.get(f"{address_of(open_consultation)}svara/").status_code == 404
    assert open_consultation.source_page.title not in stranger.get(f"{address_of(open_consultation)}svara/").text
    open_consultation.source_page.specific.save_revision().publish()
    pause(open_consultation, paused=False)
    assert resumed(code_on(gone)).press().receipt


def test_a_language_that_is_taken_away_leaves_the_others(open_consultation):
    address = f"{address_of(open_consultation, 'en')}svara/"
    english = visit(Client(), address).press(**{ids(open_consultation)[0]: choice_ids(open_consultation, 0)[0]})
    open_consultation.source_page.get_translations().get(locale__language_code="en").specific.unpublish()
    gone = english.press(**{ids(open_consultation)[4]: LONG})
    assert (gone.response.status_code, LONG in gone.text) == (404, True)
    onward = visit(english.client, gone.response.context["elsewhere"][0][2].replace("svara/", "svara/kontrollera/"))
    assert LONG in onward.text
    assert onward.press().receipt


@pytest.mark.parametrize(
    "problem", [OperationalError("database is locked"), InterfaceError("connection already closed")]
)
def test_a_database_that_is_down_costs_nobody_their_text(open_consultation, monkeypatch, problem):
    check, second = check_page(open_consultation), second_step(open_consultation)

    def fail(*_args, **_kwargs):
        raise problem

    with monkeypatch.context() as broken:
        broken.setattr(submit.Rows, "insert", fail)
        broken.setattr(drafts, "save_draft", fail)
        busy = check.press(email="kim@example.org")
        step = second.press(**{ids(open_consultation)[4]: LONG + "\r\nrad två <b>"})
        assert Draft.objects.count() == 2
    for page in (busy, step):
        assert (page.response.status_code, page.response.headers["Retry-After"]) == (503, "10")
        assert page.response.headers["Cache-Control"].count("no-store") == 1
    assert hidden(busy)["email"] == ["kim@example.org"]
    assert hidden(step)[ids(open_consultation)[4]] == [LONG + "\nrad två <b>"]
    assert Page(busy.client, busy.client.post(check.response.request["PATH_INFO"], hidden(busy), follow=True)).receipt
    again = step.client.post(second.response.request["PATH_INFO"], hidden(step), follow=True)
    assert "rad två &lt;b&gt;" in again.content.decode()


def hidden(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for control in page.tree.iter("{http://www.w3.org/1999/xhtml}input"):
        found.setdefault(control.attrib["name"], []).append(control.attrib["value"])
    return found


def test_the_page_for_a_busy_database_asks_it_nothing(open_consultation, monkeypatch, django_assert_num_queries):
    from consultations.responding import views

    def fail(*_args):
        raise OperationalError("could not connect to server")

    address = address_of(open_consultation)
    monkeypatch.setattr(views, "find_place", fail)
    with django_assert_num_queries(0):
        assert Client().post(f"{address}svara/", {"a": "b"}).status_code == 503


def test_a_token_that_expired_brings_the_check_page_back_even_without_its_cookies(open_consultation):
    strict = Client(enforce_csrf_checks=True)
    check = check_page(open_consultation, strict)
    strict.cookies.clear()
    again = check.press(email="kim@example.org")
    assert (again.response.status_code, LONG in again.text) == (403, True)
    assert again.fields["email"] == ["kim@example.org"]
    assert again.press().receipt


def test_the_language_is_changed_with_what_is_typed_and_not_sent(open_consultation):
    second = second_step(open_consultation)
    assert second.response.content.decode().count('name="go" value="en"') == 1
    english = second.press(**{ids(open_consultation)[4]: LONG, "go": "en"})
    assert english.response.request["PATH_INFO"] == f"{address_of(open_consultation, 'en')}svara/2/"
    assert english.fields[ids(open_consultation)[4]] == [LONG]
    nowhere = english.press(go="xx")
    assert nowhere.response.request["PATH_INFO"].startswith("/en/")
    swedish = nowhere.press().press(email="kim@example.org", go="sv")
    assert LONG in swedish.text
    assert swedish.fields["email"] == ["kim@example.org"]
    header = re.search(r'<nav class="languages".*?</nav>', english.response.content.decode(), re.S).group()
    assert f'href="{address_of(open_consultation)}svara/2/"' in header


def test_the_closing_and_the_grace_are_told_before_and_after(open_consultation):
    client, closes = Client(), open_consultation.closes
    with time_machine.travel(closes - timedelta(days=2), tick=False):
        assert first_step(open_consultation, client).response.context["closing"] is None
    with time_machine.travel(closes - timedelta(minutes=5), tick=False):
        near = second_step(open_consultation, client)
        assert (near.response.context["closing"].is_over, "Samrådet stänger" in near.text) == (False, True)
    with time_machine.travel(closes + open_consultation.grace - timedelta(milliseconds=1), tick=False):
        check = near.press(**{ids(open_consultation)[4]: LONG})
        assert "Du började i tid" in check.text
    with time_machine.travel(closes + open_consultation.grace, tick=False):
        late = check.press()
        assert (late.response.status_code, LONG in late.text, late.receipt) == (403, True, None)
    with time_machine.travel(closes + open_consultation.grace - timedelta(milliseconds=1), tick=False):
        assert check.press().receipt
