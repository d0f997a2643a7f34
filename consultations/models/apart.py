"""Who wants to hear back, and who has proved to be one person: kept apart, with no way from here to a response."""

import uuid

from django.db import models
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
