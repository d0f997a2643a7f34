"""What has been counted, and what has been published of it."""

import uuid

from django.conf import settings
from django.db import models


class Tally(models.Model):
    """The running count of one consultation, folded up to ``folded_at``: a results page costs the same at any size.

    ``counts`` is ``{"responses": n, "versions": {id: n}, "proved": {"level|stratum": n}, "days": {"day|locale|channel": n},
    "hours": {"hour": n}, "questions": {id: {"asked": n, "answered": n, "cells": {"row|choice": n},
    "sums": {"row|choice": millionths}}}}``; what is nothing is left out.
    ``changes`` is how often it has changed: what was counted on demand holds as long as that stays.
    """

    consultation = models.OneToOneField(
        "consultations.Consultation", primary_key=True, on_delete=models.PROTECT, related_name="tally"
    )
    counts = models.JSONField(default=dict)
    folded_at = models.DateTimeField(null=True)
    changes = models.PositiveBigIntegerField(default=0)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.folded_at}"


class KeptCount(models.Model):
    """What was counted for some of the responses when the tally had changed so often. ``digest`` is of what was asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="kept_counts", db_index=False
    )
    digest = models.CharField(max_length=64)
    changes = models.PositiveBigIntegerField()
    counts = models.JSONField()
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "digest"], name="one_kept_count_a_question")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.digest[:8]}"


class Release(models.Model):
    """What the public sees of the counts: stored, numbered, and checked against every earlier one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="releases")
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.ForeignKey("consultations.QuestionnaireVersion", on_delete=models.PROTECT, related_name="+")
    responses = models.PositiveIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["consultation", "n"], name="one_release_a_number")]

    def __str__(self) -> str:
        return f"{self.consultation_id} #{self.n}"


class Figure(models.Model):
    """One published cell. ``value`` is null where it was withheld; cells merged into one share a ``group``.

    ``table`` is the question, ``row`` its row ('' where it has none) and ``col`` the choice, or ``#asked``,
    ``#answered`` or ``#not_answered``, counted in people.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="figures")
    table = models.CharField(max_length=80)
    row = models.CharField(max_length=80, default="", blank=True)
    col = models.CharField(max_length=80, default="", blank=True)
    value = models.BigIntegerField(null=True)
    group = models.CharField(max_length=80, default="", blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "table", "row", "col"], name="one_figure_a_cell")]

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.col}"
