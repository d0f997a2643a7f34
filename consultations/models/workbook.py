"""A file that an official has asked for. A background task writes it, and it is gone after a day."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.enums import WorkbookKind, WorkbookState


class Workbook(models.Model):
    """One file for one person, of the kind asked for. ``file`` is its name in the private storage, '' until it is written.

    ``selection`` is the query of an address: whose responses are in it, all where it is ''.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="workbooks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=WorkbookKind, default=WorkbookKind.XLSX)
    selection = models.TextField(default="", blank=True)
    language = models.CharField(max_length=20)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=WorkbookState, default=WorkbookState.WAITING)
    written = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=200, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("workbook")
        indexes = [models.Index(fields=["asked_at"], name="workbooks_by_age")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.state}"

    @property
    def percent(self) -> int:
        return min(99, 100 * self.written // self.of) if self.of else 0
