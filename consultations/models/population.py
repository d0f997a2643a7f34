"""Figures of the population that those who answered are compared with: tables, what their codes mean, and of whom."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PopulationTable(models.Model):
    """One imported table of an organisation.

    ``figures`` is ``{"dimensions": [{"code", "label", "use", "categories": [[code, label], ...]}, ...], "values": [n or
    null, ...]}``, the last dimension running fastest. ``use`` is a concept of the questions, "sum" or "=code".
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    source = models.CharField(_("source"), max_length=200, help_text=_("Who counted, and the name of the table there."))
    as_of = models.DateField(_("the day that the figures are of"))
    licence = models.CharField(_("licence"), max_length=80, blank=True)
    figures = models.JSONField()
    is_ready = models.BooleanField(default=False)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("population table")
        ordering = ["-as_of", "name"]

    def __str__(self) -> str:
        return self.name


class PopulationMatch(models.Model):
    """What an answer means in a table's codes, as somebody said once: remembered by the answer's words, not its id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    concept = models.CharField(max_length=40)
    word = models.CharField(max_length=200)
    codes = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "concept", "word"], name="one_meaning_an_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.concept} {self.word}"


class PopulationReference(models.Model):
    """Of which municipality's population a consultation is held against. Without a row: of all that the tables have."""

    consultation = models.OneToOneField(
        "consultations.Consultation", primary_key=True, on_delete=models.CASCADE, related_name="reference"
    )
    area = models.CharField(max_length=20, blank=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.area}"
