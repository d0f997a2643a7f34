"""Atom feeds in each language: what happens with consultations, and the events of programmes. Only what is public."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.languages import html_language
from config.page_cache import keep
from consultations.enums import Stage
from consultations.reporting.faces import Listed, listed, next_change_of
from declaration.listing import commitments_of
from declaration.models import DeclarationPage
from home.frame import frame_of
from programme.listing import occasions_of
from programme.models import EventPage

MOST = 50


@dataclass(frozen=True)
class Item:
    """``key`` and ``what`` name it for good; readers show an item again when its ``at`` changes."""

    key: UUID
    what: str
    title: str
    text: str
    url: str
    at: datetime


@require_safe
def feed(request, name: str):
    """The newest first. A reader that asks again with the ETag is told that nothing has changed."""
    title, items_of = _feeds().get(name, ("", None))
    if items_of is None:
        raise Http404
    items = sorted(items_of(request), key=lambda item: item.at, reverse=True)[:MOST]
    written = _written(request, f"{title} – {frame_of(request).name}", items)
    response = HttpResponse(written, content_type=f"{Atom1Feed.content_type}")
    return keep(response, until=next_change_of(request.arrived_at), now=request.arrived_at)


def _feeds() -> dict[str, tuple]:
    return {"samrad": (_("Consultations"), of_consultations), "program": (_("Events"), of_events)} | {
        "deklaration": (_("Changes of commitments"), of_changes)
    }


def of_consultations(request) -> Iterator[Item]:
    """When each opened, closed and was answered. What is still to come is no news yet."""
    for one in listed(request):
        yield from _items_of(one, request.arrived_at, request.build_absolute_uri(one.url))


def _items_of(one: Listed, now: datetime, url: str) -> Iterator[Item]:
    happened = [(Stage.OPEN, _("Opened: %(title)s"), one.opens), (Stage.CLOSED, _("Closed: %(title)s"), one.closes)]
    happened.append((Stage.DECIDED, _("You answered – this is what we do: %(title)s"), one.consultation.decided_at))
    for stage, words, at in happened:
        if at is not None and at <= now:
            title = words % {"title": one.title}
            yield Item(one.consultation.translation_key, stage, title, one.page.introduction, url, at)


def of_events(request) -> Iterator[Item]:
    """Each event, anew when it is changed, moved or cancelled."""
    events = EventPage.objects.live().public().filter(locale__language_code=get_language())
    for event in events.order_by("-last_published_at")[:MOST]:
        is_as_planned = event.state == "planned"
        title = event.title if is_as_planned else f"{event.get_state_display()}: {event.title}"
        url = request.build_absolute_uri(event.get_url(request))
        yield Item(event.translation_key, "event", title, _about(event), url, event.last_published_at)


def of_changes(request) -> Iterator[Item]:
    """Each change of a commitment that anybody may see, in the language or the nearest that it has."""
    for declaration in DeclarationPage.objects.live().public().filter(locale__language_code=get_language()):
        for one in commitments_of(request, declaration):
            url = request.build_absolute_uri(one.url)
            for step in one.steps:
                title = f"{one.page.title}: {step.words}"
                yield Item(one.page.translation_key, f"change {step.n}", title, f"{step.by}: {step.text}", url, step.at)


def _about(event: EventPage) -> str:
    times = [f"{date_format(one.starts, 'l j F H:i')}–{date_format(one.ends, 'H:i')}" for one in occasions_of(event)]
    place = event.where or str(event.get_held_display())
    return " · ".join([*times, place, event.state_note, event.introduction]).replace(" ·  · ", " · ")


def _written(request, title: str, items: list[Item]) -> str:
    """The feed's own time is that of its newest item, so that the same content is the same file."""
    language = get_language()
    own = request.build_absolute_uri(request.path)
    written = Atom1Feed(
        title=title,
        link=request.build_absolute_uri(reverse("page", args=[""])),
        description="",
        language=html_language(language),
        feed_url=own,
        feed_guid=own,
    )
    for item in items:
        written.add_item(
            title=item.title,
            link=item.url,
            description=item.text,
            unique_id=f"urn:uuid:{uuid5(item.key, f'{language} {item.what}')}",
            pubdate=item.at,
            updateddate=item.at,
        )
    return written.writeString("utf-8")
