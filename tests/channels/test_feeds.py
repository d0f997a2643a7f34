"""Feeds tell what is public, in their own language, once for each thing that happened."""

from datetime import timedelta

import pytest
import time_machine
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from tests.builders import a_consultation
from tests.programme.building import a_programme, an_event, in_english

ATOM = "{http://www.w3.org/2005/Atom}"
CONSULTATIONS, EVENTS = "/sv/floden/samrad.xml", "/sv/floden/program.xml"


def entries(response) -> list[tuple[str, str]]:
    """Titles and addresses, newest first."""
    found = fromstring(response.content).iter(f"{ATOM}entry")
    return [(entry.findtext(f"{ATOM}title"), entry.find(f"{ATOM}link").attrib["href"]) for entry in found]


def test_a_consultation_is_told_of_when_it_opens_closes_and_is_answered(resident, site):
    pages = {
        stage: a_consultation(title=stage, stage=stage).source_page
        for stage in ("upcoming", "open", "closed", "decided")
    }
    response = resident.get(CONSULTATIONS)
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert [title for title, _ in entries(response)] == [
        "Stängt: closed",
        "Öppnade: open",
        "Ni svarade – det här gör vi: decided",
        "Öppnade: closed",
        "Stängt: decided",
        "Öppnade: decided",
    ]
    assert entries(response)[1][1] == f"http://testserver{pages['open'].get_url()}"


def test_what_is_not_public_is_in_no_feed(resident, site):
    shown, hidden, restricted = (a_consultation(title=title) for title in ("Synlig", "Dold", "Låst"))
    hidden.source_page.unpublish()
    PageViewRestriction.objects.create(page=restricted.source_page, restriction_type=PageViewRestriction.LOGIN)
    assert [title for title, _ in entries(resident.get(CONSULTATIONS))] == [f"Öppnade: {shown.source_page.title}"]


def test_each_language_has_its_own(resident, site):
    a_consultation(title="Båda")
    a_consultation(title="Bara svenska", translated=False)
    programme = a_programme()
    event = an_event(programme, "Fika")
    an_event(programme, "Inställd fika", state="cancelled")
    in_english(programme, slug="democracy-week")
    in_english(event, title="Coffee")
    assert [title for title, _ in entries(resident.get("/en/floden/samrad.xml"))] == ["Opened: Båda (en)"]
    assert [title for title, _ in entries(resident.get("/en/floden/program.xml"))] == ["Coffee"]
    assert {title for title, _ in entries(resident.get(EVENTS))} == {"Fika", "Inställt: Inställd fika"}
    feed = fromstring(resident.get("/en/floden/program.xml").content)
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en"


def test_an_entry_has_one_id_for_good_and_a_reader_that_has_it_gets_nothing_again(resident, open_consultation):
    first = resident.get(CONSULTATIONS)
    assert resident.get(CONSULTATIONS, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    with time_machine.travel(open_consultation.closes + timedelta(seconds=1), tick=False):
        later = resident.get(CONSULTATIONS)
    ids = [
        {entry.findtext(f"{ATOM}id") for entry in fromstring(one.content).iter(f"{ATOM}entry")}
        for one in (first, later)
    ]
    assert [len(found) for found in ids] == [1, 2]
    assert ids[0] < ids[1]


def test_lists_lead_to_their_feeds_and_a_feed_that_is_none_is_not_found(resident, open_consultation):
    a_programme()
    assert (
        f'type="application/atom+xml" title="Samråd" href="{CONSULTATIONS}"'
        in resident.get("/sv/samrad/").content.decode()
    )
    assert f'href="{EVENTS}"' in resident.get("/sv/demokrativeckan/").content.decode()
    assert resident.get("/sv/floden/nyheter.xml").status_code == 404


@pytest.mark.parametrize(("place", "queries"), [(EVENTS, 5), (CONSULTATIONS, 6)])
def test_a_feed_costs_the_same_with_one_and_with_three(resident, site, place, queries):
    programme, costs = a_programme(), []
    for more in (1, 2):
        for _ in range(more):
            an_event(programme)
            a_consultation(stage="closed")
        resident.get(f"{place}?x=1")
        with CaptureQueriesContext(connection) as caught:
            assert resident.get(f"{place}?x=1").status_code == 200
        costs.append(len(caught))
    assert costs == [queries, queries]
