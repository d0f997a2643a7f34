"""What stands round every page: name, menu, breadcrumb, languages and footer. Fetched here, once a page."""

from dataclasses import dataclass, field, replace

from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from wagtail.models import Locale, Page, PageViewRestriction, Site

from config.kept import Kept
from config.languages import nearest
from home.models import SiteSettings
from home.theme import address

LOGO = "max-320x80"  # shown at half its size, for fine screens
RIGHT_TO_LEFT = set(settings.LANGUAGES_BIDI)
_shared_parts, _frames = Kept(most=50), Kept(most=1000)


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    is_here: bool = False


@dataclass(frozen=True)
class LanguageLink:
    """The way to the same page in another language; where it does not exist, to a page that says so and leads on."""

    code: str
    name: str
    url: str
    absolute: str
    is_rtl: bool
    exists: bool


@dataclass(frozen=True)
class Picture:
    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Frame:
    name: str
    start: str
    settings: SiteSettings
    menu: list[Link] = field(default_factory=list)
    breadcrumb: list[Link] = field(default_factory=list)
    footer: list[Link] = field(default_factory=list)
    languages: list[LanguageLink] = field(default_factory=list)
    privacy: Link | None = None
    not_reviewed: tuple[str, ...] = tuple(settings.LANGUAGES_NOT_REVIEWED)
    theme: str = ""
    logo: Picture | None = None


@dataclass(frozen=True)
class Shared:
    """What the frames of all pages in a language have in common. Kept until public content changes."""

    settings: SiteSettings
    name: str
    home_path: str
    home_depth: int
    menu: list[tuple[str, str, str]]
    footer: list[Link]
    privacy: Link | None
    theme: str
    logo: Picture | None
    codes: dict[int, str]
    private: list[str]

    def is_public(self, page: Page) -> bool:
        return page.live and not any(page.url_path.startswith(path) for path in self.private)


def frame_of(request, page=None, suffix: str = "", *, instead_of=None) -> Frame:
    """The frame of a page, or of a plain view if ``page`` is None. ``suffix`` is what the address has after the page's.

    ``instead_of`` is a page in another language: what is shown only says that it is missing in this one, and leads to it.
    No query once it is kept; two for the preview of a page (what is above it, its translations).
    """
    if instead_of is not None:
        frame = _fresh_frame(request, None, suffix)
        return replace(frame, languages=_languages(request, instead_of, _shared(request, get_language()), suffix))
    if page is None or page.pk is None or getattr(request, "is_preview", False):
        return _fresh_frame(request, page, suffix)
    key = (request.scheme, get_language(), page.pk, suffix)
    return _frames.get(request, key, lambda: _fresh_frame(request, page, suffix))


def _fresh_frame(request, page, suffix: str) -> Frame:
    language = get_language()
    shared = _shared(request, language)
    here = page.url_path if page is not None and page.pk else ""
    return Frame(
        name=shared.name,
        start=f"/{language}/",
        settings=shared.settings,
        menu=[Link(title, url, here.startswith(path)) for title, url, path in shared.menu],
        breadcrumb=_breadcrumb(shared, page, request, suffix),
        footer=shared.footer,
        privacy=shared.privacy,
        theme=shared.theme,
        logo=shared.logo,
        languages=_languages(request, page, shared, suffix),
    )


def faces_of(request, page: Page) -> list[LanguageLink]:
    """The languages in which a page can be read, those first that a reader of the language in use most likely reads."""
    links = {link.code: link for link in _languages(request, page, _shared(request, get_language()), "") if link.exists}
    return [links[code] for code in nearest(get_language(), links)]


def is_public(request, page: Page) -> bool:
    """Whether anybody may see the page: it is live, and neither it nor a page above it is restricted. No query."""
    return _shared(request, get_language()).is_public(page)


def start_path(request) -> str:
    """The path in the page tree of the start page in the language in use; '' if there is none."""
    return _shared(request, get_language()).home_path


