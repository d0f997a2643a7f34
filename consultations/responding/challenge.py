"""The question that tells people from machines: shown only when an editor demands it or something looks wrong.

Its pictures and its store are django-simple-captcha's; the rest is ours: a question in words for those who can't see the
picture, sound where espeak-ng is installed, and an answer that counts once. The package lets several requests
use one solved question when they come at the same time; here the row is deleted before the answer is looked at.
"""

import hmac
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from datetime import timedelta

from captcha.models import CaptchaStore
from captcha.views import captcha_image
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consultations.responding import limits

LETTERS = "ACDEFGHJKMNPRTUVWXY"  # nothing that is taken for another
LENGTH = 5
MOST_PICTURES = 300  # from one place in ten minutes
SPEAKER = "espeak-ng"
NUMBERS = [
    gettext_noop("one"),
    gettext_noop("two"),
    gettext_noop("three"),
    gettext_noop("four"),
    gettext_noop("five"),
    gettext_noop("six"),
    gettext_noop("seven"),
    gettext_noop("eight"),
    gettext_noop("nine"),
]


@dataclass(frozen=True)
class Challenge:
    """A question as the page shows it. ``words`` is '' where it is a picture."""

    key: str
    words: str = ""
    sound: str = ""


def new_challenge(*, in_words: bool) -> Challenge:
    """Stores a question and gives what the page needs to ask it."""
    CaptchaStore.remove_expired()
    if in_words:
        first, second = secrets.randbelow(9) + 1, secrets.randbelow(9) + 1
        stored = CaptchaStore.objects.create(challenge=f"{first}+{second}", response=str(first + second))
        return Challenge(stored.hashkey, words=_sum_in_words(first, second))
    letters = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
    stored = CaptchaStore.objects.create(challenge=letters, response=letters)
    return Challenge(stored.hashkey, sound=reverse("challenge_sound", args=[stored.hashkey]) if speaker() else "")


def is_answered(key: str, answer: str) -> bool:
    """Whether this is the right answer to a question that nobody has answered before. Right or wrong, it is used up."""
    stored = CaptchaStore.objects.filter(hashkey=key, expiration__gt=timezone.now()).first()
    if stored is None:
        return False
    deleted, _by_model = CaptchaStore.objects.filter(pk=stored.pk).delete()  # of several at once, one deletes it
    return deleted == 1 and hmac.compare_digest(stored.response.encode(), _plain(answer).encode())


def _plain(answer: str) -> str:
    """As stored: lower case, no blanks, digits of any script as ours."""
    return "".join(str(int(c)) if c.isdecimal() else c for c in answer[:40].lower() if not c.isspace())


def _sum_in_words(first: int, second: int) -> str:
    return _("How much is %(first)s plus %(second)s?") % {
        "first": _(NUMBERS[first - 1]),
        "second": _(NUMBERS[second - 1]),
    }


def speaker() -> str | None:
    """The program that reads the letters aloud, if it is installed."""
    return shutil.which(SPEAKER)


@never_cache
@require_safe
def picture(request, key: str):
    if limits.count(request, "challenge-picture") > MOST_PICTURES:
        return HttpResponse(status=429)
    return captcha_image(request, key, scale=2)


@never_cache
@require_safe
def sound(request, key: str):
    """The letters, read aloud in the page's language."""
    stored = CaptchaStore.objects.filter(hashkey=key, expiration__gt=timezone.now()).first()
    if stored is None or speaker() is None:
        raise Http404
    if limits.count(request, "challenge-sound") > MOST_PICTURES // 10:
        return HttpResponse(status=429)
    spoken = subprocess.run(  # noqa: S603  a fixed program; the letters are our own
        [speaker(), "-v", get_language(), "-s", "90", "--stdout", ". ".join(stored.challenge)],
        capture_output=True,
        timeout=timedelta(seconds=10).total_seconds(),
        check=True,
    )
    return HttpResponse(spoken.stdout, content_type="audio/wav")
