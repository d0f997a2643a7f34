"""What officials make of free text: a code book of themes, who found which of them in a text, and texts that two people code."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Theme(models.Model):
    """A theme of one consultation's code book. One that is retired, or merged into another, is not ticked any more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(_("name"), max_length=80)
    definition = models.TextField(_("what belongs to it, and what does not"), blank=True)
    example = models.TextField(_("example"), blank=True, help_text=_("In your own words. No resident's text."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    retired = models.BooleanField(_("not used any more"), default=False)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["consultation", "name"], name="one_theme_a_name")]

    def __str__(self) -> str:
        return self.name


class Coding(models.Model):
    """That a coder found a theme in a text; no theme means that none fits. ``is_final``: what was settled between coders.

    It binds to the answer: a text that is sent again as it was keeps it, one that is changed or erased loses it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.CASCADE, related_name="+")
    answer = models.ForeignKey("consultations.Answer", on_delete=models.CASCADE, related_name="codings")
    theme = models.ForeignKey(Theme, null=True, on_delete=models.PROTECT, related_name="codings")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    is_final = models.BooleanField(default=False)

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "theme", "coder", "is_final"], name="one_coding_a_theme_and_coder"
            ),
            models.UniqueConstraint(
                fields=["answer", "coder", "is_final"],
                condition=Q(theme__isnull=True),
                name="one_coding_without_a_theme",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.theme_id}"


class CodingSample(models.Model):
    """A random sample of a question's texts that two people code without seeing each other's codings.

    ``finished_at`` is when both were done: from then on their codings stand, and are compared.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=36)
    first = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    drawn_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "question"], name="one_sample_a_question")]

    def __str__(self) -> str:
        return f"{self.question} {self.drawn_at:%Y-%m-%d}"


class SampledText(models.Model):
    """A text that is in the sample. One that its author changes or withdraws leaves it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.CASCADE, related_name="+")
    sample = models.ForeignKey(CodingSample, on_delete=models.CASCADE, related_name="texts")
    answer = models.OneToOneField("consultations.Answer", on_delete=models.CASCADE, related_name="sampled")

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.answer_id)
