"""Languages and their variants. Easy Swedish is a language of the site and of its content, but Swedish to a browser."""

from django.conf import settings


def html_language(code: str) -> str:
    """What the ``lang`` of a text is in HTML: ``sv`` for ``sv-simple``, every other code as it is."""
    return settings.VARIANTS.get(code, code)


def is_variant(code: str) -> bool:
    return code in settings.VARIANTS


def nearest(code: str, offered) -> list[str]:
    """The languages of ``offered`` in the order in which somebody who reads ``code`` most likely reads them."""
    order = [
        html_language(code),
        *(variant for variant in settings.VARIANTS if html_language(variant) == html_language(code)),
    ]
    order += [settings.LANGUAGE_CODE, *dict(settings.LANGUAGES)]
    return [each for each in dict.fromkeys(order) if each in set(offered) and each != code]
