"""Programmes and events for tests, by the pages' own rules."""

import itertools
from datetime import datetime

from django.utils import timezone
from wagtail.models import Locale

from organisations.models import Organisation
from programme.models import EventPage, ProgrammePage
from tests.builders import a_site, an_id, an_organisation

_numbers = itertools.count(1)
MONDAY = "2027-05-03"


def a_programme(*, coordinator: Organisation | None = None, slug: str = "demokrativeckan", **fields) -> ProgrammePage:
    page = ProgrammePage(
        **{"title": "Demokrativeckan", "first_day": "2027-05-03", "last_day": "2027-05-10"} | fields,
        slug=slug,
        coordinator=coordinator or an_organisation(),
        show_in_menus=True,
    )
    a_site().add_child(instance=page)
    page.save_revision().publish()
    return page


def at(text: str) -> datetime:
    """Local time."""
    return timezone.make_aware(datetime.fromisoformat(text))


def an_event(
    programme: ProgrammePage, title: str = "", *, times=((f"{MONDAY}T12:00", f"{MONDAY}T13:00"),), by=(), **fields
):
    """A published event in Karlstad; ``times`` are pairs of local times, ``by`` its organisers."""
    number = next(_numbers)
    page = EventPage(
        **{"introduction": "Välkommen.", "place": "Bibliotekshuset", "municipality": "Karlstad", "languages": ["sv"]}
        | fields,
        title=title or f"Händelse {number}",
        slug=f"handelse-{number}",
        occasions=[
            {
                "type": "occasion",
                "id": an_id(f"occasion {number} {n}"),
                "value": {"starts": at(starts).isoformat(), "ends": at(ends).isoformat()},
            }
            for n, (starts, ends) in enumerate(times)
        ],
    )
    page.organisers = list(by) or [programme.coordinator]
    programme.add_child(instance=page)
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def in_english(page, **texts):
    """The page in English, published."""
    english = Locale.objects.get(language_code="en")
    copy = page.copy_for_translation(english)
    copy.alias_of, copy.live = None, False
    for name, text in texts.items():
        setattr(copy, name, text)
    copy.save_revision().publish()
    return copy
