"""Responses day by day, or week by week where there are many, beside what happened then. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

MOST_DAYS = 92  # Beyond, the curve is by weeks.
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Happening:
    """Something that may have made people answer. ``note`` is the id of an official's own note, or ''."""

    day: date
    what: str
    text: str = ""
    note: str = ""


@dataclass(frozen=True)
class Point:
    """A day, or the week that begins on it: how many responses, how many up to its end, and what happened.

    ``percent`` is of the highest point.
    """

    begins: date
    ends: date
    count: int
    total: int
    percent: int
    happenings: tuple[Happening, ...] = ()

    @property
    def height(self) -> int:
        return 100 - self.percent

    @property
    def is_week(self) -> bool:
        return self.ends != self.begins


def curve(days: Mapping[str, int], happenings: Iterable[Happening], *, first: date, last: date) -> list[Point]:
    """From the first day to the last, and whatever lies outside; none is left out because nobody answered."""
    counted = {date.fromisoformat(day): n for day, n in days.items()}
    happened = sorted(happenings, key=lambda one: one.day)
    known = [first, last, *counted, *(one.day for one in happened)]
    begins, ends = min(known), max(known)
    step = DAY if (ends - begins).days < MOST_DAYS else WEEK
    if step == WEEK:
        begins -= timedelta(days=begins.weekday())
    counts, beside = Counter(), defaultdict(list)
    for day, n in counted.items():
        counts[(day - begins) // step] += n
    for one in happened:
        beside[(one.day - begins) // step].append(one)
    return _points(begins, step, (ends - begins) // step + 1, counts, beside)


def _points(begins: date, step: timedelta, number: int, counts: Counter, beside: Mapping) -> list[Point]:
    highest, total, points = max(counts.values(), default=0), 0, []
    for n in range(number):
        total += counts[n]
        percent = round(100 * counts[n] / highest) if highest else 0
        day = begins + n * step
        points.append(Point(day, day + step - DAY, counts[n], total, percent, tuple(beside.get(n, ()))))
    return points
