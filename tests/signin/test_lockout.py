"""Guessing a password is stopped after five wrong ones, for that name from that address."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultations.retention import delete_due
from tests.cast import a_person

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


def guess(username: str, password: str = "wrong", address: str = "192.0.2.1"):  # noqa: S107
    return Client(REMOTE_ADDR=address).post(LOGIN, {"username": username, "password": password})


def words_of(answer) -> str:
    text = answer.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def test_the_one_way_in_is_as_it_was(site, karlstad):
    a_person("eva", karlstad, group="Redaktör")
    on = guess("eva", "a long enough password")
    assert (on.status_code, on.url) == (302, reverse("wagtailadmin_home"))
    ways = ("accounts/login", "accounts/signup", "accounts/password/reset", "django-admin", "admin/signup")
    assert [Client().get(f"/{way}/", follow=True).status_code for way in ways[:4]] == [404] * 4
    assert Client().get(f"/{ways[4]}/").url.startswith(LOGIN)
    known = {"username": "eva", "password": "a long enough password"}
    assert Client().post("/sv/_util/login/", known).status_code == 404  # Wagtail's own for pages: nobody gets there.


def test_after_five_wrong_ones_the_right_one_waits_too(karlstad):
    a_person("eva", karlstad, group="Redaktör")
    assert [guess("eva").status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    assert guess("eva", "a long enough password").status_code == 429
    assert guess("eva", "a long enough password", address="192.0.2.2").status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert guess("eva", "a long enough password").status_code == 302


def test_the_words_are_the_same_whether_the_account_exists(karlstad, settings):
    settings.AXES_FAILURE_LIMIT = 2
    a_person("eva", karlstad, group="Redaktör")
    for _ in range(2):
        known, unknown = guess("eva"), guess("nobody")
    assert (known.status_code, words_of(known)) == (429, words_of(unknown))


def test_no_password_is_kept_and_the_rest_goes_after_a_day(karlstad, caplog):
    a_person("eva", karlstad, group="Redaktör")
    guess("eva", "my secret wrong password")
    kept = str(list(AccessAttempt.objects.values()))
    assert ("my secret" in kept, "192.0.2.1" in kept) == (False, True)
    assert "192.0.2.1" not in caplog.text
    now = timezone.now()
    assert delete_due(now=now + timedelta(hours=23))["sign_in_failures"] == 0
    assert delete_due(now=now + timedelta(hours=25))["sign_in_failures"] == 1


def test_behind_a_proxy_the_visitor_is_counted_and_not_the_proxy(karlstad, settings):
    settings.BEHIND_PROXY, settings.AXES_FAILURE_LIMIT = True, 2
    a_person("eva", karlstad, group="Redaktör")
    for _ in range(2):
        Client(HTTP_X_FORWARDED_FOR="198.51.100.7").post(LOGIN, {"username": "eva", "password": "x"})
    right = {"username": "eva", "password": "a long enough password"}
    assert Client(HTTP_X_FORWARDED_FOR="198.51.100.7").post(LOGIN, right).status_code == 429
    assert Client(HTTP_X_FORWARDED_FOR="198.51.100.8").post(LOGIN, right).status_code == 302
