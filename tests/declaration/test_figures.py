"""Figures follow by themselves, and tell nothing that is not public already."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.models import OpennessReport
from consultations.reporting.declared import participation_figures
from tests.builders import a_consultation


@pytest.fixture
def asked(rf):
    request = rf.get("/sv/")
    request.arrived_at = timezone.now()
    return request


def values(request, **said) -> dict[str, str]:
    return {figure["name"]: figure["value"] for figure in participation_figures(request, **said)}


def report(**received) -> None:
    OpennessReport.objects.create(consultation=None, made_at=timezone.now(), figures={"received_by_language": received})


def test_without_anything_there_is_nothing_to_tell(site, asked):
    assert values(asked) == {
        "held": "0",
        "answered_in_time": "ingen har behövts än",
        "responses": "inga resultat än",
        "languages": "för få att visa",
    }


def test_languages_are_shares_of_public_numbers_and_withheld_when_small(site, asked):
    report(sv=40, ar=5)
    assert values(asked)["languages"] == "för få att visa"
    OpennessReport.objects.all().delete()
    report(sv=90, ar=10, fi=0)
    assert values(asked)["languages"] == "Svenska 90 % · العربية 10 %"


def test_only_public_consultations_that_have_opened_are_counted(site, asked):
    a_consultation(title="Öppet")
    a_consultation(stage="upcoming", title="Kommer")
    hidden = a_consultation(title="Dolt")
    hidden.source_page.unpublish()
    assert values(asked)["held"] == "1"
    assert values(asked, year=1999)["held"] == "0"


def test_feedback_is_in_time_until_the_promised_day(site, asked):
    today = timezone.localdate()
    for title, due in (("Sent", today - timedelta(days=1)), ("Inte än", today + timedelta(days=9))):
        a_consultation(stage="closed", title=title, feedback_due=due)
    assert values(asked)["answered_in_time"] == "0 av 1"


def test_each_figure_says_how_it_is_counted_and_when(site, asked):
    assert all(figure["how"] and figure["as_of_words"] for figure in participation_figures(asked))
