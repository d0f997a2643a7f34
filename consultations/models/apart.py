"""Who wants to hear back, and who has proved to be one person: kept apart, with no way from here to a response."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Contact(models.Model):
    """An address left for feedback, encrypted. No time, order or key leads from it to a response."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="contacts")
    address = models.BinaryField()
    address_mac = models.BinaryField(max_length=32)
    locale = models.CharField(max_length=20)
    month = models.CharField(max_length=7)
    link_mac = models.BinaryField(max_length=32, null=True)

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "address_mac"], name="one_contact_an_address")]

    def __str__(self) -> str:
        return str(self.id)


class CodeBatch(models.Model):
    """Access codes that were made together, for one stratum: how many, when and by whom. Not which they are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="code_batches"
    )
    stratum = models.CharField(_("group"), max_length=40)
    made = models.PositiveIntegerField(_("number of codes"))
    made_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("batch of codes")
        ordering = ["made_on", "stratum"]
        constraints = [models.UniqueConstraint(fields=["consultation", "stratum"], name="one_batch_of_codes_a_stratum")]

    def __str__(self) -> str:
        return self.stratum


class IdentityProof(models.Model):
    """That somebody has proved to be one person for one consultation; not which response is theirs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=20)
    subject_mac = models.BinaryField(max_length=32)
    stratum = models.CharField(max_length=40, blank=True)
    spent = models.BooleanField(default=False)

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "method", "subject_mac"], name="one_proof_a_person")
        ]

    def __str__(self) -> str:
        return str(self.id)
