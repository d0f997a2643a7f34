"""A consultation's page says what the stage allows: how to answer while open, what came of it afterwards."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import PageViewRestriction

from consultations.enums import Consent, Level
from consultations.reporting.feedback import publish_feedback
from tests.builders import a_consultation, a_response, an_id, choices
from tests.forms import XHTML, visit
from tests.reporting.public import (
    BUS,
    SECRETS,
    WAYS,
    a_text,
    address,
    an_answered_consultation,
    decided,
    give_feedback,
    look,
    plant_canaries,
)

YES, NO = (choice["id"] for choice in choices("Ja", "Nej"))


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def parts(page, mark: str) -> dict[str, str]:
    """The text of each element with a mark, by the mark's value."""
    marked = (element for element in page.tree.iter() if mark in element.attrib)
    return {element.attrib[mark]: " ".join("".join(element.itertext()).split()) for element in marked}


def links(page) -> list[str]:
    (main,) = page.tree.iter(f"{XHTML}main")
    return [link.attrib["href"] for link in main.iter(f"{XHTML}a")]


def test_the_form_is_offered_while_open_and_at_no_other_stage(resident, site):
    offered = {}
    for stage in ("upcoming", "open", "closed", "decided"):
        consultation = a_consultation(stage=stage)
        offered[stage] = f"{address(consultation)}svara/" in links(look(resident, consultation))
    assert offered == {"upcoming": False, "open": True, "closed": False, "decided": False}


def test_the_page_turns_at_the_second_of_closing(resident, open_consultation):
    form = f"{address(open_consultation)}svara/"
    seen = []
    for second in (-1, 0):
        with time_machine.travel(open_consultation.closes + timedelta(seconds=second), tick=False):
            seen.append(form in links(look(resident, open_consultation)))
    assert seen == [True, False]


def test_everything_a_resident_needs_before_answering_is_there(resident, site):
    consultation = a_consultation(purpose="För att välja linjer", level=Level.DIALOGUE, minutes=7)
    page = look(resident, consultation)
    expected = [
        consultation.source_page.title,
        "Turtätheten.",
        "Att bussarna ska vara kvar.",
        "För att välja linjer",
        "Kommunfullmäktige i vår",
        "KS-2026-00412",
        "Karlstads kommun",
        "Vad kan bli bättre?",
        " 7 min",
    ]
    assert [words for words in expected if words not in page.text] == []


def test_the_closing_time_has_its_weekday_and_is_that_of_stockholm(resident, site):
    now = timezone.now()
    closes = (now + timedelta(days=20)).replace(year=now.year + 1, month=7, day=1, hour=21, minute=59)
    consultation = a_consultation(closes=closes)
    english, swedish = look(resident, consultation, "en").text, look(resident, consultation).text
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    weekdays = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"]
    assert f"{names[closes.weekday()]} 1 July {closes.year} 23:59" in english
    assert f"{weekdays[closes.weekday()]} 1 juli {closes.year} 23:59" in swedish


def test_each_language_has_its_own_words_and_leads_to_its_own_form(resident, open_consultation):
    swedish, english = look(resident, open_consultation), look(resident, open_consultation, "en")
    assert f"{address(open_consultation)}svara/" in links(swedish)
    assert f"{address(open_consultation, 'en')}svara/" in links(english)
    assert "Vad kan bli bättre? (en)" in english.text
    assert "Vad kan bli bättre? (en)" not in swedish.text


def test_the_questions_are_those_of_the_version_not_of_the_page(resident, open_consultation):
    page = open_consultation.source_page
    raw = [dict(block) for block in page.questions.raw_data]
    raw[1]["value"] = raw[1]["value"] | {"text": "En fråga som ingen har publicerat"}
    type(page).objects.filter(pk=page.pk).update(questions=raw)
    text = look(resident, open_consultation).text
    assert BUS in text
    assert "En fråga som ingen har publicerat" not in text


def test_while_open_no_count_and_no_text_is_shown(resident, open_consultation, moderator):
    decided(a_text(open_consultation, "Publicerad text"), moderator)
    for _ in range(6):
        a_response(open_consultation, {BUS: "Ja"})
    page = look(resident, open_consultation)
    assert (parts(page, "data-question"), "Publicerad text" in page.text) == ({}, False)
    with time_machine.travel(open_consultation.closes, tick=False):
        assert "Publicerad text" in look(resident, open_consultation).text


def test_results_carry_their_marks_and_withhold_the_small(resident, site, official):
    consultation = an_answered_consultation(official)
    page = look(resident, consultation)
    boat = choices("Båt")[0]["id"]
    cells = parts(page, "data-choice")
    assert list(parts(page, "data-question")) == [
        an_id(f"question {text}") for text in (BUS, WAYS, "Vad kan bli bättre?")
    ]
    assert (cells[YES], cells[NO]) == ("12", "8")
    assert not any(character.isdigit() for character in cells[boat])


def test_published_texts_are_shown_with_a_name_only_if_the_author_wants_it(resident, closed, moderator):
    decided(a_text(closed, "Med namnet", consent=Consent.NAMED, name="Ada Lind"), moderator)
    decided(a_text(closed, "Utan namnet", consent=Consent.ANONYMOUS, name="Bo Berg"), moderator)
    text = look(resident, closed).text
    assert [words in text for words in ("Med namnet", "Ada Lind", "Utan namnet", "Bo Berg")] == [
        True,
        True,
        True,
        False,
    ]


