"""What allauth asks of us: how secrets are stored, and who a person from the provider is here.

Nothing is stored about the provider's account: who signs in is found each time by the e-mail that the provider has
verified. No account is made, and none of allauth's own pages has an address.
"""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from organisations.models import User
from signin.returning import safe_next
from signin.second_factor import remember_passed


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        return bool(url) and safe_next(self.request, url) == url


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        """Signs in here and now: allauth's own way on, with accounts that it makes and links, is never reached."""
        claims = sociallogin.account.extra_data
        user = user_of(claims)
        if user is None:
            raise ImmediateHttpResponse(refuse(request))
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        request.session.set_expiry(0)
        if proves_second_factor(claims.get("id_token", {})):
            remember_passed(request)
        raise ImmediateHttpResponse(redirect(safe_next(request, sociallogin.state.get("next"))))

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        raise ImmediateHttpResponse(refuse(request))


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def user_of(claims: dict) -> User | None:
    """The one active user with the e-mail that the provider says is verified; None if there is none, or more than one."""
    said = claims.get("userinfo") or claims.get("id_token") or {}
    if said.get("email_verified") is not True or not said.get("email"):
        return None
    found = User.objects.filter(email__iexact=said["email"], is_active=True)[:2]
    return found[0] if len(found) == 1 else None


def proves_second_factor(claims: dict) -> bool:
    """Whether the signed claims name a way of signing in that the operator counts as a second factor."""
    named = claims.get("amr") or []
    ways = {*(named if isinstance(named, list) else [named]), claims.get("acr")}
    return bool(ways & set(settings.OIDC_SECOND_FACTOR))


def refuse(request):
    messages.error(request, _("You could not be signed in. Ask your administrator whether you have an account here."))
    return redirect("wagtailadmin_login")


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(key)) for key in keys])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"second factor\0{secret}".encode()).digest())
