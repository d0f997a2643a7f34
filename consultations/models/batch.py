"""What staff key in: a batch of sheets that came by one way on one day, and each sheet. Nothing leads from one to a person.

A sheet holds no text: who keyed it, what could not be read of it, and how many answers a second person read otherwise.
"""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consultations.enums import Channel


class Batch(models.Model):
    """``check_every``: 0 checks none by a second person, 1 all, n the first and every nth after it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="batches")
    version = models.ForeignKey("consultations.QuestionnaireVersion", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    received_on = models.DateField(_("received on"))
    locale = models.CharField(_("language of the sheets"), max_length=20)
    expected = models.PositiveIntegerField(_("number of sheets"), validators=[MinValueValidator(1)])
    check_every = models.PositiveSmallIntegerField(_("checked by a second person"), default=10)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.received_on}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def is_checked(self, no: int) -> bool:
        """Whether a second person keys the sheet with this number as well."""
        return bool(self.check_every) and (no - 1) % self.check_every == 0


class Sheet(models.Model):
    """``unread`` are the ids of questions that were left blank or could not be read, by how it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="sheets", db_index=False)
    no = models.PositiveIntegerField()
    response = models.OneToOneField(
        "consultations.Response", null=True, on_delete=models.SET_NULL, related_name="sheet"
    )
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    is_checked = models.BooleanField(default=False)
    compared = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)
    unread = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["no"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "no"], name="one_sheet_a_number"),
            models.CheckConstraint(
                condition=Q(first_by__isnull=True) | Q(second_by__isnull=True) | ~Q(first_by=F("second_by")),
                name="another_person_checks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch}: {self.no}"
