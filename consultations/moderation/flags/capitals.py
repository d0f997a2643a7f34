"""Text that shouts: capitals through most of it."""

from django.utils.translation import gettext_lazy as _

from consultations.moderation.flags.protocol import Rule

LETTERS, SHARE = 20, 0.7


def find(text, _circumstances):
    cased = [character for character in text if character.lower() != character.upper()]
    if len(cased) >= LETTERS and sum(character.isupper() for character in cased) > SHARE * len(cased):
        yield 0, len(text)


RULE = Rule(
    "capitals", _("All capitals"), _("Most of it is written in capitals. That alone is no reason to hide it."), find
)
