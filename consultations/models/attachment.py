"""A file that a resident has attached. The content is on disk, encrypted, under a random name; here is what leads to it."""

import uuid

from django.db import models


class Attachment(models.Model):
    """``id`` is the file's name on disk. Until it is sent nobody here can open it, and it goes after ``kept_until``.

    With the response that it was sent with comes its key, sealed with RESPONSE_KEY.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.CASCADE, related_name="attachments")
    response = models.ForeignKey(
        "consultations.Response", null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    sealed_key = models.BinaryField(default=b"")
    kept_until = models.DateField(null=True, db_index=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.id)
