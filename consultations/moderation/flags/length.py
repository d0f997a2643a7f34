"""Texts of hardly a word, and long ones."""

from django.utils.translation import gettext_lazy as _

from consultations.moderation.flags.protocol import Rule

SHORTEST, LONGEST = 2, 1500


def find(text, _circumstances):
    letters = sum(character.isalnum() for character in text)
    if letters < SHORTEST or len(text) > LONGEST:
        yield 0, len(text)


RULE = Rule("length", _("Unusual length"), _("Hardly a word, or more than 1,500 characters: take your time."), find)
