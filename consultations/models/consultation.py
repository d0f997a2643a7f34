"""The consultation itself: one, whatever the number of languages and owners. Its times and stage are read here only."""

import uuid
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.enums import EventKind, RoleName, Stage


class ConsultationQuerySet(models.QuerySet):
    """Stages as query sets; ``now`` is the request's one reading of the clock, in UTC."""

    def upcoming(self, now: datetime):
        return self.filter(opens__gt=now, decided_at__isnull=True)

    def open(self, now: datetime):
        return self.filter(opens__lte=now, closes__gt=now, paused=False, decided_at__isnull=True)

    def closed(self, now: datetime):
        ended = Q(closes__lte=now) | Q(paused=True, opens__lte=now)
        return self.filter(ended, decided_at__isnull=True)

    def decided(self):
        return self.filter(decided_at__isnull=False)

    def at_stage(self, stage: str, now: datetime):
        """The consultations at one stage. Raises ValueError for a word that is no stage."""
        match Stage(stage):
            case Stage.UPCOMING:
                return self.upcoming(now)
            case Stage.OPEN:
                return self.open(now)
            case Stage.CLOSED:
                return self.closed(now)
            case Stage.DECIDED:
                return self.decided()

    def locked_for_submitting(self, pk):
        """The row, held in share mode until commit: submissions pass side by side, a change of times waits.

        It has ``lead_owner``, the id of the owner that leads. Raises Consultation.DoesNotExist.
        """
        # SQLite begins IMMEDIATE: there is one writer at a time.
        lock = "FOR SHARE OF c" if connection.vendor == "postgresql" else ""
        key = self.model._meta.pk.get_db_prep_value(pk, connection)
        found = next(iter(self.raw(f"{WITH_LEAD_OWNER} {lock}", [key])), None)
        if found is None:
            raise self.model.DoesNotExist
        found.lead_owner = Owner._meta.pk.to_python(found.lead_owner)
        return found


WITH_LEAD_OWNER = """
    SELECT c.*, (SELECT o.id FROM consultations_owner o WHERE o.consultation_id = c.id AND o.is_lead) AS lead_owner
    FROM consultations_consultation c WHERE c.id = %s
"""


class Consultation(models.Model):
    """What runs. The pages in each language are its faces; they share its ``translation_key``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    translation_key = models.UUIDField(unique=True, editable=False)
    source_page = models.OneToOneField(
        "consultations.ConsultationPage", on_delete=models.PROTECT, related_name="consultation_as_source"
    )
    source_locale = models.CharField(_("source language"), max_length=20)
    opens = models.DateTimeField(_("opens"))
    closes = models.DateTimeField(_("closes"))
    grace = models.DurationField(
        _("grace"),
        default=timedelta(minutes=30),
        help_text=_("How long after closing a response that was begun in time is still received."),
    )
    paused = models.BooleanField(_("paused"), default=False)
    decided_at = models.DateTimeField(_("feedback published"), null=True, editable=False)
    current = models.ForeignKey(
        "consultations.QuestionnaireVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ConsultationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [models.CheckConstraint(condition=Q(closes__gt=models.F("opens")), name="closes_after_it_opens")]

    def __str__(self) -> str:
        return self.source_page.title

    def stage(self, now: datetime) -> Stage:
        if self.decided_at is not None:
            return Stage.DECIDED
        if now < self.opens:
            return Stage.UPCOMING
        return Stage.OPEN if now < self.closes and not self.paused else Stage.CLOSED

    def is_open(self, now: datetime) -> bool:
        return self.stage(now) == Stage.OPEN

    def takes_responses(self, arrived_at: datetime, *, begun_at: datetime | None = None) -> bool:
        """Whether a response that arrived then is received; one begun in time has the grace."""
        if self.is_open(arrived_at):
            return True
        if begun_at is None or self.paused or self.decided_at is not None:
            return False
        return self.opens <= begun_at < self.closes and arrived_at < self.closes + self.grace

    def moment_of(self, received_on: date, *, now: datetime) -> datetime | None:
        """A moment of the day on which staff received an answer, while it was open; None if it was not open then.

        Nobody knows the hour of a letter. What is paused or decided takes nothing in, whenever it was received.
        """
        if self.paused or self.decided_at is not None:
            return None
        noon = timezone.make_aware(datetime.combine(received_on, time(12)))
        moment = max(self.opens, min(noon, self.closes - timedelta(seconds=1), now))
        return moment if timezone.localdate(moment) == received_on and moment <= now else None

    def next_change(self, now: datetime) -> datetime | None:
        """When the stage changes by itself next, for whoever keeps a page."""
        return min((moment for moment in (self.opens, self.closes) if moment > now), default=None)


class ConsultationEvent(models.Model):
    """What has happened to a consultation, with the reason. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=30, choices=EventKind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class Owner(models.Model):
    """An organisation that owns a consultation; exactly one leads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="owners")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "organisation"], name="one_owner_each"),
            models.UniqueConstraint(fields=["consultation"], condition=Q(is_lead=True), name="one_lead_owner"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Role(models.Model):
    """What a user may do with the responses of an organisation's consultations, or of one of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="roles")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="roles")
    consultation = models.ForeignKey(
        Consultation,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="roles",
        help_text=_("Leave empty for all consultations of the organisation."),
    )
    role = models.CharField(_("role"), max_length=20, choices=RoleName)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "consultation", "role"],
                condition=Q(consultation__isnull=False),
                name="one_role_in_a_consultation",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(consultation__isnull=True),
                name="one_role_in_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
