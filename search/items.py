"""What can be searched: the one start of every search, so that nothing private or unpublished is ever found."""

from django.db import connection
from django.utils.translation import get_language
from wagtail.models import Page

LONGEST = 200


def public_items():
    """Every page that anybody may see, in the language in use."""
    return Page.objects.live().public().filter(locale__language_code=get_language(), depth__gt=2)


def find(words: str) -> list[Page]:
    """The best 50 pages for some words, best first; none for nothing."""
    words = " ".join(words[:LONGEST].split())
    if not words:
        return []
    found = list(public_items().search(words, operator="and")[:50])
    if connection.vendor == "postgresql" or not found:  # Neither stems Swedish compounds: "lek" finds "lekplats".
        found += [page for page in public_items().autocomplete(words)[:50] if page not in found]
    return [page.specific for page in found[:50]]
