"""Lawful deletion: under which decision, who asked and who agreed, what stops it, and the trace that it leaves."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consultations.enums import DeletionGround, DeletionScope


class DeletionRule(models.Model):
    """What goes of a consultation's responses, how many days after closing, and the decision that says so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.PROTECT, related_name="deletion_rules"
    )
    what = models.CharField(_("what is deleted"), max_length=20, choices=DeletionScope)
    days = models.PositiveIntegerField(_("days after closing"))
    decision = models.CharField(_("diary number of the decision"), max_length=100)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "what"], name="one_deletion_rule_a_scope"),
            models.CheckConstraint(condition=~Q(decision=""), name="a_deletion_rule_has_a_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.decision}"


class Hold(models.Model):
    """Stops every deletion in a consultation until it is lifted, such as while somebody asks for the documents."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-since"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_hold_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d} {self.reason}"


class DeletionOrder(models.Model):
    """One deletion: proposed by one person, approved by another, then carried out. ``response`` is set for a single one.

    ``counted`` is what the proposer was shown, ``{"responses": n, "texts": n}``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.PROTECT, related_name="deletion_orders"
    )
    what = models.CharField(max_length=20, choices=DeletionScope)
    ground = models.CharField(max_length=20, choices=DeletionGround)
    decision = models.CharField(max_length=100)
    response = models.UUIDField(null=True)
    counted = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)
    executed_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="two_people_delete"),
            models.CheckConstraint(
                condition=Q(executed_at__isnull=True) | Q(approved_at__isnull=False), name="approved_before_executed"
            ),
            models.CheckConstraint(condition=~Q(decision=""), name="a_deletion_has_a_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.decision}"


class Erasure(models.Model):
    """That a response was erased: no key leads from here to anything. Replayed when an older backup is put back."""

    response = models.UUIDField()
    what = models.CharField(max_length=20, choices=DeletionScope)
    decision = models.CharField(max_length=100)
    erased_on = models.DateField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "what"], name="one_erasure_a_response_and_scope")]

    def __str__(self) -> str:
        return f"{self.response} {self.what}"
