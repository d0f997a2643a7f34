"""What officials did so that people answer, beside the days on which they answered."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.enums import NoteKind


class OutreachNote(models.Model):
    """One thing on one day, such as a letter or a meeting. Never about a single resident."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="notes", db_index=False
    )
    day = models.DateField(_("day"))
    kind = models.CharField(_("what"), max_length=20, choices=NoteKind)
    text = models.CharField(_("in a few words"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note")
        indexes = [models.Index(fields=["consultation", "day"], name="notes_by_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day:%Y-%m-%d}"
