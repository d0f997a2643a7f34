"""What stands round every page: name, menu, breadcrumb, languages and footer. Fetched here, once a page."""

from dataclasses import dataclass, field

from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from wagtail.models import Locale, Page, Site

from home.models import SiteSettings

RIGHT_TO_LEFT = set(settings.LANGUAGES_BIDI)


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    is_here: bool = False


@dataclass(frozen=True)
class LanguageLink:
    """The way to the same page in another language; ``exists`` is False where it leads to the start page instead."""

    code: str
    name: str
    url: str
    absolute: str
    is_rtl: bool
    exists: bool


@dataclass(frozen=True)
class Frame:
    name: str
    start: str
    settings: SiteSettings
    menu: list[Link] = field(default_factory=list)
    breadcrumb: list[Link] = field(default_factory=list)
    footer: list[Link] = field(default_factory=list)
    languages: list[LanguageLink] = field(default_factory=list)
    not_reviewed: tuple[str, ...] = tuple(settings.LANGUAGES_NOT_REVIEWED)


def frame_of(request, page=None, suffix: str = "") -> Frame:
    """The frame of a page, or of a plain view if ``page`` is None. ``suffix`` is what the address has after the page's.

    Four queries whatever the page: the settings, all pages it may lead to, the page's translations, the locales.
    """
    language = get_language()
    site = Site.find_for_request(request)
    said = SiteSettings.for_request(request) if site else SiteSettings()
    codes = {locale.pk: locale.language_code for locale in Locale.objects.all()}
    home = _start_page(site, language)
    footer_ids = [getattr(said, name) for name in SiteSettings.FOOTER]
    return Frame(
        name=said.name or settings.WAGTAIL_SITE_NAME,
        start=f"/{language}/",
        settings=said,
        menu=_menu(home, page, request),
        breadcrumb=_breadcrumb(home, page, request, suffix),
        footer=_footer([pk for pk in footer_ids if pk], language, request),
        languages=_languages(request, page, codes, suffix),
    )


def _start_page(site, language: str) -> Page | None:
    if site is None:
        return None
    roots = [r for r in Site.get_site_root_paths() if r.site_id == site.pk and r.language_code == language]
    return Page.objects.filter(url_path=roots[0].root_path).first() if roots else None


def _menu(home, page, request) -> list[Link]:
    if home is None:
        return []
    here = page.url_path if page is not None else ""
    items = home.get_children().live().public().in_menu()
    return [Link(item.title, item.get_url(request), here.startswith(item.url_path)) for item in items]


def _breadcrumb(home, page, request, suffix: str) -> list[Link]:
    if home is None or page is None or page.pk is None or page.pk == home.pk:
        return []
    above = list(page.get_ancestors().filter(depth__gte=home.depth).live())
    above += [page] if suffix else []
    return [Link(item.title, item.get_url(request)) for item in above]


def _footer(ids: list[int], language: str, request) -> list[Link]:
    if not ids:
        return []
    keys = dict(Page.objects.filter(pk__in=ids).values_list("pk", "translation_key"))
    faces = Page.objects.filter(translation_key__in=keys.values(), locale__language_code=language).live().public()
    by_key = {face.translation_key: face for face in faces}
    found = [by_key[keys[pk]] for pk in ids if keys.get(pk) in by_key]
    return [Link(item.title, item.get_url(request)) for item in found]


def _languages(request, page, codes: dict[int, str], suffix: str) -> list[LanguageLink]:
    """All languages of a plain view; of a page those of the site, leading to the page where it exists."""
    if page is None or page.pk is None:
        return [_link(request, code, translate_url(request.path, code), exists=True) for code, _name in settings.LANGUAGES]
    faces = {codes[face.locale_id]: face for face in page.get_translations(inclusive=True).live().public()}
    return [
        _link(request, code, f"{faces[code].get_url(request)}{suffix}" if code in faces else f"/{code}/", exists=code in faces)
        for code, _name in settings.LANGUAGES
        if code in codes.values()
    ]


def _link(request, code: str, url: str, *, exists: bool) -> LanguageLink:
    name = dict(settings.LANGUAGES).get(code) or get_language_info(code)["name_local"]
    return LanguageLink(code, name, url, request.build_absolute_uri(url), code in RIGHT_TO_LEFT, exists)
