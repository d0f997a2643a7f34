"""Where a request comes from."""

from django.conf import settings


def address_of(request) -> str:
    """What the proxy says of it is believed only where there is one."""
    if settings.BEHIND_PROXY:
        return request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    return request.META.get("REMOTE_ADDR", "")
