"""From an address to what it is about: the page in its language, its consultation, and the form's own addresses."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import Http404
from django.utils.translation import get_language
from wagtail.models import Site

from config.kept import Kept
from consultations.models import Consultation, ConsultationPage


@dataclass(frozen=True)
class Place:
    """A consultation as it is met at an address in one language."""

    page: ConsultationPage
    consultation: Consultation
    locale: str
    address: str

    def form_address(self, step: int | str = 1) -> str:
        """Where a step of the form is, by number, or ``check``, ``done`` or ``saved``."""
        last = {1: "", "check": "kontrollera/", "done": "klart/", "saved": "sparat/"}.get(step, f"{step}/")
        return f"{self.address}svara/{last}"


_places = Kept(most=200)


def find_place(request, place: str) -> Place:
    """The consultation at a path below the language's prefix. Raises Http404 unless it is public and was opened.

    Kept in the process until public content changes: one small query, instead of five, on each request of the form.
    """
    locale = get_language()
    return _places.get(request, (locale, place), lambda: _look_up(request, place, locale))


def _look_up(request, place: str, locale: str) -> Place:
    page = (
        ConsultationPage.objects.live()
        .public()
        .select_related("organisation")
        .filter(url_path=f"{root_path(request, locale)}{place}/", locale__language_code=locale, alias_of=None)
        .first()
    )
    if page is None:
        raise Http404
    return place_of(page, locale, address=f"/{locale}/{place}/")


def place_of(page: ConsultationPage, locale: str, *, address: str) -> Place:
    consultation = (
        Consultation.objects.select_related("current", "source_page")
        .filter(translation_key=page.translation_key, current__isnull=False, source_page__live=True)
        .first()
    )
    if consultation is None:
        raise Http404
    return Place(page, consultation, locale, address)


def place_in(request, page: ConsultationPage, consultation: Consultation) -> Place:
    """The place of a page that has been found by other ways than its address."""
    return Place(page, consultation, page.locale.language_code, urlsplit(page.get_url(request)).path)


def root_path(request, locale: str) -> str:
    """The path in the page tree of the site's start page in this language. Kept by Wagtail; usually no query."""
    site = Site.find_for_request(request)
    roots = [root for root in Site.get_site_root_paths() if site is None or root.site_id == site.pk]
    path = next((root.root_path for root in roots if root.language_code == locale), None)
    if path is None:
        raise Http404
    return path
