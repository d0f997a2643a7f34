"""Published texts in other languages, translated by staff. The text as it was written stays, and stands beside."""

import uuid

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager


class TextTranslation(models.Model):
    """What the public reads of one text, in another language, one a language.

    ``content_digest`` is of what was translated: a text of which more or less is hidden now has no translation any longer.
    ``translator`` is what is shown of who made it, ``tool`` the program that helped, if any.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.CASCADE, related_name="+")
    answer = models.ForeignKey("consultations.Answer", on_delete=models.CASCADE, related_name="translations")
    locale = models.CharField(max_length=20)
    text = models.TextField()
    content_digest = models.CharField(max_length=64)
    translator = models.CharField(max_length=80)
    tool = models.CharField(max_length=80, blank=True)
    made_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["locale"]
        constraints = [models.UniqueConstraint(fields=["answer", "locale"], name="one_translation_a_language")]

    def __str__(self) -> str:
        return f"{self.locale} {self.made_on}"
