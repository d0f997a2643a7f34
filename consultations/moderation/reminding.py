"""Reminds moderators by e-mail, once a working day at most, of texts that have waited longer than residents were promised."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext
from wagtail.users.models import UserProfile

from config.registry import every_minute
from consultations.enums import ModerationState, RoleName
from consultations.models import Outbox
from consultations.moderation.queue import texts_in_state
from consultations.permissions import Act, consultations_for, scope_of
from consultations.responding.sealing import seal
from organisations.models import User

PROMISED = 2  # working days within which a text is read
FROM_HOUR = 7  # not in the night
SATURDAY = 5


@every_minute
def remind_moderators(*, now: datetime | None = None) -> int:
    """Writes the day's reminders into the outbox, each once whoever else does so. Gives how many."""
    now = now or timezone.now()
    here = timezone.localtime(now)
    looked = f"moderators-reminded:{here:%Y-%m-%d}"  # in a day nothing new gets too old
    if here.hour < FROM_HOUR or here.weekday() >= SATURDAY or cache.get(looked):
        return 0
    told = Outbox.objects.filter(key__startswith=f"waiting:{here:%Y-%m-%d}:").values_list("key", flat=True)
    moderators = User.objects.filter(is_active=True, roles__role=RoleName.MODERATOR).exclude(email="").distinct()
    new = [user for user in moderators if key_of(user, here.date()) not in set(told)]
    reminded = sum(_remind(user, now=now) for user in new)
    cache.set(looked, True, 24 * 60 * 60)
    return reminded


def key_of(user, day: date) -> str:
    return f"waiting:{day:%Y-%m-%d}:{user.pk}"


def last_day_in_time(today: date, *, promised: int = PROMISED) -> date:
    """A text that came on this day or later is still within what was promised: so many working days back."""
    day, left = today, promised
    while left:
        day -= timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def overdue_texts(user, today: date) -> list[tuple[str, int]]:
    """The consultations that the user moderates with texts that have waited too long: title, and how many."""
    with scope_of(user, Act.MODERATE):
        found = []
        for consultation in consultations_for(user, Act.MODERATE).select_related("source_page"):
            late = texts_in_state(ModerationState.WAITING, [consultation.pk])
            if count := late.filter(received_on__lt=last_day_in_time(today)).count():
                found.append((str(consultation), count))
    return found


def _remind(user, *, now: datetime) -> bool:
    today = timezone.localdate(now)
    late = overdue_texts(user, today)
    if not late:
        return False
    with translation.override(UserProfile.get_for_user(user).get_preferred_language()):
        number = sum(count for _title, count in late)
        subject = ngettext("%(n)d text has waited too long", "%(n)d texts have waited too long", number)
        address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("moderation_queue")
        text = render_to_string(
            "consultations/mail/waiting.txt", {"late": late, "promised": PROMISED, "address": address}
        )
        content = {"to": user.email, "subject": subject % {"n": number}, "text": text}
    try:
        with transaction.atomic():
            Outbox.objects.create(key=key_of(user, today), payload=seal(content, purpose="outbox"), next_attempt=now)
    except IntegrityError:  # Another process was first.
        return False
    return True
