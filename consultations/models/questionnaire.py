"""The published questions, frozen: a version never changes, and each submission names the one it answered."""

import uuid

from django.conf import settings
from django.db import models

from consultations.enums import ChangeKind


class QuestionnaireVersion(models.Model):
    """All questions in all open languages, as compiled from the pages (see ``questions.compile``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "digest"], name="one_version_a_content"),
            models.UniqueConstraint(fields=["consultation", "number"], name="one_version_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} v{self.number}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("A questionnaire version is immutable; compile a new one.")
        super().save(*args, **kwargs)


class VersionActivation(models.Model):
    """From when a version was the current one, and why it took over. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="activations")
    since = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=ChangeKind)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["since"]

    def __str__(self) -> str:
        return f"{self.version} {self.since:%Y-%m-%d %H:%M}"
