"""What moderators decide. A decision is never changed: the next one stands after it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django_scopes import ScopedManager

from consultations.enums import ModerationState, Reason


class Decision(models.Model):
    """One decision on one text. It outlives the text, without it. ``by`` is empty where nobody in person decided.

    A published text may have parts hidden: ``redactions`` are their places, ``[[start, end], ...]``. ``policy`` is the
    version of the rules that was in force.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="decisions")
    answer = models.ForeignKey("consultations.Answer", null=True, on_delete=models.SET_NULL, related_name="decisions")
    n = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=ModerationState)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    explanation = models.TextField(blank=True)
    content_digest = models.CharField(max_length=64)
    redactions = models.JSONField(default=list, blank=True)
    hides_name = models.BooleanField(default=False)
    policy = models.ForeignKey("consultations.PolicyVersion", null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    carried_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "n"], name="one_decision_a_turn"),
            models.CheckConstraint(
                condition=~Q(state=ModerationState.HIDDEN) | ~Q(reason=""), name="a_hiding_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(reason=Reason.OTHER) | ~Q(explanation=""), name="another_reason_is_explained"
            ),
        ]
        indexes = [models.Index(fields=["consultation", "at", "id"], name="decisions_by_time")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("A decision is never changed; the next one stands after it.")
        super().save(*args, **kwargs)

    @property
    def hides_parts(self) -> bool:
        return bool(self.redactions) or self.hides_name

    @property
    def label(self) -> str:
        """What was decided, in words."""
        return _("Published, with parts hidden") if self.hides_parts else self.get_state_display()
