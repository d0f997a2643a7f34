"""Canaries: what is not published is planted everywhere, and every public address is walked. None of it comes out."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from consultations.enums import Consent, ListKind, Reason, ResponseState
from consultations.models import Coding, LibraryEntry, OutreachNote, Response, Theme, WordList
from consultations.moderation.flagging import flag_what_has_come
from consultations.moderation.openness import make_openness_reports
from consultations.moderation.translating import digest_of_shown, translate_text
from tests.builders import a_question, a_response
from tests.moderation.redress import an_appeal
from tests.moderation.texts import ASKED, a_text, decided
from tests.pdfs import read_pdf

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r'(?:href|src|action)="([^"#]+)')
LEFT_OUT = ("/admin/", "/static/", "/media/")


def walk(browser: Client, *begin: str) -> dict[str, str]:
    """Everything that links lead to, by address: headers and body."""
    found: dict[str, str] = {}
    waiting = list(begin)
    while waiting:
        address = waiting.pop()
        if address in found or address.startswith(LEFT_OUT):
            continue
        response = browser.get(address)
        found[address] = f"{dict(response.headers)} {words_of(response)}"
        links = ADDRESS.findall(found[address].replace("&amp;", "&"))
        links += [response.url] if response.status_code in {301, 302} else []
        here = (urlsplit(urljoin(f"http://testserver{address}", link)) for link in links)
        waiting += [f"{u.path}{'?' if u.query else ''}{u.query}" for u in here if u.netloc == "testserver"]
    return found


def words_of(response) -> str:
    """The text of what was sent; of a PDF what its pages say, since that stands packed in the file."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return (
        read_pdf(body).text
        if response.headers.get("Content-Type") == "application/pdf"
        else body.decode(errors="replace")
    )


def public_addresses(consultation, answers) -> list[str]:
    """What no link leads to, but anybody can ask for."""
    api = f"/api/v1/consultations/{consultation.pk}/"
    words = ["KANARIE", "PUBLIK"]
    return [
        "/",
        "/sv/",
        "/en/",
        "/fi/",
        "/ar/",
        "/sitemap.xml",
        "/robots.txt",
        *(f"/{locale}/floden/{name}.xml" for locale in ("sv", "en") for name in ("samrad", "program")),
        "/api/v1/openapi.json",
        "/api/v1/consultations/",
        *(f"{api}{path}?locale={locale}" for path in ("", "results/") for locale in ("sv", "en")),
        *(f"/{locale}/sok/?q={word}" for locale in ("sv", "en") for word in words),
        *(reverse("report_text", args=[answer.pk]) for answer in answers),
        consultation.source_page.url,
        f"{consultation.source_page.url}papper.pdf",
        f"{consultation.source_page.url}papper.pdf?large=1",
        f"{consultation.source_page.url}svara/",
        f"{consultation.source_page.url}svara/klart/",
    ]


@pytest.fixture
def planted(closed, moderator):
    """A text in every state with a canary of its own, and the two that are to come out."""
    texts = {
        "waiting": a_text(closed, "KANARIE-väntar"),
        "hidden": a_text(closed, "KANARIE-dold"),
        "private": a_text(closed, "KANARIE-privat", consent=Consent.NO),
        "withdrawn": a_text(closed, "KANARIE-återtagen"),
        "parts": a_text(closed, "PUBLIK-del och KANARIE-del", consent=Consent.NAMED, name="KANARIE-namn"),
        "shown": a_text(closed, "PUBLIK-hel", name="KANARIE-utan-namn"),
        "contact": a_text(closed, "KANARIE-med-adress", email="kanarie-adress@example.org"),
        "translated": a_text(closed, "PUBLIK-översatt"),
        "hidden again": a_text(closed, "KANARIE-dold-igen"),
    }
    a_response(closed, {ASKED: "Ja", "Vilken linje?": "KANARIE-linje"})
    decided(texts["hidden"], moderator, "hidden", reason=Reason.OTHER, explanation="KANARIE-förklaring")
    for name in ("withdrawn", "shown"):
        decided(texts[name], moderator)
    decided(texts["parts"], moderator, redactions=[(15, 26)], hides_name=True, reason=Reason.PERSONAL_DATA)
    with scope(consultation=closed):
        pk = texts["withdrawn"].submission.response_id
        Response.objects.filter(pk=pk).update(state=ResponseState.WITHDRAWN)
    an_appeal(closed, words="KANARIE-omprövning")
    decided(texts["translated"], moderator)
    translated(texts["translated"], moderator, "PUBLIK-översättning")
    decided(texts["hidden again"], moderator)
    translated(texts["hidden again"], moderator, "KANARIE-översättning")
    decided(texts["hidden again"], moderator, "hidden", reason=Reason.SPAM)
    what_staff_write(closed, texts["shown"], moderator)
    page = closed.source_page
    page.introduction = "KANARIE-utkast"
    page.questions = [a_question("long_text", "KANARIE-utkast till fråga")]
    page.save_revision()
    flag_what_has_come()
    make_openness_reports()
    return texts


