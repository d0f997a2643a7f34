"""Where somebody goes after signing in: where they were going, if that is here."""

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request, wanted: str | None) -> str:
    """The wanted address if it is on this very host, else the admin's first page."""
    here = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and here else reverse("wagtailadmin_home")
