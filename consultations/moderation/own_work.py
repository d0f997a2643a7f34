"""What one moderator has done lately, for themselves: nobody else is shown it, and nobody is compared."""

import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from consultations.enums import AppealState, ModerationState, Reason
from consultations.models import Appeal, Decision

DAYS = 30
HIDDEN_IN_PART = "redacted"


@dataclass(frozen=True)
class OwnWork:
    """``days``: (day, decisions), the latest first, only those with any. ``hours``: median wait of the texts decided on
    for the first time, from arrival, in whole hours; None without any."""

    days: list[tuple[date, int]]
    states: dict[str, int]
    reasons: dict[str, int]
    hours: int | None
    appealed: int
    overturned: int

    @property
    def decisions(self) -> int:
        return sum(count for _day, count in self.days)


def own_work(user, *, now: datetime, days: int = DAYS) -> OwnWork:
    """The decisions of the last ``days`` days, within the scope. Those that were carried to a changed response count once."""
    since = now - timedelta(days=days)
    mine = Decision.objects.filter(by=user, carried_from__isnull=True)
    rows = list(
        mine.filter(at__gt=since).values_list(
            "at", "n", "state", "reason", "redactions", "hides_name", "answer__submission__received_at"
        )
    )
    appeals = Appeal.objects.filter(decision__by=user, received_on__gt=timezone.localdate(since))
    outcomes = Counter(appeals.values_list("state", flat=True))
    waits = [(at - received) / timedelta(hours=1) for at, n, *_said, received in rows if n == 1 and received]
    per_day = Counter(timezone.localdate(row[0]) for row in rows)
    return OwnWork(
        days=sorted(per_day.items(), reverse=True),
        states=dict(Counter(_state(*row[2:6]) for row in rows)),
        reasons=dict(Counter(row[3] for row in rows if row[3])),
        hours=max(0, int(statistics.median(waits))) if waits else None,
        appealed=sum(outcomes.values()),
        overturned=outcomes[AppealState.OVERTURNED],
    )


def _state(state: str, _reason: str, redactions: list, hides_name: bool) -> str:
    in_part = state == ModerationState.PUBLISHED and (redactions or hides_name)
    return HIDDEN_IN_PART if in_part else state


def reasons_in_words(reasons: dict[str, int]) -> list[tuple[str, int]]:
    """Each reason with its name, the most used first."""
    return sorted(((str(Reason(reason).label), count) for reason, count in reasons.items()), key=lambda row: -row[1])
