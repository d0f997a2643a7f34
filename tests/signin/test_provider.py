"""Signing in over OpenID Connect, against a provider that runs here and answers as a real one does."""

import warnings
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from consultations.enums import RoleName
from organisations.models import User
from signin.adapters import proves_second_factor
from tests.cast import a_person

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:get_jwt_config")]
PEOPLE = {
    "1": {"email": "moa@example.org", "email_verified": True, "amr": ["pwd", "otp"]},
    "2": {"email": "moa@example.org", "email_verified": False},
    "3": {"email": "stranger@example.org", "email_verified": True},
}


@pytest.fixture(scope="module")
def issuer():
    """The provider's own libraries warn when they load; that is none of our business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oidc_provider_mock import User as Claims
        from oidc_provider_mock import run_server_in_thread
    people = [Claims(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    with run_server_in_thread(user_claims=people) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def provider(issuer, settings):
    app = {"provider_id": "oidc", "name": "Kommun-id", "client_id": "tilltals", "secret": "s" * 20}
    app["settings"] = {"server_url": issuer}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    settings.OIDC_ISSUER, settings.OIDC_NAME = issuer, "Kommun-id"
    return issuer


@pytest.fixture
def moa(karlstad):
    return a_person("moa", karlstad, group="Moderator", role=RoleName.MODERATOR)


def walk(client: Client, sub: str, onward: str = ""):
    """From the button on our page, over the provider, and back."""
    start = client.get(reverse("go_to_provider"), {"next": onward} if onward else {})
    assert start.status_code == 302
    asked = parse_qs(urlsplit(start.url).query)
    assert (asked["code_challenge_method"], len(asked["state"][0]) > 10) == (["S256"], True)
    back = requests.post(start.url, data={"sub": sub}, allow_redirects=False, timeout=10)
    return client.get(unescape(back.headers["Location"]))


def who(client: Client) -> str:
    return client.session.get("_auth_user_id", "")


def test_somebody_with_an_account_comes_in_and_nothing_is_stored_of_the_provider(provider, moa):
    client = Client()
    page = client.get("/admin/login/").content.decode()
    assert ("Kommun-id" in page, reverse("go_to_provider") in page) == (True, True)
    on = walk(client, "1", "/admin/pages/")
    assert (on.status_code, on.url, who(client)) == (302, "/admin/pages/", str(moa.pk))
    assert (client.get("/admin/").status_code, SocialAccount.objects.count(), SocialToken.objects.count()) == (
        200,
        0,
        0,
    )


@pytest.mark.parametrize(("sub", "change"), [("2", {}), ("3", {}), ("1", {"is_active": False}), ("1", {"email": ""})])
def test_nobody_else_does_and_no_account_is_made(provider, moa, sub, change):
    User.objects.filter(pk=moa.pk).update(**change)
    client = Client()
    back = walk(client, sub)
    assert (back.status_code, back.url, who(client)) == (302, reverse("wagtailadmin_login"), "")
    assert User.objects.count() == 1


def test_two_accounts_with_one_address_are_nobody(provider, moa, karlstad):
    User.objects.filter(pk=a_person("maja", karlstad).pk).update(email="MOA@example.org")
    client = Client()
    assert (walk(client, "1").url, who(client)) == (reverse("wagtailadmin_login"), "")


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_way_back_stays_here(provider, moa, onward):
    assert walk(Client(), "1", onward).url == "/admin/"


def test_an_answer_that_was_not_asked_for_is_refused(provider, moa):
    client = Client()
    answer = client.get("/admin/login/oidc/callback/", {"code": "x", "state": "y"})
    assert (answer.status_code, answer.url, who(client)) == (302, reverse("wagtailadmin_login"), "")


def test_another_site_can_not_start_it_and_without_a_provider_there_is_none(provider, settings):
    start = reverse("go_to_provider")
    assert Client().get(start, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert Client().get(start, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302
    settings.OIDC_ISSUER = ""
    assert [Client().get(way).status_code for way in (start, "/admin/login/oidc/callback/")] == [404, 404]
    assert start not in Client().get("/admin/login/").content.decode()


@pytest.mark.parametrize(("counted", "status"), [([], 302), (["otp"], 200)])
def test_the_providers_second_factor_counts_only_where_it_is_said(provider, moa, settings, counted, status):
    settings.DEMAND_SECOND_FACTOR, settings.OIDC_SECOND_FACTOR = True, counted
    client = Client()
    walk(client, "1")
    assert (who(client), client.get("/admin/").status_code) == (str(moa.pk), status)


def test_what_counts_is_read_from_amr_and_acr(settings):
    settings.OIDC_SECOND_FACTOR = ["mfa", "loa3"]
    said = [{"amr": ["pwd", "mfa"]}, {"acr": "loa3"}, {"amr": "mfa"}, {"amr": ["pwd"], "acr": "loa2"}, {}]
    assert [proves_second_factor(claims) for claims in said] == [True, True, True, False, False]
