"""The programme as a PDF to print: every event, day by day, with the way to the page. Made once after each change."""

from django.http import Http404, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.kept import Kept
from config.page_cache import keep
from config.pdf import make_pdf, qr_svg
from home.frame import frame_of
from home.serving import public_page_at
from programme.listing import Day, Listing, Occasion, public_events
from programme.models import Held, ProgrammePage

_files = Kept(most=30)


@require_safe
def programme_pdf(request, place: str):
    page = public_page_at(request, f"{place}/")
    if not isinstance(page, ProgrammePage):
        raise Http404
    made = _files.get(request, (get_language(), page.pk), lambda: _made(request, page))
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{page.slug}.pdf"'
    return keep(response)


def _made(request, page: ProgrammePage) -> bytes:
    data = printed(
        page,
        address=request.build_absolute_uri(page.get_url(request)),
        name=frame_of(request, page).name,
        now=request.arrived_at,
    )
    return make_pdf("programme.typ", data, language=get_language(), made_at=page.last_published_at)


def printed(page: ProgrammePage, *, address: str, name: str, now) -> dict:
    """What the template prints: texts only."""
    listing = Listing(public_events(page), wanted={}, now=now)
    return {
        "title": page.title,
        "example": _("Example content for demonstration") if page.is_example else "",
        "lead": page.lead,
        "days": [_day(day) for day in (*listing.past, *listing.coming)],
        "nothing": _("There are no events yet."),
        "more": _("More about the events, and what has changed:"),
        "address": address,
        "alt": _("QR code to %(address)s") % {"address": address},
        "qr": qr_svg(address),
        "footer": f"{name} · {_('As it stood on %(day)s') % {'day': date_format(now.date(), 'DATE_FORMAT')}}",
    }


def _day(day: Day) -> dict:
    return {"name": day.name, "occasions": [_occasion(occasion) for occasion in day.occasions]}


def _occasion(occasion: Occasion) -> dict:
    event = occasion.event
    online = [_("Online")] if event.held != Held.ROOM else []
    facts = [", ".join(event.language_names), ", ".join(event.access_names), event.cost or _("Free of charge")]
    return {
        "time": f"{occasion.starts:%H.%M}–{occasion.ends:%H.%M}",
        "title": event.title,
        "state": "" if event.state == "planned" else str(event.get_state_display()),
        "cancelled": event.is_cancelled,
        "where": " · ".join([text for text in (event.where, event.address) if text] + online),
        "introduction": event.introduction,
        "facts": " · ".join(fact for fact in facts if fact),
    }
