"""The closing second, as the form tells of it: when it is near, and the grace for what was begun in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from consultations.models import Consultation

NEAR = timedelta(days=1)


@dataclass(frozen=True)
class Closing:
    """``until`` is the last moment for what has been begun; it is ``closes`` where there is no grace."""

    closes: datetime
    until: datetime
    is_over: bool

    @property
    def has_grace(self) -> bool:
        return self.until > self.closes


def closing_of(consultation: Consultation, now: datetime) -> Closing | None:
    """What to say of the closing, or None while it is far away."""
    if consultation.closes - now > NEAR:
        return None
    closes = consultation.closes
    return Closing(closes=closes, until=closes + consultation.grace, is_over=now >= closes)