def translated(answer, by, text: str) -> None:
    with scope(consultation=answer.consultation_id):
        translate_text(
            answer,
            by=by,
            locale="en",
            text=text,
            translator="Karlstads kommun",
            seen=digest_of_shown(answer.text, ()),
            now=timezone.now(),
        )


def what_staff_write(consultation, answer, by) -> None:
    """Code book, notes, lists of names, and a library of questions: for staff alone."""
    theme = Theme.objects.create(consultation=consultation, name="KANARIE-tema", definition="KANARIE-kodbok")
    Coding.objects.create(consultation=consultation, answer=answer, theme=theme, coder=by)
    OutreachNote.objects.create(
        consultation=consultation, day=timezone.localdate(), kind="letter", text="KANARIE-anteckning", by=by
    )
    owner = consultation.owners.get().organisation
    WordList.objects.create(organisation=owner, kind=ListKind.NAME, words="KANARIE-namnlista")
    LibraryEntry.objects.create(
        organisation=owner,
        title="KANARIE-bank",
        source_locale="sv",
        streams={"sv": [{"type": "long_text", "value": {"label": "KANARIE-bankfråga"}}]},
        saved_at=timezone.now(),
    )


def canaries(found: dict[str, str]) -> dict[str, set[str]]:
    """Where a canary came out, but for the word that was searched for."""
    said = {address: set(re.findall(r"kanarie-[\wåäö-]+", text, re.IGNORECASE)) for address, text in found.items()}
    return {address: words for address, words in said.items() if words}


def has(found: dict[str, str], word: str) -> bool:
    return any(word in text for text in found.values())


def test_no_canary_comes_out_for_the_editor_of_another_organisation(planted, closed, outsider, signed_in):
    found = walk(signed_in(outsider), *public_addresses(closed, planted.values()))
    assert canaries(found) == {}
    assert has(found, "PUBLIK-hel")


def test_no_canary_comes_out_anywhere_and_what_is_published_does(planted, closed, moderator):
    browser, begin = Client(), public_addresses(closed, planted.values())

    found = walk(browser, *begin)
    assert len(found) > 30
    assert canaries(found) == {}
    assert has(found, "PUBLIK-hel")
    assert has(found, "PUBLIK-del och [dolt av kommunen]")
    assert has(found, "PUBLIK-översättning")

    decided(planted["shown"], moderator, "hidden", reason=Reason.SPAM)
    hidden = walk(browser, *begin)
    assert canaries(hidden) == {}
    assert not has(hidden, "PUBLIK-hel")
    assert has(hidden, "PUBLIK-del och [dolt av kommunen]")

    decided(planted["shown"], moderator)
    again = walk(browser, *begin)
    assert canaries(again) == {}
    assert has(again, "PUBLIK-hel")


def test_the_walk_would_find_a_canary_that_came_out(planted, closed, moderator):
    cache.clear()
    decided(planted["waiting"], moderator)
    found = canaries(walk(Client(), closed.source_page.url))
    assert {"KANARIE-väntar"} in found.values()
