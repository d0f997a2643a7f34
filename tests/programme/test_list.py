"""The list of a programme: by day, what comes next first, narrowed by plain addresses."""

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from tests.forms import XHTML, visit
from tests.programme.building import MONDAY, a_programme, an_event, at

LIST = "/sv/demokrativeckan/"
QUERIES_OF_THE_LIST, QUERIES_OF_AN_EVENT = 7, 3


@pytest.fixture
def programme(site, karlstad):
    return a_programme(coordinator=karlstad)


def titles(page) -> list[str]:
    """The events of the list, in their order."""
    return ["".join(link.itertext()) for heading in page.tree.iter(f"{XHTML}h4") for link in heading.iter(f"{XHTML}a")]


def days(page) -> list[str]:
    return ["".join(heading.itertext()) for heading in page.tree.iter(f"{XHTML}h3")]


def test_days_come_in_order_and_what_has_been_stands_last(resident, programme):
    an_event(programme, "Onsdag", times=[("2027-05-05T18:00", "2027-05-05T20:00")])
    an_event(
        programme, "Serie", times=[("2027-05-04T17:00", "2027-05-04T18:00"), (f"{MONDAY}T09:00", f"{MONDAY}T10:00")]
    )
    with time_machine.travel(at(f"{MONDAY}T08:00"), tick=False):
        early = visit(resident, LIST)
    assert titles(early) == ["Serie", "Serie", "Onsdag"]
    assert days(early) == ["Måndag 3 maj", "Tisdag 4 maj", "Onsdag 5 maj"]
    cache.clear()
    with time_machine.travel(at(f"{MONDAY}T12:00"), tick=False):
        later = visit(resident, f"{LIST}?x=1")
    assert days(later) == ["Tisdag 4 maj", "Onsdag 5 maj", "Måndag 3 maj"]
    assert "Det som redan har varit" in later.text
    assert "Tillfälle 2 av 2" in later.text


def test_each_filter_leaves_what_fits_and_says_how_many(resident, programme):
    an_event(programme, "A", themes=["rights"], audiences=["young"], languages=["sv", "ar"])
    an_event(programme, "B", municipality="Torsby", held="online", themes=["media"])
    an_event(programme, "C", held="both", times=[("2027-05-06T10:00", "2027-05-06T11:00")], audiences=["children"])
    asked = {
        "plats=Torsby": (["B"], "3 händelser, 1 i Torsby"),
        "tema=rights": (["A"], "3 händelser, 1 passar"),
        "sprak=ar": (["A"], "3 händelser, 1 passar"),
        "form=online": (["B", "C"], "3 händelser, 2 passar"),
        "malgrupp=young": (["A"], "3 händelser, 1 passar"),
        "dag=2027-05-06": (["C"], "3 händelser, 1 passar"),
        "plats=Karlstad&form=room": (["A", "C"], "3 händelser, 2 passar"),
        "": (["A", "B", "C"], "3 händelser"),
    }
    pages = {question: visit(resident, f"{LIST}?{question}") for question in asked}
    assert {question: titles(page) for question, page in pages.items()} == {q: found for q, (found, _) in asked.items()}
    assert [words for q, (_, words) in asked.items() if words not in pages[q].text] == []


def test_nothing_that_fits_is_said_kindly_with_a_way_on(resident, programme):
    an_event(programme)
    empty = visit(resident, f"{LIST}?plats=Narnia&dag=%00x")
    assert (empty.response.status_code, titles(empty)) == (200, [])
    assert "Ingen händelse passar just de här valen" in empty.text
    assert f'href="{LIST}#events"' in empty.response.content.decode()


def test_a_day_of_a_series_shows_that_day_only(resident, programme):
    an_event(
        programme, "Serie", times=[(f"{MONDAY}T09:00", f"{MONDAY}T10:00"), ("2027-05-04T17:00", "2027-05-04T18:00")]
    )
    assert days(visit(resident, f"{LIST}?dag=2027-05-04"))[0].startswith("Tisdag 4 maj")
    assert len(titles(visit(resident, f"{LIST}?dag=2027-05-04"))) == 1


def test_drafts_and_restricted_events_are_in_no_list_calendar_or_feed(resident, programme):
    shown, draft, closed = (an_event(programme, title) for title in ("Synlig", "Utkastet", "Stängda"))
    draft.unpublish()
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    places = [LIST, f"{LIST}kalender.ics", "/sv/floden/program.xml", "/sv/sok/?q=Utkastet"]
    texts = [resident.get(place).content.decode() for place in places]
    assert [("Synlig" in text) for text in texts] == [True, True, True, False]
    assert [word for text in texts[:3] for word in ("Utkastet", "Stängda") if word in text] == []
    assert [resident.get(f"{page.get_url()}kalender.ics").status_code for page in (shown, draft, closed)] == [
        200,
        404,
        404,
    ]


def test_a_cancelled_event_stays_and_says_so_in_words(resident, programme):
    event = an_event(
        programme, "Filmen", state="cancelled", state_note="Lokalen är stängd.", stream="https://example.org/"
    )
    page = visit(resident, event.get_url())
    assert titles(visit(resident, LIST)) == ["Filmen"]
    assert "Inställt" in visit(resident, LIST).text
    assert "Händelsen är inställd. Lokalen är stängd." in page.text
    assert "https://example.org/" not in page.response.content.decode()


def test_a_moved_event_says_when_it_was_to_start(resident, programme):
    event = an_event(programme, state="moved", moved_from=at("2027-05-02T15:00"))
    assert "Den skulle ha börjat söndag 2 maj 15.00." in visit(resident, event.get_url()).text


def cost(client, place: str) -> int:
    client.get(f"{place}?x=1")
    with CaptureQueriesContext(connection) as caught:
        assert client.get(f"{place}?x=1").status_code == 200
    return len(caught)


def test_a_list_costs_the_same_with_one_and_with_three(resident, programme):
    event = an_event(programme)
    one = (cost(resident, LIST), cost(resident, event.get_url()))
    for _ in "12":
        an_event(programme)
    assert (one, (cost(resident, LIST), cost(resident, event.get_url()))) == (
        (QUERIES_OF_THE_LIST, QUERIES_OF_AN_EVENT),
    ) * 2


def test_pages_are_kept_set_no_cookie_and_are_made_anew_when_one_changes(
    resident, programme, django_assert_num_queries
):
    event = an_event(programme, "Före")
    first = [resident.get(place) for place in (LIST, event.get_url())]
    with django_assert_num_queries(2):
        again = [resident.get(place) for place in (LIST, event.get_url())]
    assert [page.content for page in again] == [page.content for page in first]
    assert [dict(page.cookies) for page in first] == [{}, {}]
    event.title = "Efter"
    event.save_revision().publish()
    assert titles(visit(resident, LIST)) == ["Efter"]


def test_other_years_are_linked_and_the_programme_is_in_the_menu(resident, programme):
    a_programme(
        title="Demokrativeckan 2021", slug="demokrativeckan-2021", first_day="2021-09-20", last_day="2021-09-27"
    )
    page = visit(resident, LIST).response.content.decode()
    assert '<a href="/sv/demokrativeckan-2021/">Demokrativeckan 2021</a>' in page
    assert f'<a href="{LIST}" aria-current="page">Demokrativeckan</a>' in page
