"""The words that editors choose from for an event, and by which visitors find it."""

from babel import Locale
from django.db.models import TextChoices
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from config.languages import html_language


class Held(TextChoices):
    """How one can take part."""

    ROOM = "room", gettext_lazy("On site")
    ONLINE = "online", gettext_lazy("Online")
    BOTH = "both", gettext_lazy("On site and online")


class EventState(TextChoices):
    PLANNED = "planned", gettext_lazy("As planned")
    MOVED = "moved", gettext_lazy("New time")
    CANCELLED = "cancelled", gettext_lazy("Cancelled")


class Theme(TextChoices):
    DEMOCRACY = "democracy", gettext_lazy("Everyday democracy")
    RIGHTS = "rights", gettext_lazy("Human rights")
    INFLUENCE = "influence", gettext_lazy("Having a say")
    MEDIA = "media", gettext_lazy("Media and source criticism")
    YOUNG = "young", gettext_lazy("Young people's voices")
    MINORITIES = "minorities", gettext_lazy("National minorities")
    HISTORY = "history", gettext_lazy("The history of democracy")


class Audience(TextChoices):
    EVERYONE = "everyone", gettext_lazy("Everyone")
    CHILDREN = "children", gettext_lazy("Children")
    YOUNG = "young", gettext_lazy("Young people")
    SCHOOLS = "schools", gettext_lazy("Schools")
    OLDER = "older", gettext_lazy("Older people")
    ASSOCIATIONS = "associations", gettext_lazy("Associations")
    NEWCOMERS = "newcomers", gettext_lazy("New in Sweden")


class Access(TextChoices):
    """What makes it possible to take part."""

    STEP_FREE = "step_free", gettext_lazy("Step-free entrance")
    TOILET = "toilet", gettext_lazy("Accessible toilet")
    LOOP = "loop", gettext_lazy("Hearing loop")
    SIGN = "sign", gettext_lazy("Sign language interpreter")
    CAPTIONS = "captions", gettext_lazy("Live captions")
    DESCRIPTION = "description", gettext_lazy("Audio description")
    QUIET = "quiet", gettext_lazy("Quiet room")
    EASY = "easy", gettext_lazy("Easy-to-read material")


SIGN_LANGUAGE, MEANKIELI = "swl", "fit"  # which CLDR has no names for in all our languages
LANGUAGES = ("sv", "en", "fi", "ar", "so", "uk", "fa", "ku", "ti", "no", MEANKIELI, "se", "rom", "yi", SIGN_LANGUAGE)


def language_name(code: str) -> str:
    """The name of a language of an event, in the language in use."""
    if code == SIGN_LANGUAGE:
        return _("Swedish Sign Language")
    if code == MEANKIELI:
        return _("Meänkieli")
    return Locale.parse(html_language(get_language())).languages.get(code, code)


def spoken_languages() -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code in LANGUAGES]
