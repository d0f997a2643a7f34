"""What the printed follow-up of a year says: texts only."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from config.languages import html_language
from declaration.listing import Commitment
from declaration.models import DeclarationPage


def printed(page: DeclarationPage, *, told: dict, address: str, name: str, now) -> dict:
    today = date_format(timezone.localdate(now), "DATE_FORMAT")
    return {
        "title": _("Follow-up %(year)s: %(title)s") % {"year": told["year"], "title": page.title},
        "example": _("Example content for demonstration") if told["has_examples"] else "",
        "lead": when_in_words(told),
        "heading": _("The commitments"),
        "columns": [_("Commitment"), _("Who promised it"), _("State"), _("Since")],
        "commitments": [_row(one) for one in told["commitments"]],
        "figures_heading": _("In figures"),
        "figures": [
            {name: str(figure[name]) for name in ("label", "value", "how", "as_of_words")} for figure in told["figures"]
        ],
        "more": _("Read more, and what has changed since:"),
        "address": address,
        "footer": f"{name} · {_('As it stood on %(day)s') % {'day': today}}",
    }


def when_in_words(told: dict) -> str:
    said = {"year": told["year"]}
    if told["is_over"]:
        return _("This is how far the commitments were at the end of %(year)s.") % said
    return _("The year %(year)s is not over. This is how far the commitments are now.") % said


def _row(one: Commitment) -> dict:
    return {
        "title": one.page.title,
        "promised": one.page.promised,
        "by": one.party.name,
        "state": one.state_label,
        "since": date_format(timezone.localtime(one.last.at), "DATE_FORMAT"),
        "because": one.last.text,
        "spoken": _spoken(one.language),
        "because_spoken": _spoken(one.last.language),
    }


def _spoken(language: str) -> dict:
    """For texts that are not in the language of the sheet."""
    rtl = get_language_info(language)["bidi"]
    return {"lang": html_language(language), "dir": "rtl" if rtl else "ltr"}
