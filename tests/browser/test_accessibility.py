"""Every public page, in each language and state, passes the probes. A page type that nobody visits fails."""

import json
import re
from urllib.request import urlopen

import pytest
from django.urls import URLPattern, get_resolver
from wagtail.models import get_page_models

from tests.browser.probes import probe
from tests.browser.test_walk import press_on, walk_to_the_check_page

# Where it is, and what it stands for: page models by name, plain views by their address's name.
PAGES = {
    "start": ("/{language}/", "HomePage"),
    "content": ("{content}", "ContentPage"),
    "statement": ("{statement}", "AccessibilityStatementPage"),
    "list": ("{index}", "ConsultationIndexPage"),
    "open consultation": ("{open}", "ConsultationPage"),
    "closed consultation": ("{decided}", "ConsultationPage"),
    "form": ("{open}svara/", "answer"),
    "second step": ("{open}svara/2/", "answer_step"),
    "receipt": ("/{language}/kvitto/", "receipt"),
    "continue": ("/{language}/fortsatt/", "resume"),
    "decisions": ("/{language}/granskning/beslut/", "appeal"),
    "rules": ("/{language}/granskning/regler/", "contribution_rules"),
    "moderation in figures": ("/{language}/granskning/", "openness"),
    "moderation of one": ("{figures}", "openness_of"),
    "report of a text": ("{report}", "report_text"),
    "barrier": ("/{language}/hinder/", "report_barrier"),
    "barrier reported": ("/{language}/hinder/tack/H-0123ABCD/", "barrier_reported"),
    "search": ("/{language}/sok/?q=demokrati", "search"),
    "search without result": ("/{language}/sok/?q=qwxz", "search"),
    "style guide": ("/stilguide/", "styleguide"),
    "question types with errors": ("/stilguide/fragor/?fel&sprak={language}", "question_types"),
    "programme": ("{programme}", "ProgrammePage"),
    "programme, narrowed to nothing": ("{programme}?plats=x", "ProgrammePage"),
    "event": ("{event}", "EventPage"),
    "declaration": ("{declaration}", "DeclarationPage"),
    "declaration, narrowed to nothing": ("{declaration}?lage=x", "DeclarationPage"),
    "commitment": ("{commitment}", "CommitmentPage"),
    "party": ("{declaration}organisationer/karlstads-kommun/", "party"),
    "follow-up": ("{declaration}uppfoljning/2021/", "follow_up"),
    "not found": ("/{language}/finns-inte/", ""),
}
WALKED = {"check", "done", "saved"}  # Probed at the end of a walk, below.
NO_PAGES = {
    "root",
    "measured",
    "live",
    "ready",
    "page",
    "robots",
    "resume_picture",
    "saved_file",
    "challenge_picture",
    "challenge_sound",
    "openness_json",
    "theme",
    "openness_of_json",
    "receipt_file",
    "paper",
    "programme_pdf",
    "follow_up_pdf",
    "calendar",
    "feed",
}  # They answer with a redirect, a word, or another page of the list.
OTHERS = ("admin/", "api/", "documents/", "captcha/", "media/", "_util/")


@pytest.fixture(scope="session")
def addresses(demo):
    """Where the public pages are, by language, as the API and the start page tell."""
    return {language: addresses_in(demo, language) for language in ("sv", "en")}


