"""The edges of what is public: unpublished sources, unknown addresses, pages kept across a change, merged numbers."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Site

from consultations.models import Consultation
from consultations.results.releases import publish_release
from home.models import ContentPage, SiteSettings
from tests.builders import a_consultation, a_question, a_response, choices
from tests.forms import visit
from tests.reporting.public import address, give_feedback, look
from tests.reporting.test_public_list import cards
from tests.reporting.test_public_page import links, parts

LIST = "/api/v1/consultations/"


@pytest.fixture(autouse=True)
def _n():
    cache.clear()


def test_an_unknown_consultation_is_not_found(resident, site):
    assert resident.get(f"{LIST}{uuid4()}/").status_code == 404


def test_an_id_that_is_none_is_not_found(resident, site):
    assert resident.get(f"{LIST}inte-ett-id/").status_code == 404


def test_a_consultation_whose_source_is_unpublished_is_public_in_no_language(resident, site):
    c = a_consultation()
    c.source_page.unpublish()
    assert resident.get(LIST, {"locale": "en"}).json()["items"] == []


def test_the_form_of_an_unpublished_source_is_gone_in_every_language(resident, site):
    c = a_consultation()
    a = address(c, "en")
    c.source_page.unpublish()
    assert resident.get(f"{a}svara/").status_code == 404


def test_the_start_page_turns_at_the_second_of_closing(resident, open_consultation):
    title = open_consultation.source_page.title
    seen = []
    for s in (-30, 0):
        with time_machine.travel(open_consultation.closes + timedelta(seconds=s), tick=False):
            seen.append(title in resident.get("/sv/").content.decode())
    assert seen == [True, False]


def test_the_start_page_costs_the_same_with_one_answered_consultation_and_three(resident, site):
    def cost():
        resident.get("/sv/?x=1")
        with CaptureQueriesContext(connection) as q:
            resident.get("/sv/?x=1")
        return len(q)

    give_feedback(a_consultation(stage="decided"))
    one = cost()
    for _ in range(2):
        give_feedback(a_consultation(stage="decided"))
    assert one == cost()


def test_an_alias_is_not_listed_in_another_language(resident, site):
    c = a_consultation(translated=False)
    alias = c.source_page.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
    assert alias.live
    assert cards(visit(resident, "/en/consultations/")) == []
    assert resident.get(LIST, {"locale": "en"}).json()["items"] == []


def test_answers_of_the_api_can_be_asked_about(resident, open_consultation):
    r = resident.get(LIST)
    again = resident.get(LIST, headers={"If-None-Match": r.headers["ETag"]})
    assert (r.headers["Cache-Control"], again.status_code) == ("no-cache", 304)


def test_a_merged_line_is_no_choices_own_count(resident, site, official):
    q = a_question("single_choice", "Vilken del?", choices=choices("A", "B", "C", "D"), required=True)
    c = a_consultation(stage="closed", questions=[q])
    for t, n in (("A", 6), ("B", 2), ("C", 7), ("D", 8)):
        for _ in range(n):
            a_response(c, {"Vilken del?": t})
    publish_release(c, by=official, now=timezone.now())
    a = choices("A")[0]["id"]
    assert parts(look(resident, c), "data-choice").get(a) in (None, "")


def test_leave_this_page_leads_to_the_start_page(resident, site):
    c = a_consultation(leave_page=True)
    assert "//" not in links(look(resident, c))
    assert "/sv/" in links(look(resident, c))


def test_the_page_leads_to_what_is_said_of_personal_data(resident, site):
    p = site.add_child(instance=ContentPage(title="Personuppgifter", slug="pu"))
    SiteSettings.objects.update_or_create(site=Site.objects.get(), defaults={"privacy_page": p})
    cache.clear()
    c = a_consultation()
    assert "/sv/pu/" in links(look(resident, c))


def test_a_paused_consultation_does_not_say_that_it_has_closed(resident, open_consultation):
    Consultation.objects.update(paused=True)
    cache.clear()
    t = look(resident, open_consultation).text
    assert "Just nu tas inga svar emot" in t
    assert "Samrådet har stängt" not in t
