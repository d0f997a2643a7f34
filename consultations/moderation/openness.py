"""The public figures of moderation: made by themselves, stored, and never so fine that they tell of one person.

Every number is rounded down to a multiple of five: of what is shown, no cell, sum or difference tells of fewer than five
people exactly. Times are in whole hours, from 20 decisions. The worker makes them anew at most once an hour.
"""

import statistics
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.utils import timezone
from django_scopes import scope

from config.page_cache import public_content_changed
from config.registry import every_minute
from consultations.enums import AppealState, ModerationState, Reason
from consultations.models import Answer, Appeal, Consultation, Decision, OpennessReport

STEP = 5
FEWEST_TIMES = 20
AN_HOUR = timedelta(hours=1)


@every_minute
def make_openness_reports(*, now: datetime | None = None) -> int:
    """Makes the figures that are older than an hour, or lack. Gives how many."""
    now = now or timezone.now()
    fresh = OpennessReport.objects.filter(made_at__gt=now - AN_HOUR)
    if fresh.filter(consultation__isnull=True).exists():
        return 0
    consultations = list(Consultation.objects.filter(current__isnull=False, source_page__live=True))
    counted = [count_moderation(consultation) for consultation in consultations]
    kept = [_keep(each, counts, now) for each, counts in zip(consultations, counted, strict=True)]
    if any([*kept, _keep(None, _sum_of(counted), now)]):
        public_content_changed()
    return len(counted) + 1


def count_moderation(consultation: Consultation) -> dict[str, Any]:
    """Exact numbers, for those who work with it: never shown to the public as they are."""
    with scope(consultation=consultation):
        texts = Answer.objects.filter(counted=True).exclude(moderation=ModerationState.NONE).exclude(text="")
        last = Decision.objects.filter(answer=OuterRef("pk")).order_by("-n")
        seen = texts.annotate(parts=Subquery(last.values("redactions")[:1]), why=Subquery(last.values("reason")[:1]))
        states = Counter(_kind(*row) for row in seen.values_list("moderation", "parts", "why").iterator())
        languages = dict(texts.order_by().values_list("submission__locale").annotate(n=Count("pk")))
        appeals = Appeal.objects.aggregate(
            appealed=Count("pk"), overturned=Count("pk", filter=Q(state=AppealState.OVERTURNED))
        )
        hours = _hours(texts)
    return {"received": sum(states.values()), "states": dict(states), "languages": languages, "hours": hours, **appeals}


def _kind(moderation: str, parts: list | None, reason: str | None) -> str:
    """``waiting``, ``published``, ``redacted`` or ``hidden:reason``."""
    if moderation == ModerationState.HIDDEN:
        return f"hidden:{reason}"
    return "redacted" if moderation == ModerationState.PUBLISHED and parts else moderation


def _hours(texts) -> list[int]:
    """How many whole hours each text waited for its first decision."""
    first = texts.annotate(first=Min("decisions__at")).filter(first__isnull=False)
    pairs = first.values_list("first", F("submission__received_at")).iterator()
    return [max(0, int((decided - received) / AN_HOUR)) for decided, received in pairs]


def _sum_of(counted: list[dict]) -> dict:
    total: dict = {"hours": [hour for counts in counted for hour in counts["hours"]]}
    for name in ("received", "appealed", "overturned"):
        total[name] = sum(counts[name] for counts in counted)
    for name in ("states", "languages"):
        total[name] = dict(sum((Counter(counts[name]) for counts in counted), Counter()))
    return total


def rounded(number: int) -> int:
    """Down to a multiple of five: 0 says "fewer than five"."""
    return number - number % STEP


def public_figures(counts: dict) -> dict[str, Any]:
    """What of the counts may be shown, in a form for machines: every number rounded down, times only from many."""
    states = counts["states"]
    hidden = {kind.partition(":")[2]: n for kind, n in states.items() if kind.startswith("hidden:")}
    hours = sorted(counts["hours"])
    enough = len(hours) >= FEWEST_TIMES
    return {
        "rounded_down_to": STEP,
        "received": rounded(counts["received"]),
        "waiting": rounded(states.get("waiting", 0)),
        "published": rounded(states.get("published", 0)),
        "published_with_parts_hidden": rounded(states.get("redacted", 0)),
        "hidden": rounded(sum(hidden.values())),
        "hidden_by_rule": {reason.value: rounded(hidden.get(reason, 0)) for reason in Reason},
        "appealed": rounded(counts["appealed"]),
        "overturned": rounded(counts["overturned"]),
        "hours_to_decision_median": int(statistics.median(hours)) if enough else None,
        "hours_to_decision_90th_percentile": hours[max(0, -(-len(hours) * 9 // 10) - 1)] if enough else None,
        "received_by_language": {code: rounded(counts["languages"].get(code, 0)) for code, _ in settings.LANGUAGES},
    }


def _keep(consultation: Consultation | None, counts: dict, now: datetime) -> bool:
    """Stores what may be shown. Gives whether it differs from what was."""
    before = OpennessReport.objects.filter(consultation=consultation).first()
    figures = public_figures(counts)
    OpennessReport.objects.update_or_create(consultation=consultation, defaults={"made_at": now, "figures": figures})
    return before is None or before.figures != figures
