"""The cast: who appears in the tests. Everybody but the outsider works for Karlstad; residents have no account."""

from functools import cache

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.test import Client
from django.utils import translation

from config.kept import forget_everything
from consultations.enums import RoleName
from consultations.models import Role
from organisations.models import Membership, User
from tests.builders import a_consultation, a_site, an_organisation


@pytest.fixture(autouse=True)
def _nothing_is_kept():
    """A rolled-back database has its old public version again: what was kept under it, or counted, belongs to another test."""
    forget_everything()
    translation.activate(
        settings.LANGUAGE_CODE
    )  # the last request of the test before may have been in another language
    for name in ("default", "guards"):
        caches[name].clear()


@pytest.fixture
def site(db):
    return a_site()


@pytest.fixture
def karlstad(db):
    return an_organisation("Karlstads kommun")


@pytest.fixture
def region(db):
    """Another organisation, whose people have no business with Karlstad's consultations."""
    return an_organisation("Region Värmland")


@cache
def a_hash() -> str:
    """The hash of everybody's password, made once: it takes longer than most tests."""
    return make_password("a long enough password")


def a_person(username: str, organisation, *, group: str = "", role: str = "") -> User:
    user = User.objects.create(username=username, email=f"{username}@example.org", password=a_hash())
    Membership.objects.create(user=user, organisation=organisation)
    if group:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    if role:
        Role.objects.create(user=user, organisation=organisation, role=role)
    return user


@pytest.fixture
def editor(karlstad):
    return a_person("editor", karlstad, group="Redaktör")


@pytest.fixture
def moderator(karlstad):
    return a_person("moderator", karlstad, group="Moderator", role=RoleName.MODERATOR)


@pytest.fixture
def official(karlstad):
    return a_person("official", karlstad, group="Handläggare", role=RoleName.OFFICIAL)


@pytest.fixture
def registrar(karlstad):
    return a_person("registrar", karlstad, group="Handläggare", role=RoleName.REGISTRAR)


@pytest.fixture
def administrator(karlstad):
    return a_person("administrator", karlstad, group="Administratör", role=RoleName.ADMINISTRATOR)


@pytest.fixture
def outsider(region):
    """Has every role, but in another organisation."""
    user = a_person("outsider", region, group="Handläggare", role=RoleName.OFFICIAL)
    user.groups.add(*Group.objects.filter(name__in=["Redaktör", "Moderator"]))
    Role.objects.create(user=user, organisation=region, role=RoleName.MODERATOR)
    return user


@pytest.fixture
def resident():
    """A browser without an account or a cookie."""
    return Client()


@pytest.fixture
def signed_in():
    """A browser for a user: ``signed_in(moderator).get(...)``."""

    def client_of(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of


@pytest.fixture
def upcoming(site):
    return a_consultation(stage="upcoming")


@pytest.fixture
def open_consultation(site):
    return a_consultation(stage="open")


@pytest.fixture
def closed(site):
    return a_consultation(stage="closed")


@pytest.fixture
def decided(site):
    return a_consultation(stage="decided")