def test_a_text_is_shown_as_text_whatever_it_says(resident, closed, moderator):
    decided(a_text(closed, "<script>alert(1)</script> & <b>fet</b>"), moderator)
    page = look(resident, closed)
    assert "<script>alert(1)</script> & <b>fet</b>" in page.text
    assert "<script>alert" not in page.response.content.decode()


def test_texts_come_twenty_a_page_and_each_once(resident, closed, moderator):
    for n in range(23):
        decided(a_text(closed, f"Text nummer {n:02}"), moderator)
    first = look(resident, closed)
    following = re.search(r'href="(\?efter=[0-9a-f-]{36})#texts"', first.response.content.decode())
    second = visit(resident, f"{address(closed)}{following[1]}")
    seen = [[n for n in range(23) if f"Text nummer {n:02}" in page.text] for page in (first, second)]
    assert ([len(numbers) for numbers in seen], sorted(seen[0] + seen[1])) == ([20, 3], list(range(23)))


@pytest.mark.parametrize("key", ["0", "-1", "x", "99999999999999999999999999999999x", "%00", "0" * 32])
def test_a_key_that_is_none_still_gives_the_texts(resident, closed, moderator, key):
    decided(a_text(closed, "Den enda texten"), moderator)
    assert "Den enda texten" in visit(resident, f"{address(closed)}?efter={key}").text


def test_after_the_last_text_there_is_a_way_back_to_the_first(resident, closed, moderator):
    decided(a_text(closed, "Den enda texten"), moderator)
    page = visit(resident, f"{address(closed)}?efter={'f' * 32}")
    assert "Den enda texten" not in page.text
    assert "Från början" in page.text


def test_what_is_not_published_is_nowhere_on_the_public_site(resident, site, official, moderator):
    consultation = an_answered_consultation(official)
    plant_canaries(consultation, moderator)
    decided(a_text(consultation, "KanarieSynlig"), moderator)
    found = {}
    for locale in ("sv", "en"):
        own = address(consultation, locale)
        for place in (
            own,
            f"{own}?efter={UUID(int=1)}",
            own.rsplit("/", 2)[0] + "/",
            f"/{locale}/",
            f"/{locale}/sok/?q=Kanarie",
        ):
            text = visit(resident, place).response.content.decode()
            found[place] = [word for word in SECRETS if word in text]
    assert {place: words for place, words in found.items() if words} == {}
    assert "KanarieSynlig" in look(resident, consultation).text


def test_feedback_is_seen_once_it_is_published_and_in_its_language(resident, closed, official):
    draft = give_feedback(closed)
    type(draft).objects.filter(pk=draft.pk).update(published_at=None)
    assert "Vi undrade om bussen" not in look(resident, closed).text
    publish_feedback(closed, by=official, now=timezone.now())
    page = look(resident, closed)
    said = ("Vi undrade om bussen (sv)", "Ni vill ha fler turer (sv)", "Fler kvällsturer", "Från i höst.")
    assert [words for words in said if words not in page.text] == []


def test_a_restricted_page_is_shown_to_nobody_and_never_kept(resident, open_consultation):
    page = open_consultation.source_page
    assert page.title in look(resident, open_consultation).text
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="ord")
    cache.clear()
    response = resident.get(address(open_consultation))
    assert "Turtätheten" not in response.content.decode()
    assert "ETag" not in response.headers


def test_the_page_sets_no_cookie_and_loads_nothing_from_elsewhere(resident, decided):
    page = look(resident, decided)
    assert not page.response.cookies
    loaded = [
        e.attrib.get("src") or e.attrib.get("href")
        for e in page.tree.iter()
        if e.tag in {f"{XHTML}script", f"{XHTML}link"}
    ]
    assert [a for a in loaded if not a.startswith(("/", "http://testserver/"))] == []
    assert [e.tag for e in page.tree.iter() if "style" in e.attrib or any(a.startswith("on") for a in e.attrib)] == []


def test_a_preview_shows_the_draft_and_its_form_and_sends_nothing(site, administrator, open_consultation):
    page = open_consultation.source_page
    page.introduction = "Ett utkast som ingen har publicerat"
    responses = [page.make_preview_request(preview_mode=mode) for mode in ("", "form")]
    assert [response.status_code for response in responses] == [200, 200]
    whole, form = (response.content.decode() for response in responses)
    assert "Ett utkast som ingen har publicerat" in whole
    assert all(words in form for words in (BUS, WAYS, "Hur nöjd är du?", "<fieldset disabled"))
    assert "data-consultation-form" not in form


def test_a_preview_of_a_page_without_times_is_a_page(site, open_consultation):
    page = open_consultation.source_page
    page.opens = page.closes = None
    assert page.make_preview_request(preview_mode="").status_code == 200


def test_a_decided_time_is_read_in_utc_and_shown_in_stockholm(resident, site):
    winter = datetime(2027, 1, 15, 22, 59, tzinfo=UTC)
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=UTC), tick=False):
        consultation = a_consultation(closes=winter)
        assert "fredag 15 januari 2027 23:59" in look(resident, consultation).text
