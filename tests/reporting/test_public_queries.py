"""What a public page costs the database does not hang on how many answered, wrote, or are listed."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from config.page_cache import public_content_changed
from consultations.questions.scheduling import pause
from tests.builders import a_consultation
from tests.reporting.public import a_text, address, an_answered_consultation, decided

OPEN_PAGE, CLOSED_PAGE, LIST, API_LIST = 1, 4, 6, 5
FIRST_AFTER_A_CHANGE = 16  # everything that a process keeps is made anew; once a process, not once a visit


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def cost(client, place: str) -> int:
    """Queries of one visit whose page is not kept (it has a query): frame, page and consultation are, since the visit before."""
    uncached = f"{place}?x=1"
    client.get(uncached)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(uncached).status_code == 200
    return len(caught)


def test_an_open_page_costs_the_same_with_and_without_answers(resident, open_consultation):
    before = cost(resident, address(open_consultation))
    for n in range(5):
        a_text(open_consultation, f"Text {n}")
    assert (before, cost(resident, address(open_consultation))) == (OPEN_PAGE, OPEN_PAGE)


def test_results_cost_the_same_with_three_and_with_three_hundred(resident, site, official, moderator):
    small, large = an_answered_consultation(official), an_answered_consultation(official, people=300)
    for consultation, texts in ((small, 3), (large, 30)):
        for n in range(texts):
            decided(a_text(consultation, f"Text {n}"), moderator)
    costs = [cost(resident, address(consultation)) for consultation in (small, large)]
    assert costs == [CLOSED_PAGE, CLOSED_PAGE]


def test_the_first_visit_after_a_change_pays_for_what_the_process_keeps(resident, open_consultation):
    cost(resident, address(open_consultation))
    public_content_changed()
    with CaptureQueriesContext(connection) as caught:
        resident.get(f"{address(open_consultation)}?x=1")
    assert len(caught) == FIRST_AFTER_A_CHANGE


@pytest.mark.parametrize("change", ["unpublished", "restricted", "paused", "renamed"])
def test_what_a_process_keeps_is_gone_with_the_change(resident, open_consultation, editor, change):
    page, place = open_consultation.source_page, f"{address(open_consultation)}?x=1"
    assert "Svara på samrådet" in resident.get(place).content.decode()
    if change == "unpublished":
        page.unpublish()
    elif change == "restricted":
        PageViewRestriction.objects.create(page=page, restriction_type="password", password="hemligt")
    elif change == "paused":
        pause(open_consultation, by=editor, reason="Prov", now=timezone.now())
    else:
        page.title = "Ett annat namn"
        page.save_revision().publish()
    answer = resident.get(place)
    shown = answer.content.decode()
    assert {
        "unpublished": answer.status_code == 404,
        "restricted": 'name="password"' in shown and page.introduction not in shown,
        "paused": "Just nu tas inga svar emo" in shown,
        "renamed": "Ett annat namn" in shown,
    }[change]


def test_a_list_costs_the_same_with_one_and_with_three(resident, open_consultation):
    places = ("/sv/samrad/", "/api/v1/consultations/")
    one = [cost(resident, place) for place in places]
    a_consultation(stage="open")
    a_consultation(stage="closed")
    assert (one, [cost(resident, place) for place in places]) == ([LIST, API_LIST], [LIST, API_LIST])


def test_a_kept_page_costs_one_query_and_is_the_same(resident, open_consultation, django_assert_num_queries):
    for place in (address(open_consultation), "/sv/samrad/", "/sv/"):
        first = resident.get(place)
        with django_assert_num_queries(1):
            again = resident.get(place)
        assert (again.status_code, again.content) == (200, first.content)
        with django_assert_num_queries(1):
            assert resident.get(place, headers={"If-None-Match": again.headers["ETag"]}).status_code == 304


def test_a_kept_page_is_made_anew_when_a_text_is_published(resident, closed, moderator):
    answer = a_text(closed, "Nyss publicerad")
    place = address(closed)
    seen = ["Nyss publicerad" in resident.get(place).content.decode() for _ in range(2)]
    decided(answer, moderator)
    seen.append("Nyss publicerad" in resident.get(place).content.decode())
    decided(answer, moderator, "hidden", reason="spam")
    seen.append("Nyss publicerad" in resident.get(place).content.decode())
    assert seen == [False, False, True, False]
