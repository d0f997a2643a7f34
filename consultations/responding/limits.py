"""How often somebody has done a thing lately, without knowing who: the guards count in memory, under a salt of the day.

The address and the browser's name are hashed with a salt that exists in the cache only and is gone the day after.
Neither is stored or logged, and yesterday's counts can't be led back to anybody. When the cache is down nothing is
counted: a guard that fails lets people in.
"""

import hashlib
import hmac
import logging
import secrets
from datetime import timedelta

from django.core.cache import caches
from django.utils import timezone

from config.proxy import address_of

A_DAY = timedelta(days=1)
log = logging.getLogger(__name__)


def count(request, what: str, *, within: timedelta = timedelta(minutes=10), by_agent: bool = True) -> int:
    """Counts this request and gives how many there have been of its kind, from here, in the running window."""
    try:
        return _count(_key(request, what, within, by_agent), within)
    except Exception as problem:
        log.warning("The guards can't count: %s", type(problem).__name__)
        return 0


def counted(request, what: str, *, within: timedelta = timedelta(minutes=10), by_agent: bool = True) -> int:
    """How many there have been, without counting this one."""
    try:
        return caches["guards"].get(_key(request, what, within, by_agent), 0)
    except Exception as problem:
        log.warning("The guards can't count: %s", type(problem).__name__)
        return 0


def _count(key: str, within: timedelta) -> int:
    cache = caches["guards"]
    cache.add(key, 0, within.total_seconds())
    try:
        return cache.incr(key)
    except ValueError:  # Thrown out between the two: the memory is full, and this is the first again.
        return 1


def _key(request, what: str, within: timedelta, by_agent: bool) -> str:
    window = int(request.arrived_at.timestamp() // within.total_seconds())
    agent = request.headers.get("User-Agent", "")[:300] if by_agent else ""
    who = hmac.new(salt_of_the_day(), f"{address_of(request)}\0{agent}".encode(), hashlib.sha256).hexdigest()
    return f"{what}:{window}:{who}"


def salt_of_the_day() -> bytes:
    return caches["guards"].get_or_set(
        f"salt:{timezone.localdate()}", lambda: secrets.token_bytes(32), _left_of_today()
    )


def _left_of_today() -> float:
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + A_DAY - now).total_seconds() + 1
