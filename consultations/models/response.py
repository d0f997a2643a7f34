"""What residents send: a response is the thread, a submission one sending of it, an answer one typed row of it.

A foreign key with ``db_index=False`` leads a constraint or an index below, or has a handful of values: an index of its own
would only slow down storing.
"""

import uuid

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from consultations.enums import Channel, Consent, Doubt, IdentityLevel, ModerationState, ResponseState


class Response(models.Model):
    """All that one resident sends, over all changes. Known to its author by a receipt of which only a hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.PROTECT, related_name="responses", db_index=False
    )
    entrance = models.ForeignKey("consultations.Owner", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=20, choices=ResponseState, default=ResponseState.ACTIVE)
    identity = models.CharField(max_length=20, choices=IdentityLevel, default=IdentityLevel.OPEN)
    stratum = models.CharField(max_length=40, blank=True)
    receipt_hash = models.BinaryField(max_length=32, unique=True)
    current = models.ForeignKey("consultations.Submission", null=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["consultation", "state"], name="responses_by_state")]

    def __str__(self) -> str:
        return str(self.id)


class Submission(models.Model):
    """One sending, never edited: a change is a new one on the same response. Only the current one has counted answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.PROTECT, related_name="submissions", db_index=False
    )
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="submissions", db_index=False)
    n = models.PositiveIntegerField(default=1)
    key_hash = models.BinaryField(max_length=32, null=True)
    version = models.ForeignKey(
        "consultations.QuestionnaireVersion", on_delete=models.PROTECT, related_name="submissions"
    )
    locale = models.CharField(max_length=20)
    wording = models.CharField(max_length=20, default="standard")
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.WEB)
    received_at = models.DateTimeField()
    content_mac = models.BinaryField(max_length=32)
    doubt = models.CharField(max_length=20, choices=Doubt, default="", blank=True)
    tallied = models.BooleanField(default=False)

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "n"], name="one_submission_a_turn"),
            models.UniqueConstraint(fields=["consultation", "key_hash"], name="one_submission_a_key"),
        ]
        indexes = [
            models.Index(fields=["consultation"], condition=Q(tallied=False), name="submissions_to_tally"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Answer(models.Model):
    """One typed row: a chosen choice, a number, a rank or a text. ``row`` and ``choice`` are '' where there is none.

    A text that may be published carries its author's consent and the state that the last decision gave it. ``flagged``
    says that the rules of moderation have looked at it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="answers", db_index=False)
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    counted = models.BooleanField(default=True)
    question = models.CharField(max_length=36)
    row = models.CharField(max_length=36, default="", blank=True)
    choice = models.CharField(max_length=36, default="", blank=True)
    number = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    rank = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(default="", blank=True)
    consent = models.CharField(max_length=20, choices=Consent, default=Consent.NO)
    display_name = models.CharField(max_length=80, default="", blank=True)
    moderation = models.CharField(max_length=20, choices=ModerationState, default=ModerationState.NONE)
    flagged = models.BooleanField(default=False, db_default=False)
    received_on = models.DateField()

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "question", "row", "choice"],
                name="one_answer_a_question_row_and_choice",
            ),
        ]
        indexes = [
            models.Index(
                fields=["consultation", "question", "choice", "id", "submission"],
                condition=Q(counted=True),
                name="answers_to_count",
            ),
            models.Index(
                fields=["consultation", "moderation", "received_on", "id"],
                condition=Q(counted=True) & ~Q(moderation="none"),
                name="texts_by_age",
            ),
            models.Index(
                fields=["consultation", "id"],
                condition=Q(counted=True, moderation="published"),
                name="texts_to_show",
            ),
            models.Index(
                fields=["received_on"],
                condition=Q(counted=True, moderation="waiting", flagged=False),
                name="texts_to_flag",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Draft(models.Model):
    """What somebody has filled in but not sent, encrypted with a key that only their browser or code holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="drafts")
    lookup_hash = models.BinaryField(max_length=32, unique=True)
    ciphertext = models.BinaryField()
    version = models.ForeignKey("consultations.QuestionnaireVersion", on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField(db_index=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.id)
