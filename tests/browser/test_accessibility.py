"""Every public page, in each language and state, passes the probes. A page type that nobody visits fails."""

import pytest
from django.urls import get_resolver
from wagtail.models import get_page_models

from tests.browser.probes import probe

PAGES = {
    "start": "/{language}/",
    "list": "{index}",
    "open consultation": "{open}",
    "closed consultation": "{decided}",
    "form": "{open}svara/",
    "receipt": "/{language}/kvitto/",
    "search": "/{language}/sok/?q=samråd",
    "search without result": "/{language}/sok/?q=qwxz",
    "style guide": "/stilguide/",
    "not found": "/{language}/finns-inte/",
}


@pytest.fixture(scope="session")
def addresses(demo):
    """Where the public pages are, by language, as the API and the start page tell."""
    import json
    from urllib.request import urlopen

    found = {}
    for language in ("sv", "en"):
        with urlopen(f"{demo}/api/v1/consultations/?locale={language}&limit=100") as answer:  # noqa: S310
            items = json.load(answer)["items"]
        by_stage = {item["stage"]: item["url"] for item in items}
        found[language] = {
            "language": language,
            "open": next(item["url"] for item in items if item["form_url"]),
            "decided": by_stage["decided"],
            "index": by_stage["decided"].rstrip("/").rsplit("/", 1)[0] + "/",
        }
    return found


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_passes_every_probe(visitor, addresses, name, language, colours):
    page = visitor(color_scheme=colours)
    page.goto(PAGES[name].format(**addresses[language]))
    only = () if colours == "light" else ("P5", "P6")
    assert probe(page, only=only) == []


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_form_passes_every_probe_with_an_error(visitor, addresses, language, colours):
    page = visitor(color_scheme=colours)
    page.goto(f"{addresses[language]['open']}svara/")
    page.locator("[data-consultation-form] button[type=submit]").last.click()
    assert page.locator(".error-summary").count() == 1
    assert probe(page) == []


def test_every_page_type_has_an_address_in_this_file():
    """Enumerated from the models and the resolver: who adds a public page adds it to the probes."""
    visited_models = {
        "HomePage",
        "ContentPage",
        "AccessibilityStatementPage",
        "ConsultationIndexPage",
        "ConsultationPage",
    }
    assert {model.__name__ for model in get_page_models()} - {"Page"} == visited_models
    visited_names = {
        "search",
        "receipt",
        "answer",
        "answer_step",
        "check",
        "done",
        "styleguide",
        "report_barrier",
        "barrier_reported",
    }
    exempt = {"root", "live", "ready", "wagtail_serve", "wagtailcore_login", "wagtailadmin_home"}
    names = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    public = {name for name in names if not name.startswith(("wagtail", "captcha", "api"))}
    assert public - exempt == visited_names
