"""Bursts: series as they ordinarily are, which pass unnoticed, and series that stand out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from consultations.enums import Channel
from consultations.models import Submission
from consultations.moderation.bursts import find_bursts
from consultations.responding.changing import withdraw_response
from consultations.results.tallies import counts_of, fold_what_has_come
from tests.builders import a_consultation, a_response

OPENS = datetime(2026, 11, 2, 7, tzinfo=UTC)  # eight in Stockholm
CLOSES = OPENS + timedelta(days=28)
START = datetime(2026, 11, 2, 8)
DAYTIME = [0, 0, 0, 0, 0, 1, 3, 6, 9, 8, 7, 9, 12, 8, 7, 8, 9, 12, 14, 15, 12, 8, 4, 1]


def ordinary(times: int = 1) -> dict[datetime, int]:
    """Four weeks with nights, evenings, and an opening whose rush dies down over three days."""
    series = {}
    for hour in range(28 * 24):
        at = START + timedelta(hours=hour)
        rush = 1 + 30 / (1 + hour / 4) if hour < 72 else 1
        series[at] = round(times * DAYTIME[at.hour] * rush)
    return series


def found(series: dict[datetime, int]) -> list[tuple[str, int, bool]]:
    hours = {f"{at:%Y-%m-%dT%H}": n for at, n in series.items() if n}
    return [(f"{b.at:%d %H}", b.n, b.is_day) for b in find_bursts(hours, opens=OPENS, closes=CLOSES)]


@pytest.mark.parametrize("times", [1, 10, 100])
def test_an_ordinary_consultation_has_no_bursts_whatever_its_size(times):
    assert found(ordinary(times)) == []


def test_a_newspaper_that_fills_an_evening_is_no_burst():
    series = ordinary()
    for hour, n in enumerate([80, 70, 60, 45, 30]):
        series[datetime(2026, 11, 16, 17) + timedelta(hours=hour)] += n
    assert found(series) == []


def test_the_rush_before_closing_is_no_burst():
    series = ordinary()
    for hour in range(30):
        series[datetime(2026, 11, 28, 20) + timedelta(hours=hour)] = 10 + 5 * hour
    assert found(series) == []


def test_few_are_never_a_burst():
    assert found({datetime(2026, 11, 16, 17): 49}) == []
    assert found({datetime(2026, 11, 16, 17): 50}) == [("16 17", 50, False)]


def test_the_first_hours_are_never_a_burst_and_the_third_may_be():
    assert found({START: 5000, START + timedelta(hours=1): 900}) == []
    assert found({START + timedelta(hours=3): 5000, START: 833}) == [("02 11", 5000, False)]
    assert found({START + timedelta(hours=3): 5000, START: 834}) == []


def test_a_flood_in_the_night_stands_out_with_what_was_usual():
    series = ordinary()
    series[datetime(2026, 11, 16, 3)] = 100
    assert found(series) == [("16 03", 100, False)]
    hours = {f"{at:%Y-%m-%dT%H}": n for at, n in series.items() if n}
    assert find_bursts(hours, opens=OPENS, closes=CLOSES)[0].usual == 15


def test_a_flood_over_the_turn_of_an_hour_is_seen():
    series = ordinary() | {datetime(2026, 11, 16, 3): 400, datetime(2026, 11, 16, 4): 400}
    assert found(series) == [("16 03", 400, False), ("16 04", 400, False)]


def test_a_flood_that_is_spread_over_a_day_is_seen_as_a_day():
    series = ordinary() | {datetime(2026, 11, 16, hour): 80 for hour in range(24)}
    assert found(series) == [("16 00", 80 * 24, True)]


@pytest.mark.django_db
def test_the_queue_and_the_results_tell_of_it_and_nothing_is_marked(
    open_consultation, moderator, official, signed_in, monkeypatch
):
    monkeypatch.setattr("consultations.moderation.bursts.FEWEST_AN_HOUR", 6)
    at = timezone.now() - timedelta(days=5)
    for _ in range(6):
        a_response(open_consultation, at=at.replace(minute=5))
    assert [fold_what_has_come(), fold_what_has_come()] == [6, 0]
    chosen = {"consultation": str(open_consultation.pk)}
    queue = signed_in(moderator).get(reverse("moderation_queue"), chosen)
    results = signed_in(official).get(reverse("results", args=[open_consultation.pk]))
    for page in (queue, results):
        assert [(burst.n, burst.usual) for burst in page.context["bursts"]] == [(6, 0)]
        assert "data-bursts" in page.content.decode()
    other = signed_in(moderator).get(reverse("moderation_queue"), {"consultation": str(a_consultation().pk)})
    assert "data-bursts" not in other.content.decode()
    with scope(consultation=open_consultation):
        assert set(Submission.objects.values_list("doubt", flat=True)) == {""}


@pytest.mark.django_db
def test_hours_are_those_of_stockholm_and_of_the_website_alone(site):
    opens, closes = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    consultation = a_consultation(opens=opens, closes=closes)
    _late, later, typed = (
        a_response(consultation, at=datetime(2026, 6, 1, hour, minute, tzinfo=UTC))
        for hour, minute in ((21, 59), (22, 1), (22, 2))
    )
    with scope(consultation=consultation):
        Submission.objects.filter(pk=typed.current_id).update(channel=Channel.PAPER)
    counted = counts_of(consultation, now=timezone.now())
    assert (counted.hours, counted.responses) == ({"2026-06-01T23": 1, "2026-06-02T00": 1}, 3)
    withdraw_response(later, now=timezone.now())
    assert counts_of(consultation, now=timezone.now()).hours == {"2026-06-01T23": 1}
