"""The language of a text, as HTML wants it. Known to every template."""

from django import template

from config.languages import html_language

register = template.Library()


@register.filter
def as_lang(code: str) -> str:
    """``sv`` for easy Swedish: browsers and screen readers know the language, not the variant."""
    return html_language(code or "")
