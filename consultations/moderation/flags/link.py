"""Links, with or without http."""

import re

from django.utils.translation import gettext_lazy as _

from consultations.moderation.flags.protocol import Rule

ENDINGS = "se|nu|com|net|org|info|biz|io|eu|fi|no|dk|me|co|ly|gg|xyz|shop|online|site|top|ru|cn|tk|app|link|gl|be|de|uk"
SHAPE = re.compile(
    rf"(?:\bh(?:tt|xx)ps?\s?://\S+|\bwww\.\S+\.\S+|(?<![\w@.-])(?:[a-z0-9-]{{2,63}}\.){{1,4}}(?:{ENDINGS})(?:/\S*)?(?![\w@.-]))",
    re.IGNORECASE,
)


def find(text, _circumstances):
    for match in SHAPE.finditer(text):
        yield match.start(), match.start() + len(match.group().rstrip(".,;:!?)"))


RULE = Rule("link", _("Link"), _("Leads somewhere else. Published texts are shown as they are, never as links."), find)