def addresses_in(demo: str, language: str) -> dict[str, str]:
    items = json.loads(fetch(f"{demo}/api/v1/consultations/?locale={language}&limit=100"))["items"]
    ideas = next(item for item in items if item["stage"] == "closed")
    decided = next(item["url"] for item in items if item["stage"] == "decided")
    footer = re.findall(r'href="([^"]+)"', fetch(f"{demo}/{language}/").split("<footer")[1])
    statement, content = [address for address in footer if address.startswith(f"/{language}/")][:2]
    programme = {"sv": "/sv/demokrativeckan/", "en": "/en/democracy-week/"}[language]
    return {
        "language": language,
        "programme": programme,
        "declaration": {"sv": "/sv/deklarationen/", "en": "/en/the-declaration/"}[language],
        "commitment": {
            "sv": "/sv/deklarationen/samarbeta-i-lanet/",
            "en": "/en/the-declaration/work-together-in-the-county/",
        }[language],
        "event": re.search(rf'"({programme}[-a-z]+/)"', fetch(f"{demo}{programme}")).group(1),
        "open": min((item for item in items if item["form_url"]), key=lambda item: item["closes_at"])["url"],
        "figures": re.search(
            rf"/{language}/granskning/[0-9a-f-]{{36}}/", fetch(f"{demo}/{language}/granskning/")
        ).group(),
        "report": re.search(r'href="([^"]+/granskning/anmal/[^"]+|/[^"]*anmal/[^"]+)"', fetch(ideas["url"])).group(1),
        "decided": decided,
        "index": decided.rstrip("/").rsplit("/", 1)[0] + "/",
        "statement": statement,
        "content": content,
    }


def fetch(address: str) -> str:
    with urlopen(address) as answer:  # noqa: S310
        return answer.read().decode()


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_passes_every_probe(visitor, addresses, name, language):
    """All probes in light colours; then, on the same page, those of colour and contrast in dark ones."""
    page = visitor(color_scheme="light")
    page.goto(PAGES[name][0].format(**addresses[language]))
    assert probe(page) == []
    page.emulate_media(color_scheme="dark")
    assert probe(page, only=("P5", "P6")) == []


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_form_passes_every_probe_with_an_error(visitor, addresses, language, colours):
    page = visitor(color_scheme=colours)
    page.goto(f"{addresses[language]['open']}svara/")
    press_on(page)
    assert page.locator(".error-summary").count() == 1
    assert probe(page) == []


def test_every_question_type_passes_every_probe_from_right_to_left(visitor):
    page = visitor()
    page.goto("/stilguide/fragor/?sprak=ar")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert probe(page) == []


@pytest.mark.parametrize("address", ["/{}/kvitto/", "/{}/hinder/", "/{}/fortsatt/"])
@pytest.mark.parametrize("language", ["sv", "en", "fi", "ar"])
def test_a_plain_view_passes_every_probe_with_an_error_in_all_four_languages(visitor, language, address):
    page = visitor()
    page.goto(address.format(language))
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    with page.expect_navigation():
        page.locator("main button[type=submit]").click()
    assert page.locator(".error-summary").count() == 1
    assert probe(page) == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_end_of_the_walk_passes_every_probe(visitor, addresses, language):
    page = visitor()
    page.goto(f"{addresses[language]['open']}svara/")
    walk_to_the_check_page(page, text="Ett svar")
    assert probe(page) == []
    with page.expect_navigation():
        page.locator("button[value=save]").click()
    assert page.locator("[data-draft-code]").count() == 1
    assert probe(page) == []
    page.go_back()
    press_on(page)
    assert page.locator("[data-receipt]").count() == 1
    assert probe(page) == []


def test_every_page_type_is_visited():
    """Enumerated from the models and the addresses: who adds a public page adds it to the probes."""
    visited = {stands_for for _address, stands_for in PAGES.values()} | WALKED
    models = {model.__name__ for model in get_page_models()} - {"Page"}
    names = set(public_names(get_resolver().url_patterns))
    assert models <= visited
    assert names - NO_PAGES <= visited


def public_names(patterns) -> list[str]:
    """The names of all addresses outside the admin, the API and the files."""
    found = []
    for pattern in patterns:
        if str(pattern.pattern).startswith(OTHERS):
            continue
        if isinstance(pattern, URLPattern):
            found += [pattern.name] if pattern.name and not pattern.name.startswith("wagtail") else []
        else:
            found += public_names(pattern.url_patterns)
    return found
