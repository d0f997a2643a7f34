"""What is still to be sent. Written in the transaction of what it tells of; its content is deleted on sending."""

import uuid

from django.db import models
from django.db.models import Q


class Outbox(models.Model):
    """One message to one address, encrypted until it has been sent; its key makes it be sent once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True)
    payload = models.BinaryField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt = models.DateTimeField()
    sent_on = models.DateField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["next_attempt"], condition=Q(sent_on__isnull=True), name="outbox_to_send")]

    def __str__(self) -> str:
        return self.key
