"""Guessing passwords: after a few wrong ones for a name from one address, that pair waits. django-axes counts.

What it keeps is deleted after a day; it never keeps the password.
"""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.shortcuts import render

FAILURES_KEPT = timedelta(days=1)


def locked_out(request, _response, _credentials, *_rest, **_more):
    """The same words whether the account exists or not."""
    return render(request, "signin/locked_out.html", status=429)


def delete_old_failures(now: datetime) -> int:
    return AccessAttempt.objects.filter(attempt_time__lt=now - FAILURES_KEPT).delete()[0]
