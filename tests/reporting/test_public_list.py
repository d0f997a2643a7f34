"""The list has what anybody may see, in the reader's language, and the start page the first of it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.builders import STAGES, a_consultation
from tests.forms import XHTML, visit
from tests.reporting.public import address, give_feedback

LIST = "/sv/samrad/"


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def cards(page) -> list[str]:
    """The titles of the cards, in their order."""
    articles = page.tree.iter(f"{XHTML}article")
    return ["".join(link.itertext()) for article in articles for link in article.iter(f"{XHTML}a")]


@pytest.mark.parametrize("wanted", STAGES)
def test_a_filter_shows_one_stage_and_all_shows_every(resident, site, wanted):
    titles = {stage: a_consultation(stage=stage).source_page.title for stage in STAGES}
    assert cards(visit(resident, f"{LIST}?skede={wanted}")) == [titles[wanted]]
    assert set(cards(visit(resident, LIST))) == set(titles.values())


def test_the_first_is_the_open_one_that_closes_soonest(resident, site):
    now = timezone.now()
    later = a_consultation(title="Senare", closes=now + timedelta(days=9))
    sooner = a_consultation(title="Snart", closes=now + timedelta(days=2))
    upcoming = a_consultation(title="Kommande", stage="upcoming")
    closed = a_consultation(title="Stängt", stage="closed")
    expected = [one.source_page.title for one in (sooner, later, upcoming, closed)]
    assert cards(visit(resident, LIST)) == expected


def test_a_list_without_anything_says_so_in_words(resident, site):
    empty = visit(resident, f"{LIST}?skede=open")
    assert (empty.response.status_code, cards(empty)) == (200, [])
    a_consultation(stage="open")
    assert len(cards(visit(resident, f"{LIST}?skede=open"))) == 1


def test_a_stage_that_is_none_is_not_found(resident, open_consultation):
    statuses = [resident.get(f"{LIST}?skede={stage}").status_code for stage in ("open", "finns-inte", "%00")]
    assert statuses == [200, 404, 404]


def test_each_language_lists_the_pages_it_has(resident, site):
    a_consultation(title="Båda")
    a_consultation(title="Bara svenska", translated=False)
    assert set(cards(visit(resident, LIST))) == {"Båda", "Bara svenska"}
    assert cards(visit(resident, "/en/consultations/")) == ["Båda (en)"]


def test_unpublished_and_restricted_pages_are_not_listed(resident, site):
    kept, hidden, restricted = (a_consultation(title=title) for title in ("Synlig", "Avpublicerad", "Med lösenord"))
    hidden.source_page.unpublish()
    PageViewRestriction.objects.create(page=restricted.source_page, restriction_type=PageViewRestriction.LOGIN)
    cache.clear()
    assert cards(visit(resident, LIST)) == [kept.source_page.title]
    assert [title for title in cards(visit(resident, "/sv/")) if title in {"Avpublicerad", "Med lösenord"}] == []


def test_the_list_turns_at_the_second_of_closing_though_it_is_kept(resident, open_consultation):
    seen = []
    for second in (-30, -1, 0):
        with time_machine.travel(open_consultation.closes + timedelta(seconds=second), tick=False):
            seen.append("tag--open" in resident.get(LIST).content.decode())
    assert seen == [True, True, False]


def test_the_start_page_leads_to_what_is_open_and_to_the_list(resident, open_consultation, closed):
    text = visit(resident, "/sv/").response.content.decode()
    assert [f'href="{place}"' in text for place in (address(open_consultation), LIST, address(closed))] == [
        True,
        True,
        False,
    ]


def test_the_start_page_tells_what_answers_have_led_to(resident, site):
    consultation = a_consultation(stage="decided")
    give_feedback(consultation)
    page = visit(resident, "/sv/")
    assert consultation.source_page.title in cards(page)
    assert "Ni vill ha fler turer (sv)" in page.text
