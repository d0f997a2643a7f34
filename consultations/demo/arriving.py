"""When people answer: many at first, some every day, more before it closes; in the evening rather than at night."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

HOURS = [1, 0.5, 0.3, 0.2, 0.3, 1, 3, 6, 8, 9, 9, 9, 11, 10, 8, 8, 9, 10, 11, 14, 16, 13, 8, 3]
HOUR = timedelta(hours=1)


def arrivals(rng: random.Random, *, opens: datetime, closes: datetime, count: int) -> list[datetime]:
    """So many moments from ``opens`` until just before ``closes``, drawn by the hour, in the order of time."""
    hours = max(1, int((closes - opens) / HOUR))
    weights = [_weight(opens + n * HOUR, share=n / hours) for n in range(hours)]
    drawn = rng.choices(range(hours), weights, k=count)
    return sorted(opens + (n + rng.random()) * HOUR for n in drawn)


def _weight(moment: datetime, *, share: float) -> float:
    """How likely an answer is in that hour; ``share`` is how much of the open period has passed."""
    eager = 4 * 0.02 ** (share * 2)
    reminded = 1.5 if 0.5 < share < 0.56 else 0
    late = 2.5 * 0.001 ** (1 - share)
    return HOURS[timezone.localtime(moment).hour] * (0.4 + eager + reminded + late)
