"""Save now, continue later: with a code, on another device, and read by nobody else."""

import json
import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from consultations.models import Consultation, Draft, Outbox
from consultations.reporting.outbox import deliver_outbox
from consultations.responding import drafts, guessing, saving
from tests.builders import a_question, choices
from tests.forms import Page, visit
from tests.responding.walk import LONG, choice_ids, first_step, ids, second_step

pytestmark = pytest.mark.django_db
CODE = re.compile(r"([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}")


def code_on(page: Page) -> str:
    return CODE.search(page.text).group()


def resumed(code: str, client: Client | None = None) -> Page:
    client = client or Client()
    return Page(client, client.post("/sv/fortsatt/", {"code": code}, follow=True))


def test_what_was_saved_is_opened_on_another_device_with_the_code(open_consultation):
    unfinished = second_step(open_consultation).press(**{ids(open_consultation)[4]: LONG, "go": "save"})
    code = code_on(unfinished)
    assert unfinished.response.request["PATH_INFO"].endswith("/svara/sparat/")
    again = visit(unfinished.client, unfinished.response.request["PATH_INFO"])
    assert code_on(again) == code
    check = resumed(f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ")
    assert LONG in check.text
    assert check.press().receipt
    assert Draft.objects.count() == 0
    assert resumed(code).response.status_code == 404


def test_a_page_with_an_error_is_saved_as_it_is(open_consultation):
    """The required question is not answered, and the name to show is missing: neither stands in the way of saving."""
    bus, way, _scale, line, _better = ids(open_consultation)
    saved = first_step(open_consultation).press(**{way: choice_ids(open_consultation, 1), "go": "save"})
    assert saved.response.status_code == 200
    step = visit(Client(), "/sv/fortsatt/").client
    second = resumed(code_on(saved), step)
    assert second.response.request["PATH_INFO"].endswith("/svara/2/")
    check = second.press(**{line: "4"})
    assert check.title.startswith("Fel:")
    assert check.fields[way] == choice_ids(open_consultation, 1)
    assert bus not in check.fields


def test_the_code_stands_in_no_address_title_log_or_row(open_consultation, caplog):
    caplog.set_level(logging.DEBUG)
    saved = second_step(open_consultation).press(**{ids(open_consultation)[4]: LONG, "go": "save"})
    code = code_on(saved)
    plain = code.replace("-", "")
    check = resumed(code)
    seen = [address for page in (saved, check) for address, _status in page.response.redirect_chain]
    seen += [check.title, saved.title, *(m.getMessage() for m in caplog.records if m.name != "django.db.backends")]
    (draft,) = Draft.objects.all()
    seen += [bytes(draft.ciphertext).decode("latin1"), bytes(draft.lookup_hash).decode("latin1"), str(draft.pk)]
    assert [text for text in seen if plain in text or code in text or LONG[:10] in text] == []
    assert saved.response.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in saved.response.headers["Cache-Control"]
    assert drafts.open_draft(plain).data[ids(open_consultation)[4]] == [LONG]
    assert drafts.open_draft(plain[:-1] + ("0" if plain[-1] != "0" else "2")) is None


def test_a_dump_without_the_key_opens_no_draft(open_consultation, settings):
    plain = code_on(second_step(open_consultation).press(go="save")).replace("-", "")
    settings.RESPONSE_KEY_FALLBACKS, settings.RESPONSE_KEY = [settings.RESPONSE_KEY], "another key"
    assert drafts.open_draft(plain) is not None, "a changed key still opens what lay under the old one"
    settings.RESPONSE_KEY_FALLBACKS = []
    assert drafts.open_draft(plain) is None


def test_a_draft_is_gone_after_fourteen_days(open_consultation):
    code = code_on(second_step(open_consultation).press(go="save"))
    today = timezone.now()
    with time_machine.travel(today + timedelta(days=14)):
        assert drafts.delete_expired() == 0
        assert resumed(code).response.status_code == 200
    with time_machine.travel(today + timedelta(days=29)):
        assert resumed(code).response.status_code == 404
        assert drafts.delete_expired() == 1
    assert Draft.objects.count() == 0


def test_guessing_is_slowed_down_and_a_right_code_from_elsewhere_still_opens(open_consultation):
    code, guesser = code_on(second_step(open_consultation).press(go="save")), Client(HTTP_USER_AGENT="guesser")
    got = [
        guesser.post("/sv/fortsatt/", {"code": f"{n:020}"}).status_code
        for n in range(guessing.WRONG_FROM_ONE_DEVICE + 2)
    ]
    assert got == [404] * guessing.WRONG_FROM_ONE_DEVICE + [429] * 2
    assert guesser.post("/sv/fortsatt/", {"code": code}).status_code == 429
    assert Client(HTTP_USER_AGENT="honest").post("/sv/fortsatt/", {"code": code}).status_code == 302


def test_the_code_goes_by_mail_if_wished_and_the_address_is_not_kept(open_consultation):
    saved = second_step(open_consultation).press(go="save")
    address, code = saved.response.request["PATH_INFO"], code_on(saved)
    assert saved.client.post(address, {"email": "inte en adress"}).status_code == 422
    sent = saved.client.post(address, {"email": "Kim@example.org\nBcc: x@example.org"})
    assert sent.status_code == 422
    assert saved.client.post(address, {"email": "kim@example.org"}, follow=True).status_code == 200
    (row,) = Outbox.objects.all()
    assert b"kim" not in bytes(row.payload)
    assert DBTaskResult.objects.filter(task_path__endswith="deliver_outbox").count() == 1
    assert deliver_outbox.call() == 1
    (message,) = mail.outbox
    assert (message.to, code in message.body, code in message.subject) == (["kim@example.org"], True, False)
    row.refresh_from_db()
    assert (row.payload, "kim" in row.key) == (None, False)
    got = [saved.client.post(address, {"email": "kim@example.org"}).status_code for _ in range(saving.MOST_MESSAGES)]
    assert got == [302] * (saving.MOST_MESSAGES - 1) + [422]
    Outbox.objects.filter(sent_on__isnull=True).update(attempts=saving.MOST_ATTEMPTS)
    call_command("retention")
    assert Outbox.objects.filter(sent_on__isnull=True).count() == 0, "an address is not kept for ever"
    assert Draft.objects.count() == 1


def test_the_file_and_the_picture_keep_the_code_apart(open_consultation):
    saved = second_step(open_consultation).press(go="save")
    code, address = code_on(saved), saved.response.request["PATH_INFO"]
    file = saved.client.get(f"{address}kod.txt")
    assert code in file.content.decode("utf-8-sig")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert Client().get(f"{address}kod.txt").status_code == 404
    assert Client().get(address).status_code == 302
    picture = Client().get("/sv/fortsatt/bild.svg")
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/svg+xml")


def test_answers_are_taken_from_a_device_that_others_use_and_opened_again(open_consultation):
    saved = second_step(open_consultation).press(go="save")
    gone = Page(saved.client, saved.client.post(saved.response.request["PATH_INFO"], {"go": "forget"}, follow=True))
    assert gone.response.request["PATH_INFO"] == "/sv/fortsatt/"
    assert ids(open_consultation)[0] not in first_step(open_consultation, saved.client).fields
    assert resumed(code_on(saved)).response.status_code == 200


def test_opening_ones_own_answers_never_costs_somebody_else_theirs(open_consultation):
    mine = code_on(second_step(open_consultation).press(go="save"))
    library = Client()
    second_step(open_consultation, library).press(**{ids(open_consultation)[4]: "Någon annans"})
    welcome = resumed(mine, library)
    others = code_on(welcome)
    assert others != mine
    assert "Någon annans" in resumed(others).text


def test_writing_is_saved_on_the_way_and_never_begins_again_what_was_sent(open_consultation):
    better = ids(open_consultation)[4]
    second = second_step(open_consultation)
    address, fields = second.response.request["PATH_INFO"], second.fields
    answer = second.client.post(address, fields | {better: "Halva svar", "go": "auto"})
    said = json.loads(answer.content)
    assert (answer.status_code, said["said"].startswith("Sparat")) == (200, True)
    assert drafts.open_draft(said["draft"]).data[better] == ["Halva svar"]
    assert Draft.objects.count() == 1
    second.press(**{better: LONG}).press()
    late = second.client.post(address, fields | {better: "För sent", "go": "auto"})
    assert (late.status_code, Draft.objects.count()) == (409, 0)


def test_a_page_belongs_to_its_own_draft_whatever_the_cookie_says(open_consultation):
    """Two people at one computer, and a browser that has lost its cookies: no answer ends up with another's."""
    better = ids(open_consultation)[4]
    mine = second_step(open_consultation)
    mine.client.cookies.clear()
    assert LONG in mine.press(**{better: LONG}).text
    theirs = second_step(open_consultation, Client())
    mine.client.cookies = theirs.client.cookies
    check = mine.press(**{better: "Mitt"})
    assert "Mitt" in check.text
    assert drafts.open_draft(theirs.fields["draft"][0]).data.get(better, [""]) == [""]


def test_answers_come_along_to_the_questions_in_force_and_the_differences_are_told(open_consultation):
    bus, way, *_rest, better = ids(open_consultation)
    yes, walk = choice_ids(open_consultation, 0)[0], choice_ids(open_consultation, 1)
    saved = first_step(open_consultation).press(**{bus: yes, way: walk[:2]})
    code = code_on(saved.press(**{better: LONG, "go": "save"}))
    page = open_consultation.source_page.specific
    blocks = [dict(block) for block in page.questions.raw_data]
    by_id = {block["id"]: block for block in blocks}
    by_id[bus]["value"] = by_id[bus]["value"] | {"text": "Reser du med buss?"}
    by_id[way]["value"] = by_id[way]["value"] | {"choices": choices("Buss", "Båt")}
    page.questions = [by_id[bus], by_id[way], a_question("short_text", "Något nytt?", limit=50)]
    page.save_revision().publish()
    welcome = resumed(code)
    assert welcome.text.index("Frågas inte längre") < welcome.text.index(LONG)
    for words in ("Cykel", "Reser du med buss?", "Något nytt?"):
        assert words in welcome.text
    current = Consultation.objects.get(pk=open_consultation.pk).current
    opened = drafts.open_draft(code.replace("-", ""))
    assert (opened.version, opened.data) == (current, {bus: [yes], way: walk[:1]})
    assert check_again(welcome).press().receipt


def check_again(welcome: Page) -> Page:
    return visit(welcome.client, f"{welcome.response.context['here'].form_address('check')}")


def test_resuming_costs_the_same_whatever_else_is_stored(open_consultation, django_assert_num_queries):
    codes = [code_on(second_step(open_consultation).press(go="save")) for _ in range(2)]
    Client().post("/sv/fortsatt/", {"code": codes[0]})
    # the draft with its version; consultation, pages in the language; then the draft, written
    with django_assert_num_queries(7):
        Client().post("/sv/fortsatt/", {"code": codes[1]})
