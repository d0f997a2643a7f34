"""How moderators share the work on a text: who has taken it, and who asks for a second opinion. Decides nothing."""

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager


class Review(models.Model):
    """At most one a text. ``opinion_by`` has asked another person to decide, and may not decide themselves."""

    answer = models.OneToOneField(
        "consultations.Answer", primary_key=True, on_delete=models.CASCADE, related_name="review"
    )
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.CASCADE, related_name="+")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opinion_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.answer_id)
