"""Events as calendars: one event, or those of a programme that one has asked for."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from channels.icalendar import Entry, calendar
from config.page_cache import keep
from home.serving import public_page_at
from programme.listing import Occasion, listing_of, occasions_of
from programme.models import EventPage, Held, ProgrammePage


@require_safe
def calendar_of(request, place: str):
    """The event at this place, or the programme: with the parameters of its list, what they leave."""
    page = public_page_at(request, f"{place}/")
    if isinstance(page, EventPage):
        occasions = occasions_of(page)
    elif isinstance(page, ProgrammePage):
        occasions = listing_of(page, asked=request.GET, now=request.arrived_at).occasions
    else:
        raise Http404
    file = calendar((entry_of(occasion, request) for occasion in occasions), name=page.title)
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{page.slug}.ics"'
    return keep(response)


def entry_of(occasion: Occasion, request) -> Entry:
    """The same occasion has the same uid in every language. Minutes since the first publication count its changes."""
    event: EventPage = occasion.event
    first, last = event.first_published_at, event.last_published_at
    address = request.build_absolute_uri(event.get_url(request))
    return Entry(
        uid=f"{event.translation_key}-{occasion.key}@tilltals",
        starts=occasion.starts,
        ends=occasion.ends,
        changed=last,
        sequence=int((last - first).total_seconds() // 60),
        summary=_summary(event),
        is_cancelled=event.is_cancelled,
        texts={"LOCATION": _location(event), "DESCRIPTION": "\n".join(_description(event, address))},
        address=address,
    )


def _summary(event: EventPage) -> str:
    """In words too: many calendars show a cancelled event as any other."""
    return f"{event.get_state_display()}: {event.title}" if event.is_cancelled else event.title


def _location(event: EventPage) -> str:
    return ", ".join(text for text in (event.place, event.address, event.municipality) if text) or str(
        Held.ONLINE.label
    )


def _description(event: EventPage, address: str) -> Iterator[str]:
    if event.state_note:
        yield f"{event.get_state_display()}: {event.state_note}"
    yield strip_tags(event.introduction)
    if event.language_names:
        yield f"{_('Languages')}: {capfirst(', '.join(event.language_names))}"
    if event.access_names:
        yield f"{_('Accessibility')}: {', '.join(event.access_names)}"
    if event.stream:
        yield f"{_('Take part online')}: {event.stream}"
    yield address
