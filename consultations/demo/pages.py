"""The demo's page tree in all its languages. A page that is there is left as it is, whatever became of it."""

import re
from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from consultations.demo.declaration import (
    NOT_FIELDS_OF_COMMITMENTS,
    facts_of_commitment,
    load_parties,
    write_history,
)
from consultations.demo.programme import NOT_FIELDS_OF_EVENTS, facts_of_event, facts_of_programme
from consultations.demo.reading import (
    LANGUAGES,
    OTHERS,
    NotTranslatedError,
    content_of,
    id_of,
    spoken,
    stream_of_questions,
)
from consultations.demo.translating import translate
from consultations.models import Consultation, ConsultationPage
from declaration.models import CommitmentPage, DeclarationPage
from home.models import SiteSettings
from organisations.models import Organisation, User
from programme.models import EventPage, ProgrammePage

CONSULTATIONS = ["principles", "youth", "democracy_week", "ideas", "treatment"]
OPENING, CLOSING = time(8), time(23, 59)
NOT_FIELDS = {"key", "parent", "model", "in_menu", "body", "questions", "feedback", "opens", "closes", "assessed_on"}
NOT_FIELDS |= NOT_FIELDS_OF_EVENTS | NOT_FIELDS_OF_COMMITMENTS
LINK = re.compile(r'id="@([a-z_]+)"')


def load_pages(*, organisation: Organisation, by: User, today: date) -> list[Consultation]:
    """Makes the pages that are missing, and gives the consultations that are new with them."""
    for language in (*LANGUAGES, *OTHERS):
        Locale.objects.get_or_create(language_code=language)
    entries = [*content_of("pages")["pages"], *content_of("legal")["pages"], *map(_consultation_entry, CONSULTATIONS)]
    entries += [*content_of("rights")["pages"], *content_of("programme")["pages"]]
    entries += _commitments()
    made = [entry for entry in entries if _page_of(entry["key"]) is None]
    for entry in made:
        _make(entry, organisation=organisation, today=today)
    for entry in made:
        _publish(entry, organisation=organisation, by=by, today=today)
    _settle(Site.objects.filter(is_default_site=True).first(), keeper=organisation)
    keys = [id_of("page", entry["key"]) for entry in made]
    return list(Consultation.objects.filter(translation_key__in=keys).select_related("current", "source_page"))


def _commitments() -> list[dict]:
    """None for a demo from before there were any: its declaration is a plain page, and left as it is."""
    there = _page_of("declaration")
    if there is not None and not isinstance(there, DeclarationPage):
        return []
    load_parties()
    return content_of("declaration")["pages"]


def consultation_called(key: str) -> Consultation:
    return Consultation.objects.select_related("current").get(translation_key=id_of("page", key))


def _consultation_entry(name: str) -> dict:
    return {"parent": "consultations", "model": "consultations.ConsultationPage"} | content_of(name)


def _page_of(key: str, language: str = LANGUAGES[0]) -> Page | None:
    found = Page.objects.filter(translation_key=id_of("page", key), locale__language_code=language).first()
    return found.specific if found else None


def _make(entry: dict, **facts) -> None:
    """The bare page, so that all others can link to it."""
    page = _face(entry, LANGUAGES[0], **facts)
    page.live = False
    if entry.get("parent"):
        _page_of(entry["parent"]).add_child(instance=page)
    else:
        make_start_page(page)


def make_start_page(home: Page) -> None:
    """Takes the place of Wagtail's welcome page, if that is still there, and of no other."""
    root = Page.objects.get(depth=1)
    welcome = root.get_children().filter(slug="home", content_type__model="page").first()
    if welcome is not None and welcome.get_children_count() == 0:
        Site.objects.filter(root_page=welcome).delete()
        welcome.delete()
        root.refresh_from_db()
    root.add_child(instance=home)
    if not Site.objects.filter(is_default_site=True).exists():
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name=home.title)


