"""Sessions end at once when somebody loses what they had: every session holds the number that is raised here."""

from django.db.models import F

from organisations.models import User


def end_sessions_of(user_id: int) -> None:
    User.objects.filter(pk=user_id).update(session_number=F("session_number") + 1)


def end_sessions(*, instance, **_signal) -> None:
    """For the signal that a row about a user has been deleted, by whatever way."""
    end_sessions_of(instance.user_id)
