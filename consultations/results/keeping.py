"""Counts that were made on demand, kept until the tally changes: a second visit does not count again.

What is kept is as internal as the tally, and is thrown away with every change of it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django_scopes import scope

from consultations.models import Consultation, KeptCount, Tally
from consultations.results.tallies import waiting_in

MOST = 500  # a consultation; the oldest go first


def kept(
    consultation: Consultation, asked: Mapping[str, Any], count: Callable[[], Any], *, now: datetime
) -> tuple[Any, datetime]:
    """What ``count`` gives for what was asked, and when it was counted. Both are made of JSON.

    The tally's number of changes is read first: a change that comes in while counting makes it count again next time.
    While responses wait to be folded nothing is kept, since they can leave without a change of the tally.
    """
    changes = Tally.objects.filter(pk=consultation.pk).values_list("changes", flat=True).first() or 0
    mine = KeptCount.objects.filter(consultation=consultation)
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    if found := mine.filter(digest=digest, changes=changes).first():
        return found.counts, found.at
    counts = count()
    if not _is_folded(consultation):
        return counts, now
    fresh = {"counts": counts, "changes": changes, "at": now}
    KeptCount.objects.update_or_create(consultation=consultation, digest=digest, defaults=fresh)
    mine.exclude(changes=changes).delete()
    for oldest in mine.order_by("-at").values_list("at", flat=True)[MOST : MOST + 1]:
        mine.filter(at__lte=oldest).delete()
    return counts, now


def _is_folded(consultation: Consultation) -> bool:
    with scope(consultation=consultation):
        return not waiting_in(consultation).exists()
