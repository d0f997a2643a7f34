"""What moderators decide. A decision is never changed: the next one stands after it."""

import uuid

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from consultations.enums import ModerationState, Reason


class Decision(models.Model):
    """One decision on one text. It outlives the text, without it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="decisions")
    answer = models.ForeignKey("consultations.Answer", null=True, on_delete=models.SET_NULL, related_name="decisions")
    n = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=ModerationState)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    explanation = models.TextField(blank=True)
    content_digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    carried_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["answer", "n"], name="one_decision_a_turn")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.at:%Y-%m-%d %H:%M}"
