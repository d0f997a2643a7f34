"""Telling about a barrier: anonymous, without JavaScript, with a reference; shown in the statement when the house says so."""

import pytest

from home.models import AccessibilityStatementPage, BarrierReport, BarrierState

pytestmark = pytest.mark.django_db


def test_a_barrier_is_reported_without_saying_who_one_is(resident):
    answer = resident.post("/sv/hinder/", {"wish": "barrier", "what": "Knappen syns inte <b>"}, follow=True)
    report = BarrierReport.objects.get()
    assert (report.what, report.contact, report.state) == ("Knappen syns inte <b>", "", BarrierState.NEW)
    assert report.reference in answer.content.decode()


def test_what_happened_has_to_be_said_and_the_rest_is_kept(resident):
    answer = resident.post("/sv/hinder/", {"wish": "format", "tools": "NVDA", "what": ""})
    assert answer.status_code == 422
    assert "Fel:" in answer.content.decode()
    assert 'value="NVDA"' in answer.content.decode()
    assert BarrierReport.objects.count() == 0


def test_the_statement_lists_what_the_house_shows_and_nothing_else(resident, site):
    page = site.add_child(instance=AccessibilityStatementPage(title="Tillgänglighet", slug="tillganglighet"))
    common = {"what": "intern kanarie", "contact": "kim@example.org"}
    BarrierReport.objects.create(public_text="Visas", in_statement=True, state=BarrierState.REMAINS, **common)
    BarrierReport.objects.create(public_text="Visas inte", **common)
    BarrierReport.objects.create(public_text="Åtgärdat hinder", in_statement=True, state=BarrierState.FIXED, **common)
    text = resident.get(page.url).content.decode()
    assert "<td>Visas</td>" in text
    for hidden in ("Visas inte", "Åtgärdat hinder", "intern kanarie", "kim@example.org"):
        assert hidden not in text


def test_a_language_without_pages_leads_to_the_page_that_there_is(resident, site):
    assert resident.get("/fi/").headers["Location"].endswith("/sv/")
    assert resident.get("/fi/kvitto/").status_code == 200
