"""What the demo's programme and events are besides texts: their times, in a week to come, and their organisers."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from consultations.demo.reading import id_of
from organisations.models import Organisation

NOT_FIELDS_OF_EVENTS = {"days", "when", "was", "organised_by"}
AHEAD = timedelta(days=40)


def week_of(today: date) -> date:
    """The Monday on which the example programme begins."""
    return today + AHEAD + timedelta(days=-(today + AHEAD).weekday() % 7)


def facts_of_programme(entry: dict, *, organisation: Organisation, today: date) -> dict:
    days = [week_of(today) + timedelta(days=n) for n in entry.get("days", [])]
    days = days or [date.fromisoformat(entry[name]) for name in ("first_day", "last_day")]
    return {"first_day": days[0], "last_day": days[1], "coordinator": organisation}


def facts_of_event(entry: dict, *, today: date) -> dict:
    week = week_of(today)
    return {
        "occasions": [
            {
                "type": "occasion",
                "id": str(id_of(entry["key"], "occasion", str(n))),
                "value": {"starts": _at(week, day, starts).isoformat(), "ends": _at(week, day, ends).isoformat()},
            }
            for n, (day, starts, ends) in enumerate(entry["when"])
        ],
        "moved_from": _at(week, *entry["was"]) if "was" in entry else None,
        "organisers": list(Organisation.objects.filter(name__in=entry["organised_by"])),
    }


def _at(week: date, day: int, clock: str) -> datetime:
    return timezone.make_aware(datetime.combine(week + timedelta(days=day), time.fromisoformat(clock)))
