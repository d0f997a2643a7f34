"""Search finds what is public, in the language in use, and stands whatever is typed into it."""

import pytest
from django.core.management import call_command
from wagtail.models import Locale, PageViewRestriction

from home.models import ContentPage
from search.items import find
from tests.builders import a_consultation

pytestmark = pytest.mark.django_db
HOSTILE = [
    '"',
    "'\"",
    '"<',
    '"a',
    "a - b",
    "NEAR(",
    "a*",
    ":",
    "\\",
    "%",
    "';--",
    "&|!",
    "\x00",
    "👩🏽‍🦽",
    "\ud800",
    '"' * 5000,
]


@pytest.fixture
def pages(site):
    """One public page, one draft, one behind a password, and one in English: each with the same word."""
    found = {}
    for name, live in (("public", True), ("draft", False), ("private", True)):
        page = ContentPage(title=f"Kanariefågel {name}", slug=name, live=live)
        found[name] = site.add_child(instance=page)
    PageViewRestriction.objects.create(
        page=found["private"], restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    english = Locale.objects.get(language_code="en")
    found["english"] = site.get_translation(english).add_child(
        instance=ContentPage(title="Kanariefågel english", slug="english", locale=english)
    )
    return found


def test_only_what_anybody_may_see_is_found(resident, pages):
    call_command("update_index", verbosity=0)
    text = resident.get("/sv/sok/", {"q": "Kanariefågel"}).content.decode()
    assert "Kanariefågel public" in text
    for hidden in ("draft", "private", "english"):
        assert f"Kanariefågel {hidden}" not in text


def test_a_consultation_is_found_by_its_title(resident, site):
    consultation = a_consultation(title="Vad tycker du om lekplatsen?")
    call_command("update_index", verbosity=0)
    assert consultation.source_page.url in resident.get("/sv/sok/", {"q": "lekplatsen"}).content.decode()


@pytest.mark.parametrize("words", HOSTILE)
def test_signs_and_floods_find_nothing_and_break_nothing(resident, pages, words):
    answer = resident.get("/sv/sok/", {"q": words.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 200
    assert b"<script" not in answer.content.replace(b"<script src=", b"")


def test_nothing_is_found_for_nothing(site):
    assert find("  ") == []
