"""What people can do about a decision: its author asks for another look, a reader reports what is published."""

import uuid

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from consultations.enums import AppealState, Reason, ReportState


class Appeal(models.Model):
    """The author of a text asks that another person looks at a decision. One a decision; its words are the author's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.OneToOneField("consultations.Decision", on_delete=models.PROTECT, related_name="appeal")
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    locale = models.CharField(max_length=20)
    received_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=AppealState, default=AppealState.WAITING)
    explanation = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["received_on", "id"]
        indexes = [models.Index(fields=["consultation", "state", "received_on"], name="appeals_by_age")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.received_on}"


class TextReport(models.Model):
    """A reader reports a published text. Nobody is known by it but by the code of which only a hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.CASCADE, related_name="+")
    answer = models.ForeignKey("consultations.Answer", on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=20, choices=Reason)
    words = models.CharField(max_length=1000, blank=True)
    code_hash = models.BinaryField(max_length=32, unique=True)
    received_on = models.DateField()
    state = models.CharField(max_length=20, choices=ReportState, default=ReportState.WAITING)
    answered_on = models.DateField(null=True)

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["answer", "state"], name="reports_of_a_text")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.received_on}"


class OpennessReport(models.Model):
    """The public figures of moderation, of one consultation or (without one) of the site, as they were last made."""

    consultation = models.OneToOneField(
        "consultations.Consultation", null=True, on_delete=models.CASCADE, related_name="openness"
    )
    made_at = models.DateTimeField()
    figures = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"
