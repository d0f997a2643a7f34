"""Slows down whoever guesses receipts. Wrong ones are counted for a while by a keyed hash of where they come from.

The salt is random, lives in the cache and is forgotten after a day; no address is stored, and nobody who knows their
code is kept out by neighbours until there have been very many.
"""

import secrets

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from consultations.responding.keys import mac

MINUTES = 10
WRONG_FROM_ONE_DEVICE = 10
WRONG_FROM_ONE_ADDRESS = 200  # A school or a library has one address for everybody.


def is_guessing(request) -> bool:
    """Whether so many wrong codes have come from here that no further one is looked up for a while."""
    counted = cache.get_many(_limits(request))
    return any(counted.get(key, 0) >= limit for key, limit in _limits(request).items())


def count_wrong_guess(request) -> None:
    for key in _limits(request):
        if not cache.add(key, 1, MINUTES * 60):
            _count_up(key)


def _count_up(key: str) -> None:
    try:
        cache.incr(key)
    except ValueError:  # It ran out between the two.
        cache.add(key, 1, MINUTES * 60)


def _limits(request) -> dict[str, int]:
    address = _address(request)
    device = f"{address}|{request.META.get('HTTP_USER_AGENT', '')}"
    return {_key("device", device): WRONG_FROM_ONE_DEVICE, _key("address", address): WRONG_FROM_ONE_ADDRESS}


def _address(request) -> str:
    """Where the request came from: behind our own proxy, what that says last."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _key(kind: str, source: str) -> str:
    salt = cache.get_or_set(f"guess-salt:{timezone.localdate()}", lambda: secrets.token_hex(16), 24 * 60 * 60)
    return f"guess:{mac(f'guess {kind}', f'{salt}|{source}').hex()}"
