"""The second factor: six figures from an app, or one of ten recovery codes. Which users need it is asked of the registry.

Secrets are stored encrypted in allauth's rows. A code is taken once, and guessing is stopped after a few wrong ones.
"""

from datetime import datetime, timedelta

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.utils.http import urlencode

from config import registry

PERIOD = 30  # seconds, as every app counts
WRONG_CODES = 5
PAUSE = timedelta(minutes=15)  # within which so many wrong codes stop the guessing
PASSED = "second_factor"  # in the session: for whom it was passed
SECRET = "second_factor_secret"  # noqa: S105 - in the session: what is being set up
Kind = Authenticator.Type


class TooManyWrongCodesError(Exception):
    """Nothing is compared any more until some time has gone by."""


def is_demanded_of(user) -> bool:
    """Whether the user may do so much that a password alone is not enough."""
    return settings.DEMAND_SECOND_FACTOR and (user.is_superuser or registry.demands_second_factor(user))


def has_passed(request) -> bool:
    return request.session.get(PASSED) == str(request.user.pk)


def remember_passed(request) -> None:
    """The session gets a new key: one that was known before is worth nothing now."""
    request.session.cycle_key()
    request.session[PASSED] = str(request.user.pk)


def has_set_up(user) -> bool:
    return Authenticator.objects.filter(user=user, type=Kind.TOTP).exists()


def secret_to_set_up(session) -> str:
    """The same one until it has been confirmed, so that loading the page again doesn't make the scanned one useless."""
    if SECRET not in session:
        session[SECRET] = generate_totp_secret()
    return session[SECRET]


def address_for_the_app(user, secret: str) -> str:
    """What the QR code holds."""
    name = settings.WAGTAIL_SITE_NAME
    return f"otpauth://totp/{name}:{user.pk}?{urlencode({'secret': secret, 'issuer': name})}"


@transaction.atomic
def set_up(user, *, secret: str, code: str, now: datetime) -> bool:
    """Takes the new secret in the place of any old one, once a code shows that the app has it. Old recovery codes end."""
    counter = _counter_of(secret, code, now)
    if counter is None:
        return False
    remove(user)
    data = {"secret": encrypt(secret), "last": counter, "wrong": []}
    Authenticator.objects.create(user=user, type=Kind.TOTP, data=data)
    RecoveryCodes.activate(user)
    return True


def remove(user) -> int:
    return Authenticator.objects.filter(user=user).delete()[0]


def recovery_codes_of(user) -> list[str]:
    """Those not used yet."""
    return RecoveryCodes.activate(user).get_unused_codes()


@transaction.atomic
def renew_recovery_codes(user) -> None:
    Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)


@transaction.atomic
def verify_code(user, *, code: str, now: datetime) -> bool:
    """Whether the code is right, and not used before. Raises TooManyWrongCodesError without looking at it."""
    row = Authenticator.objects.select_for_update().filter(user=user, type=Kind.TOTP).first()
    if row is None:
        return False
    wrong = [at for at in row.data["wrong"] if at > (now - PAUSE).timestamp()]
    if len(wrong) >= WRONG_CODES:
        raise TooManyWrongCodesError
    right = _is_fresh(row, code, now) or _is_recovery_code(user, code)
    row.data["wrong"] = [] if right else [*wrong, now.timestamp()]
    row.last_used_at = now if right else row.last_used_at
    row.save(update_fields=["data", "last_used_at"])
    return right


def _is_fresh(row: Authenticator, code: str, now: datetime) -> bool:
    """Right, and of a later time than the last one that was taken."""
    try:
        counter = _counter_of(decrypt(row.data["secret"]), code, now)
    except InvalidToken:  # SECRET_KEY was changed without keeping the old one: it has to be set up again.
        return False
    if counter is None or counter <= row.data["last"]:
        return False
    row.data["last"] = counter
    return True


def _is_recovery_code(user, code: str) -> bool:
    row = Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).first()
    try:
        return row is not None and RecoveryCodes(row).validate_code(code)
    except InvalidToken:
        return False


def _counter_of(secret: str, code: str, now: datetime) -> int | None:
    """The half minute whose code this is; a clock may be half a minute wrong in each direction."""
    at = int(now.timestamp()) // PERIOD
    for counter in (at - 1, at, at + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None
