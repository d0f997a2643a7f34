"""The rules for what residents write: what an organisation says now, and each version that decisions were taken under."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField

from consultations.enums import Reason


def languages_of_the_site():
    """As a function, so that a new language asks for no migration."""
    return settings.LANGUAGES


class Policy(models.Model):
    """The rules of one organisation in one language, as its administrators write them. Saving makes a version."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    locale = models.CharField(_("language"), max_length=20, choices=languages_of_the_site)
    introduction = models.TextField(_("introduction"))
    shown = models.TextField(_("what we show"))
    rules = StreamField(
        [
            (
                "rule",
                blocks.StructBlock(
                    [
                        ("reason", blocks.ChoiceBlock(choices=Reason.choices, label=_("Reason"))),
                        ("text", blocks.TextBlock(label=_("What it means"))),
                    ],
                    label=_("Rule"),
                ),
            )
        ],
        verbose_name=_("what we do not show"),
    )
    promise = models.TextField(_("what happens, and when"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("rules for contributions")
        verbose_name_plural = _("rules for contributions")
        constraints = [models.UniqueConstraint(fields=["organisation", "locale"], name="one_policy_a_language")]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.get_locale_display()}"


class PolicyVersion(models.Model):
    """The rules as they stood, in every language, never changed. ``content`` is ``{locale: {"introduction", "shown",
    "rules": {reason: text}, "promise"}}``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    since = models.DateTimeField()
    content = models.JSONField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_policy_version_a_number")]

    def __str__(self) -> str:
        return _("Version %(number)s") % {"number": self.number}

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("A version of the rules is never changed; the next one stands after it.")
        super().save(*args, **kwargs)

    def said(self, locale: str) -> dict:
        """In a language; in Swedish, or else any, where it has not been written in it."""
        return self.content.get(locale) or self.content.get("sv") or next(iter(self.content.values()))

    def rule(self, reason: str, locale: str) -> str:
        return self.said(locale)["rules"].get(reason, "")
