"""The public clock on promised feedback: how long is left, how late it is, or when it came."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.enums import Stage
from consultations.models import Consultation


@dataclass(frozen=True)
class Promise:
    """``days`` are left until the promised day, from today or from the day it came; below nothing they are late."""

    due: date
    days: int
    kept_on: date | None

    @property
    def is_late(self) -> bool:
        return self.days < 0

    @property
    def heading(self) -> str:
        return _("Feedback given") if self.kept_on else _("Feedback promised by")

    @property
    def day(self) -> str:
        return date_format(self.kept_on or self.due)

    @property
    def words(self) -> str:
        """What stands after the date."""
        if self.kept_on:
            return self._lateness() if self.is_late else _("as promised")
        if self.days == 0:
            return _("today is the last day")
        if self.is_late:
            return self._lateness()
        return ngettext("%(n)d day left", "%(n)d days left", self.days) % {"n": self.days}

    def _lateness(self) -> str:
        return ngettext("%(n)d day late", "%(n)d days late", -self.days) % {"n": -self.days}


def promise_of(consultation: Consultation, *, now: datetime) -> Promise | None:
    """The clock of a consultation that has ended; None before that, and where nothing was promised. No query
    where the source page is at hand.
    """
    due = consultation.source_page.feedback_due
    if due is None or consultation.stage(now) not in {Stage.CLOSED, Stage.DECIDED} or now < consultation.closes:
        return None
    kept_on = timezone.localdate(consultation.decided_at) if consultation.decided_at else None
    return Promise(due, (due - (kept_on or timezone.localdate(now))).days, kept_on)
