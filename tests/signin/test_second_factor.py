"""Whoever may do much passes a second factor, before every address of the admin."""

import re
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import RoutePattern
from django.utils import timezone

from consultations.enums import RoleName
from consultations.models import Role
from organisations.models import Membership
from signin import second_factor as factor
from signin.middleware import FREE
from tests.cast import a_person

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _demanded(settings):
    settings.DEMAND_SECOND_FACTOR = True


@pytest.fixture
def someone(karlstad):
    return a_person("moa", karlstad, group="Moderator", role=RoleName.MODERATOR)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def a_code(at=None, *, secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int((at or timezone.now()).timestamp()) // 30))


def with_factor(user):
    """Set up a while ago, so that the code of this moment is unused."""
    then = timezone.now() - timezone.timedelta(minutes=5)
    assert factor.set_up(user, secret=SECRET, code=a_code(then), now=then)
    return user


def admin_addresses(patterns=None, before: str = "/") -> list[str]:
    """Every address below /admin/, with something in the place of each parameter."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(pattern.pattern, RoutePattern):
            continue
        here = before + re.sub(r"<(?:\w+:)?\w+>", "1", str(pattern.pattern))
        if here.startswith("/admin/"):
            found += [here] if isinstance(pattern, URLPattern) else admin_addresses(pattern.url_patterns, here)
    return found


def test_every_address_of_the_admin_is_behind_it(someone):
    addresses = admin_addresses()
    assert len(addresses) > 250
    free = {reverse(name) for name in FREE}
    client = signed_in(someone)
    for address in addresses:
        if address in free:
            continue
        for ask in (client.get, client.post):
            answer = ask(address)
            assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("second_factor")), address


def test_an_editor_without_a_role_goes_on_and_nobody_is_asked_where_it_is_not_demanded(karlstad, someone, settings):
    editor = a_person("eva", karlstad, group="Redaktör")
    assert signed_in(editor).get("/admin/").status_code == 200
    assert signed_in(someone).get("/admin/").status_code == 302
    settings.DEMAND_SECOND_FACTOR = False
    assert signed_in(someone).get("/admin/").status_code == 200


@pytest.mark.parametrize("role", list(RoleName))
def test_every_role_and_superusers_need_it(karlstad, role):
    assert factor.is_demanded_of(a_person("rut", karlstad, role=role))
    chief = a_person("siv", karlstad)
    assert not factor.is_demanded_of(chief)
    chief.is_superuser = True
    assert factor.is_demanded_of(chief)


def test_setting_up_shows_recovery_codes_and_opens_the_admin(someone):
    client = signed_in(someone)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == reverse("second_factor_set_up")
    secret = client.session[factor.SECRET]
    wrong = client.post(reverse("second_factor_set_up"), {"code": "000000"})
    assert (wrong.status_code, Authenticator.objects.count()) == (422, 0)
    code = a_code(secret=secret)
    done = client.post(reverse("second_factor_set_up"), {"code": f"{code[:3]} {code[3:]}"}, follow=True)
    assert [code for code in factor.recovery_codes_of(someone) if f"<code>{code}</code>" in done.content.decode()] == (
        factor.recovery_codes_of(someone)
    )
    assert client.get("/admin/").status_code == 200
    assert factor.SECRET not in client.session


def test_the_code_is_asked_for_in_each_session_and_leads_back_here_only(someone):
    with_factor(someone)
    client = signed_in(someone)
    assert client.get(reverse("second_factor_set_up")).url == reverse("second_factor")
    assert client.post(reverse("second_factor"), {"code": "12345"}).status_code == 422
    assert client.get("/admin/").status_code == 302
    key = client.session.session_key
    on = client.post(reverse("second_factor"), {"code": a_code(), "next": "https://evil.example/admin/"})
    assert (on.status_code, on.url) == (302, "/admin/")
    assert client.session.session_key != key
    assert client.get("/admin/").status_code == 200
    assert signed_in(someone).get("/admin/").status_code == 302


def test_a_code_is_taken_once_and_old_ones_never(someone):
    with_factor(someone)
    now = timezone.now()
    code = a_code(now)
    assert factor.verify_code(someone, code=code, now=now)
    assert not factor.verify_code(someone, code=code, now=now)
    assert not factor.verify_code(someone, code=a_code(now - timezone.timedelta(minutes=2)), now=now)
    assert factor.verify_code(someone, code=a_code(now + timezone.timedelta(seconds=30)), now=now)


def test_a_recovery_code_is_taken_once(someone):
    with_factor(someone)
    code = factor.recovery_codes_of(someone)[3]
    assert factor.verify_code(someone, code=code, now=timezone.now())
    assert not factor.verify_code(someone, code=code, now=timezone.now())
    assert len(factor.recovery_codes_of(someone)) == 9
    factor.renew_recovery_codes(someone)
    assert code not in factor.recovery_codes_of(someone)


def test_guessing_stops_even_for_the_right_code_and_in_every_session(someone):
    with_factor(someone)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(factor.WRONG_CODES):
            assert signed_in(someone).post(reverse("second_factor"), {"code": "00000"}).status_code == 422
        refused = signed_in(someone).post(reverse("second_factor"), {"code": a_code()})
        assert (refused.status_code, "kvarts timme" in refused.content.decode()) == (422, True)
        clock.shift(16 * 60)
        assert signed_in(someone).post(reverse("second_factor"), {"code": a_code()}).status_code == 302


def test_the_secret_is_stored_encrypted(someone):
    with_factor(someone)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert len(stored) > 100


def test_who_has_lost_everything_starts_again(someone):
    with_factor(someone)
    client = signed_in(someone)
    client.post(reverse("second_factor"), {"code": a_code()})
    call_command("remove_second_factor", someone.username, stdout=StringIO())
    assert not factor.has_set_up(someone)
    assert client.get("/admin/").url.startswith(reverse("wagtailadmin_login"))


def test_a_public_page_costs_nothing_more(site, someone, django_assert_num_queries):
    client = Client()
    client.get("/sv/kakor/")
    answer = client.get("/sv/")
    assert (answer.status_code, list(answer.cookies), answer.wsgi_request.session.accessed) == (200, [], False)


@pytest.mark.parametrize("lost", ["role", "membership", "account", "password"])
def test_sessions_end_at_once(karlstad, someone, settings, lost):
    settings.DEMAND_SECOND_FACTOR = False
    client, other = signed_in(someone), signed_in(a_person("olle", karlstad, group="Moderator"))
    assert client.get("/admin/").status_code == 200
    if lost == "role":
        Role.objects.filter(user=someone).delete()
    elif lost == "membership":
        Membership.objects.get(user=someone).delete()
    else:
        someone.is_active = lost != "account"
        if lost == "password":
            someone.set_password("something else altogether")
        someone.save()
    assert client.get("/admin/").url.startswith(reverse("wagtailadmin_login"))
    assert other.get("/admin/").status_code == 200
