"""Addresses of e-mail, also with the sign written out."""

import re

from django.utils.translation import gettext_lazy as _

from consultations.moderation.flags.protocol import Rule

AT = r"(?:@|\s?[\[({](?:at|snabel-?a|@|ät)[\])}]\s?|\s(?:snabel-?a)\s)"
DOT = r"(?:\.|\s?[\[({](?:dot|punkt|piste)[\])}]\s?|\s(?:dot|punkt)\s)"
SHAPE = re.compile(
    rf"(?<![\w@.+-])[\w.+-]{{1,64}}{AT}[\w-]{{1,63}}(?:{DOT}[\w-]{{1,63}}){{0,4}}{DOT}[^\W\d_]{{2,20}}\b", re.IGNORECASE
)


def find(text, _circumstances):
    return (match.span() for match in SHAPE.finditer(text))


RULE = Rule("email", _("E-mail address"), _("Looks like an e-mail address. Is it a private person's?"), find)
