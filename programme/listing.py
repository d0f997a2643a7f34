"""The public list of a programme: its occasions day by day, what comes next first, narrowed by what visitors ask for.

Everything is read with one query for the events; days and choices are worked out from them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.filters import Choice, Filter
from programme.enums import Audience, Held, Theme, language_name

LONGEST = 80
DAY = "l j F"


@dataclass(frozen=True)
class Occasion:
    """One time of an event, in local time; ``key`` is the same in every language and through every change."""

    event: object
    key: str
    starts: datetime
    ends: datetime
    number: int
    of: int

    @property
    def day(self) -> date:
        return self.starts.date()

    @property
    def ends_another_day(self) -> bool:
        return self.ends.date() != self.day


def occasions_of(event) -> list[Occasion]:
    """In the order of time."""
    times = [
        (timezone.localtime(block.value["starts"]), timezone.localtime(block.value["ends"]), block.id)
        for block in event.occasions
        if block.value["starts"] and block.value["ends"]
    ]
    found = enumerate(sorted(times), start=1)
    return [Occasion(event, key, starts, ends, n, len(times)) for n, (starts, ends, key) in found]


def public_events(programme) -> list:
    """What anybody may see of the programme, in its language."""
    from programme.models import EventPage

    return list(EventPage.objects.child_of(programme).live().public().order_by("path"))


@dataclass(frozen=True)
class Day:
    day: date
    name: str
    occasions: list[Occasion]


class Listing:
    """What is shown of a programme to somebody who asked for ``wanted`` (values by a filter's name) at ``now``."""

    def __init__(self, events: list, *, wanted: Mapping[str, str], now: datetime):
        self.events, self.wanted, self.now = events, dict(wanted), now

    @cached_property
    def found(self) -> list:
        return [event for event in self.events if self._fits(event)]

    def _fits(self, event) -> bool:
        return all(value in _values_of(event, name) for name, value in self.wanted.items())

    @cached_property
    def occasions(self) -> list[Occasion]:
        """Of the events that fit; where a day is asked for, of that day only."""
        every = [occasion for event in self.found for occasion in occasions_of(event)]
        day = self.wanted.get("dag")
        fitting = [occasion for occasion in every if day in (None, occasion.day.isoformat())]
        return sorted(fitting, key=lambda occasion: (occasion.starts, occasion.event.title))

    @cached_property
    def coming(self) -> list[Day]:
        return list(_by_day(occasion for occasion in self.occasions if occasion.ends > self.now))

    @cached_property
    def past(self) -> list[Day]:
        return list(_by_day(occasion for occasion in self.occasions if occasion.ends <= self.now))

    @cached_property
    def filters(self) -> list[Filter]:
        """Those that have something to choose between."""
        offered = (self._filter(name, *words) for name, words in _questions().items())
        return [one for one in offered if len(one.choices) > 1 or one.name in self.wanted]

    def _filter(self, name: str, label: str, any_label: str, say) -> Filter:
        counted = Counter(value for event in self.events for value in set(_values_of(event, name)))
        said = sorted(counted, key=lambda value: value if name == "dag" else str(say(value)).casefold())
        wanted = self.wanted.get(name)
        choices = [Choice(value, capfirst(say(value)), counted[value], value == wanted) for value in said]
        return Filter(name, label, any_label, choices)

    @cached_property
    def in_words(self) -> str:
        """How many events there are, and how many of them fit."""
        every = ngettext("%(number)s event", "%(number)s events", len(self.events)) % {"number": len(self.events)}
        if not self.wanted:
            return every
        numbers = {"every": every, "number": len(self.found), "place": self.wanted.get("plats")}
        if self.wanted.keys() == {"plats"}:
            return _("%(every)s, %(number)s in %(place)s") % numbers
        return ngettext("%(every)s, %(number)s fits", "%(every)s, %(number)s fit", len(self.found)) % numbers


def listing_of(programme, *, asked: Mapping[str, str], now: datetime) -> Listing:
    return Listing(public_events(programme), wanted=wanted_in(asked), now=now)


def wanted_in(asked: Mapping[str, str]) -> dict[str, str]:
    """What an address asks for, of that which can be asked for."""
    said = {name: asked.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in _questions()}
    return {name: value for name, value in said.items() if value}


def _values_of(event, name: str) -> list[str]:
    return {
        "dag": lambda: [occasion.day.isoformat() for occasion in occasions_of(event)],
        "plats": lambda: [event.municipality] if event.municipality else [],
        "tema": lambda: event.themes,
        "sprak": lambda: event.languages,
        "form": lambda: [each for each in (Held.ROOM, Held.ONLINE) if event.held in (each, Held.BOTH)],
        "malgrupp": lambda: event.audiences,
    }[name]()


def _questions() -> dict[str, tuple]:
    """Each filter's parameter, its label, what stands for any, and how a value of it is said."""
    return {
        "dag": (_("Day"), _("All days"), lambda value: day_name(date.fromisoformat(value))),
        "plats": (_("Place"), _("All places"), str),
        "tema": (_("Theme"), _("All themes"), lambda value: str(Theme(value).label)),
        "sprak": (_("Language"), _("All languages"), language_name),
        "form": (_("How to take part"), _("On site and online"), lambda value: str(Held(value).label)),
        "malgrupp": (_("Audience"), _("All audiences"), lambda value: str(Audience(value).label)),
    }


def _by_day(occasions) -> Iterator[Day]:
    by_day: dict[date, list[Occasion]] = {}
    for occasion in occasions:
        by_day.setdefault(occasion.day, []).append(occasion)
    return (Day(day, capfirst(day_name(day)), held) for day, held in by_day.items())


def day_name(day: date) -> str:
    """The year stands where it isn't this year's."""
    is_this_year = day.year == timezone.localdate().year
    return date_format(day, DAY if is_this_year else f"{DAY} Y")
