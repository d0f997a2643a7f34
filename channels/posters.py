"""Posters and slips to print, with a QR code: for an event or a consultation, in each language that its page has."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from config.pdf import make_pdf, qr_svg
from consultations.models import ConsultationPage
from home.models import SiteSettings
from programme.listing import occasions_of
from programme.models import EventPage, Held

KINDS = {"a4": "poster.typ", "a3": "poster.typ", "lapp": "slips.typ"}


def kinds() -> list[tuple[str, str]]:
    return [("a4", _("Poster, A4")), ("a3", _("Poster, A3")), ("lapp", _("Four slips on an A4, to cut"))]


@dataclass(frozen=True)
class Face:
    """The page in one language, as the list of what can be printed shows it."""

    language: str
    page: Page
    files: list[tuple[str, str]]


@require_safe
def posters(request, page_id: int):
    """What there is to print, language by language."""
    page = _page(request, page_id)
    context = {
        "page": page,
        "faces": [_face(each) for each in _faces(page)],
        "header_title": _("Posters and slips"),
        "header_icon": "doc-full",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.get_admin_display_title()},
            {"url": "", "label": _("Posters and slips")},
        ],
    }
    return render(request, "channels/admin/posters.html", context)


@require_safe
def poster(request, page_id: int, kind: str):
    """One file. Raises Http404 for a kind that is none."""
    page = _page(request, page_id)
    if kind not in KINDS or not page.live:
        raise Http404
    language = page.locale.language_code
    with translation.override(language):
        data = _data_of(page, request) | {"paper": "a3" if kind == "a3" else "a4"}
        made = make_pdf(KINDS[kind], data, language=language, made_at=page.last_published_at)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{page.slug}-{kind}-{language}.pdf"'
    return response


def _page(request, page_id: int) -> Page:
    """A consultation or event that the user may edit. What is neither is not found."""
    page = get_object_or_404(Page.objects.select_related("locale"), pk=page_id).specific
    if not isinstance(page, tuple(FACTS)):
        raise Http404
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def _faces(page: Page):
    return page.get_translations(inclusive=True).live().filter(alias_of=None).select_related("locale").order_by("pk")


def _face(page: Page) -> Face:
    files = [(label, reverse("poster", args=[page.pk, kind])) for kind, label in kinds()]
    return Face(page.locale.get_display_name(), page, files)


def _data_of(page: Page, request) -> dict:
    """What every kind prints: texts only, in the language of the page."""
    address = request.build_absolute_uri(page.get_url(request))
    lead, facts, call = FACTS[type(page)](page)
    return {
        "title": page.title,
        "example": _("Example content for demonstration") if page.is_example else "",
        "lead": lead,
        "facts": [fact for fact in facts if fact],
        "call": call,
        "introduction": page.introduction,
        "address": address.partition("//")[2].rstrip("/"),
        "link": address,
        "alt": _("QR code to %(address)s") % {"address": address},
        "qr": qr_svg(address),
        "sender": SiteSettings.for_request(request).actor,
        "footer": "",
    }


def _facts_of_event(event: EventPage) -> tuple[str, list[str], str]:
    times = [
        f"{capfirst(date_format(one.starts, 'l j F'))}, {one.starts:%H.%M}–{one.ends:%H.%M}"
        for one in occasions_of(event)
    ]
    facts = [*times, " · ".join(text for text in (event.where, event.address) if text)]
    facts += [str(Held.ONLINE.label) if event.held != Held.ROOM else "", event.cost or _("Free of charge")]
    facts += [capfirst(", ".join(event.language_names)), ", ".join(event.access_names)]
    lead = "" if event.state == "planned" else str(event.get_state_display())
    return lead, facts, _("Scan the code to read more.")


def _facts_of_consultation(page: ConsultationPage) -> tuple[str, list[str], str]:
    closes = date_format(timezone.localtime(page.closes), "DATE_FORMAT") if page.closes else ""
    facts = [
        _("Answer by %(day)s.") % {"day": closes} if closes else "",
        _("It takes about %(minutes)s minutes.") % {"minutes": page.minutes},
        _("You don't have to say who you are."),
    ]
    return _("What do you think?"), facts, _("Scan the code and answer.")


FACTS: dict[type[Page], Callable[..., tuple]] = {
    EventPage: _facts_of_event,
    ConsultationPage: _facts_of_consultation,
}
