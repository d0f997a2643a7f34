"""The question library: questions and whole questionnaires to begin with, of one organisation or for all."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LibraryEntry(models.Model):
    """Sections and questions in every language they were saved in: ``streams`` is ``{locale: raw stream}``, ids alike.

    The first locale is that of the source. ``key`` names an entry that the software brings; it belongs to no organisation.
    """

    class Kind(models.TextChoices):
        PART = "part", _("Questions to add")
        TEMPLATE = "template", _("A whole questionnaire")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PART)
    title = models.CharField(_("title"), max_length=100)
    description = models.CharField(_("what it is for"), max_length=300, blank=True)
    source_locale = models.CharField(max_length=20)
    streams = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["kind", "title"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="one_library_entry_a_key")
        ]

    def __str__(self) -> str:
        return self.title
