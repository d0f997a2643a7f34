"""What the municipality answers: points with what they build on, in every language, and what was corrected since."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.enums import ActionState


class Feedback(models.Model):
    """ "We asked, you answered, we do" in one language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="feedback")
    locale = models.CharField(max_length=20)
    we_asked = models.TextField(_("We asked"))
    you_answered = models.TextField(_("You answered"))
    decision_reference = models.CharField(_("reference to the decision"), max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [models.UniqueConstraint(fields=["consultation", "locale"], name="one_feedback_a_language")]

    def __str__(self) -> str:
        return f"{self.consultation} ({self.locale})"


class FeedbackAction(models.Model):
    """One thing that the municipality does, or does not do, because of the answers, in one language.

    ``point`` is the same in every language: what it builds on (``FeedbackEvidence``) hangs on it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="actions")
    point = models.UUIDField(default=uuid.uuid4)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.TextField(_("What we do"))
    state = models.CharField(_("state"), max_length=20, choices=ActionState)
    because = models.TextField(_("Why"), blank=True)
    who = models.CharField(_("Who does it"), max_length=200, blank=True)
    when = models.CharField(_("When"), max_length=120, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["feedback", "point"], name="one_action_a_point_and_language")]

    def __str__(self) -> str:
        return self.text[:60]


class FeedbackEvidence(models.Model):
    """What a point builds on: the published table of a question, or a text that is shown to the public.

    The text is not copied. It is read through the gate each time, so that hiding or erasing it takes it away here too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="evidence")
    point = models.UUIDField()
    question = models.CharField(max_length=36, default="", blank=True)
    answer = models.ForeignKey("consultations.Answer", null=True, on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "question"], condition=~Q(question=""), name="one_table_a_point"),
            models.UniqueConstraint(fields=["point", "answer"], name="one_quote_a_point"),
            models.CheckConstraint(
                condition=Q(question="", answer__isnull=False) | (~Q(question="") & Q(answer__isnull=True)),
                name="a_table_or_a_quote",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.question or self.answer_id}"


class FeedbackCorrection(models.Model):
    """A change of feedback that was public already: what was corrected, for readers, and how it read before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="corrections")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(_("What was corrected"))
    before = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.note[:40]}"