def _settle(site: Site | None, *, keeper: Organisation) -> None:
    """Says who stands behind the site, unless somebody has."""
    if site is not None and not SiteSettings.objects.filter(site=site).exists():
        said = {name: _linked(value) for name, value in content_of("legal")["settings"].items()}
        pages = {f"{name}_id": said.pop(name) for name in list(said) if name.endswith("_page")}
        SiteSettings.objects.create(site=site, keeper=keeper, **said, **pages)


def _publish(entry: dict, *, by: User, **facts) -> None:
    """Fills the page in, now that every link leads somewhere, publishes it and translates it."""
    page, filled = _page_of(entry["key"]), _face(entry, LANGUAGES[0], **facts)
    for field, value in filled.demo_fields.items():
        setattr(page, field, value)
    if isinstance(page, CommitmentPage):
        write_history(entry)
    page.save_revision(user=by).publish(user=by)
    for language in (*LANGUAGES[1:], *OTHERS):
        if face := _translation(entry, language, **facts):
            translate(page, face, to=face.locale, by=by)


def _translation(entry: dict, language: str, **facts) -> Page | None:
    """What the page says in another language; None where a text of it, or the page above it, is not translated."""
    if entry.get("parent") and _page_of(entry["parent"], language) is None:
        return None
    try:
        return _face(entry, language, **facts)
    except NotTranslatedError:
        return None


def _face(entry: dict, language: str, *, organisation: Organisation, today: date) -> Page:
    """An unsaved page that says in one language what the entry says."""
    model = apps.get_model(entry["model"])
    fields = {name: _linked(spoken(value, language)) for name, value in entry.items() if name not in NOT_FIELDS}
    if "body" in entry:
        fields["body"] = [_block(entry["key"], n, part, language) for n, part in enumerate(entry["body"])]
    if model is ConsultationPage:
        fields |= _facts_of_consultation(entry, language, organisation=organisation, today=today)
    if model is ProgrammePage:
        fields |= facts_of_programme(entry, organisation=organisation, today=today)
    if model is DeclarationPage:
        fields["keeper"] = organisation
    if model is CommitmentPage:
        fields |= facts_of_commitment(entry, language, linked=_linked)
    if model is EventPage:
        fields |= facts_of_event(entry, today=today)
    if "assessed_on" in entry:
        fields["assessed_on"] = today + timedelta(days=entry["assessed_on"])
    page = model(
        **fields,
        show_in_menus=entry.get("in_menu", False),
        translation_key=id_of("page", entry["key"]),
        locale=Locale.objects.get(language_code=language),
    )
    page.demo_fields = fields
    return page


def _facts_of_consultation(entry: dict, language: str, *, organisation: Organisation, today: date) -> dict:
    return {
        "organisation": organisation,
        "opens": at_time(today, entry["opens"], OPENING),
        "closes": at_time(today, entry["closes"], CLOSING),
        "feedback_due": today + timedelta(days=entry["feedback_due"]),
        "is_example": True,
        "questions": stream_of_questions(entry["key"], entry["questions"], language),
    }


def at_time(today: date, days: int, clock: time) -> datetime:
    """A local time so many days from today."""
    return timezone.make_aware(datetime.combine(today + timedelta(days=days), clock))


def _block(page: str, number: int, part: dict, language: str) -> dict:
    [(kind, value)] = spoken(part, language).items()
    value = {"text": value} if kind == "heading" else value
    return {"type": kind, "id": str(id_of(page, "body", str(number))), "value": _linked(value)}


def _linked(value):
    """The value with "@key" as the id of that page of the demo; a page that is not there yet has none."""
    if isinstance(value, dict):
        return {name: _linked(item) for name, item in value.items()}
    if not isinstance(value, str) or "@" not in value:
        return value
    if value.startswith("@"):
        return _id_of_page(value[1:])
    return LINK.sub(lambda found: f'id="{_id_of_page(found[1])}"', value)


def _id_of_page(key: str) -> int | None:
    page = Page.objects.filter(translation_key=id_of("page", key), locale__language_code=LANGUAGES[0]).first()
    return page.pk if page else None
