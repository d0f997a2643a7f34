"""What can be searched: the one start of every search, so that nothing private or unpublished is ever found."""

import re

from django.db import connection
from django.utils.html import strip_tags
from django.utils.text import Truncator
from wagtail.models import Locale, Page

LONGEST = 200
MOST_WORDS = 12
WORD = re.compile(r"\w+")


def public_items():
    """Every page that anybody may see, in the language in use."""
    return Page.objects.live().public().filter(locale=Locale.get_active())


def find(words: str) -> list[Page]:
    """The best 50 pages for some words, best first; none for nothing."""
    words = " ".join(WORD.findall(words[:LONGEST])[:MOST_WORDS])  # Signs mean something to the search engines.
    if not words:
        return []
    found = list(public_items().search(words, operator="and")[:50])
    if connection.vendor == "postgresql" or not found:  # Neither stems Swedish compounds: "lek" finds "lekplats".
        found += [page for page in public_items().autocomplete(words)[:50] if page not in found]
    return [page.specific for page in found[:50]]


def excerpt_of(page: Page) -> str:
    """A sentence or two about a page: what its editors wrote for searches, or else how it begins."""
    said = (getattr(page, name, "") for name in ("search_description", "lead", "introduction"))
    return Truncator(strip_tags(next((text for text in said if text), ""))).words(30)