def start_paths(request) -> dict[str, str]:
    """The paths of all start pages of the site, by language."""
    site = Site.find_for_request(request)
    roots = Site.get_site_root_paths() if site else []
    return {root.language_code: root.root_path for root in roots if root.site_id == site.pk}


def language_of(request, page: Page) -> str:
    return _shared(request, get_language()).codes.get(page.locale_id, "")


def _shared(request, language: str) -> Shared:
    return _shared_parts.get(request, language, lambda: _fresh_shared(request, language))


def _fresh_shared(request, language: str) -> Shared:
    site = Site.find_for_request(request)
    said = SiteSettings.for_request(request) if site else SiteSettings()
    home = _start_page(site, language)
    items = home.get_children().live().public().in_menu() if home else []
    footer_ids = [pk for pk in (getattr(said, name) for name in SiteSettings.FOOTER) if pk]
    return Shared(
        settings=said,
        name=_name(said, home, language),
        home_path=home.url_path if home else "",
        home_depth=home.depth if home else 0,
        menu=[(item.title, item.get_url(request), item.url_path) for item in items],
        footer=_footer(footer_ids, language, request),
        privacy=next(iter(_footer([said.privacy_page_id], language, request) if said.privacy_page_id else []), None),
        theme=address(said.accent) if said.accent else "",
        logo=_logo(said),
        codes={locale.pk: locale.language_code for locale in Locale.objects.all()},
        private=list(PageViewRestriction.objects.values_list("page__url_path", flat=True)),
    )


def _logo(said: SiteSettings) -> Picture | None:
    if said.logo_id is None:
        return None
    drawn = said.logo.get_rendition(LOGO)
    return Picture(drawn.url, drawn.width, drawn.height)


def _name(said: SiteSettings, home: Page | None, language: str) -> str:
    """The site's name: as it is set, and in other languages than its main one the title of their start page."""
    set_by_editors = said.name or settings.WAGTAIL_SITE_NAME
    return home.title if home and language != settings.LANGUAGE_CODE else set_by_editors


def _start_page(site, language: str) -> Page | None:
    if site is None:
        return None
    roots = [r for r in Site.get_site_root_paths() if r.site_id == site.pk and r.language_code == language]
    return Page.objects.filter(url_path=roots[0].root_path).first() if roots else None


def _breadcrumb(shared: Shared, page, request, suffix: str) -> list[Link]:
    if not shared.home_path or page is None or page.pk is None or page.url_path == shared.home_path:
        return []
    above = list(page.get_ancestors().filter(depth__gte=shared.home_depth).live())
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


def _languages(request, page, shared: Shared, suffix: str) -> list[LanguageLink]:
    """All languages of a plain view; of a page those of the site, leading to the page where it exists."""
    if page is None or page.pk is None:
        return [
            _link(request, code, translate_url(request.path, code), exists=True) for code, _name in settings.LANGUAGES
        ]
    translations = Page.objects.filter(translation_key=page.translation_key)
    path = _below_its_start(request, page, shared)
    faces = {shared.codes[face.locale_id]: face for face in translations if shared.is_public(face)}
    return [
        _link(
            request,
            code,
            f"{faces[code].get_url(request)}{suffix}" if code in faces else f"/{code}/{path}",
            exists=code in faces,
        )
        for code, _name in settings.LANGUAGES
        if code in shared.codes.values()
    ]


def _below_its_start(request, page: Page, shared: Shared) -> str:
    """The page's path below the start page of its own language; no query where that is the language in use."""
    starts = [shared.home_path] if shared.home_path else []
    if not starts or not page.url_path.startswith(shared.home_path):
        starts = list(start_paths(request).values())
    return next((page.url_path.removeprefix(start) for start in starts if page.url_path.startswith(start)), "")


def _link(request, code: str, url: str, *, exists: bool) -> LanguageLink:
    name = dict(settings.LANGUAGES).get(code) or get_language_info(code)["name_local"]
    return LanguageLink(code, name, url, request.build_absolute_uri(url), code in RIGHT_TO_LEFT, exists)
