"""Bursts: hours and days in which far more responses came than at any other time about then.

A note for those who moderate and decide, with its reason. It says nothing of who sent them, marks no response and decides
nothing: a newspaper, a class at school and an attack look alike from here. The numbers are those that are counted already.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.utils import timezone

from consultations.models import Consultation, Tally

FEWEST_AN_HOUR = 50
FEWEST_A_DAY = 200
TIMES = (
    6  # A newsletter or an opening rises in one hour and falls over several: no hour stands alone six times as high.
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOURS_AROUND = (*range(-24, -1), *range(2, 25))
AROUND_A_DAY = timedelta(days=7)
OPENING = 2 * HOUR  # The invitation has just gone out.
RUSH = timedelta(days=3)  # The first days and the last ones are busy by themselves.
MOST = 5


@dataclass(frozen=True)
class Burst:
    """``usual`` is the busiest other hour in the day before and after, or the middle of the days in the week around."""

    at: datetime
    n: int
    usual: int
    is_day: bool = False


def find_bursts(hours: Mapping[str, int], *, opens: datetime, closes: datetime) -> list[Burst]:
    """The hours and days that stand out, the largest first. ``hours`` are local, as ``{"2026-11-23T14": n}``."""
    by_hour = {datetime.fromisoformat(f"{hour}:00"): n for hour, n in hours.items()}
    by_day: dict[datetime, int] = {}
    for hour, n in by_hour.items():
        day = datetime.combine(hour.date(), datetime.min.time())
        by_day[day] = by_day.get(day, 0) + n
    opened = timezone.make_naive(opens)
    single = [burst for at, n in by_hour.items() if at >= opened + OPENING and (burst := _of_an_hour(at, n, by_hour))]
    told = {burst.at.date() for burst in single}
    days = _ordinary_days(by_day, opened.date(), timezone.make_naive(closes).date())
    whole = [burst for at in days if at.date() not in told and (burst := _of_a_day(at, by_day))]
    return sorted(single + whole, key=lambda burst: (-burst.n, burst.at))[:MOST]


def bursts_of(consultation: Consultation) -> list[Burst]:
    """Those of one consultation, from what has been counted. One query."""
    counts = Tally.objects.filter(pk=consultation.pk).values_list("counts", flat=True).first() or {}
    return find_bursts(counts.get("hours", {}), opens=consultation.opens, closes=consultation.closes)


def _of_an_hour(at: datetime, n: int, by_hour: Mapping[datetime, int]) -> Burst | None:
    """Whether no hour of the day before and after comes near, but the two beside it: a burst may run over the hour."""
    if n < FEWEST_AN_HOUR:
        return None
    usual = 0
    for step in HOURS_AROUND:
        usual = max(usual, by_hour.get(at + HOUR * step, 0))
        if n < TIMES * max(usual, 1):
            return None
    return Burst(at, n, usual)


def _of_a_day(at: datetime, by_day: Mapping[datetime, int]) -> Burst | None:
    """Whether the day is many times the middle one of the days around, those without any counted as nothing."""
    around = [at + DAY * step for step in range(-AROUND_A_DAY.days, AROUND_A_DAY.days + 1) if step]
    first, last = min(by_day), max(by_day)
    usual = int(median([by_day.get(day, 0) for day in around if first <= day <= last] or [0]))
    n = by_day[at]
    return Burst(at, n, usual, is_day=True) if n >= max(FEWEST_A_DAY, TIMES * usual) else None


def _ordinary_days(by_day: Iterable[datetime], opens: date, closes: date) -> list[datetime]:
    return [day for day in by_day if opens + RUSH <= day.date() <= closes - RUSH]
