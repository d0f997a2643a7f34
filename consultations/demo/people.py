"""The demo's organisations and accounts: one of each kind in Karlstad, and an official of another organisation."""

import secrets
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.users.models import UserProfile

from config import environment
from consultations.enums import RoleName
from consultations.models import Role
from organisations.models import Membership, Organisation, User

KARLSTAD, REGION = "Karlstads kommun", "Region Värmland"
ORGANISATIONS = {KARLSTAD: ("Karlstad", "kontakt@example.org"), REGION: ("Regionen", "regionen@example.org")}


class Account(NamedTuple):
    username: str
    organisation: str
    group: str
    role: str
    does: str


ACCOUNTS = [
    Account("redaktor", KARLSTAD, "Redaktör", "", gettext_noop("writes pages and consultations")),
    Account("skribent", KARLSTAD, "Skribent", "", gettext_noop("writes drafts that a colleague publishes")),
    Account(
        "moderator", KARLSTAD, "Moderator", RoleName.MODERATOR, gettext_noop("reviews texts before they are shown")
    ),
    Account(
        "handlaggare", KARLSTAD, "Handläggare", RoleName.OFFICIAL, gettext_noop("reads results and gives feedback")
    ),
    Account(
        "registrator",
        KARLSTAD,
        "Handläggare",
        RoleName.REGISTRAR,
        gettext_noop("keeps the records, and deletes them together with a colleague"),
    ),
    Account("admin", KARLSTAD, "Administratör", RoleName.ADMINISTRATOR, gettext_noop("looks after users and settings")),
    Account(
        "handlaggare-region", REGION, "Handläggare", RoleName.OFFICIAL, gettext_noop("official of another organisation")
    ),
]


def demo_accounts() -> list[tuple[str, str]]:
    """Who there is, and what they do, for whoever prints it."""
    return [(account.username, _(account.does)) for account in ACCOUNTS]


def demo_password() -> str:
    """The password of all demo accounts: DEMO_PASSWORD, or the one made once and kept with the data.

    '' if it was once chosen with DEMO_PASSWORD, which is not kept anywhere.
    """
    kept = _kept_in()
    if chosen := environment.text("DEMO_PASSWORD"):
        return chosen
    if not kept.exists() and not User.objects.filter(username=ACCOUNTS[0].username).exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(9))
    return kept.read_text() if kept.exists() else ""


def load_people() -> dict[str, User]:
    """Makes the accounts that are not there, by username. Those that are keep their password, unless one is chosen."""
    organisations = {
        name: Organisation.objects.get_or_create(name=name, defaults={"short_name": short, "email": email})[0]
        for name, (short, email) in ORGANISATIONS.items()
    }
    password = demo_password()
    people = {a.username: _person(a, organisations[a.organisation], password) for a in ACCOUNTS}
    if environment.text("DEMO_PASSWORD"):
        _kept_in().unlink(missing_ok=True)
    return people


def _person(account: Account, organisation: Organisation, password: str) -> User:
    if user := User.objects.filter(username=account.username).first():
        _choose(user, environment.text("DEMO_PASSWORD"))
        return user
    make = User.objects.create_superuser if account.role == RoleName.ADMINISTRATOR else User.objects.create_user
    user = make(account.username, f"{account.username}@example.org", password)
    Membership.objects.create(user=user, organisation=organisation)
    user.groups.add(Group.objects.get(name=account.group))
    if account.role:
        Role.objects.create(user=user, organisation=organisation, role=account.role)
    UserProfile.objects.create(user=user, preferred_language="sv")
    return user


def _choose(user: User, password: str) -> None:
    if password and not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])


def _kept_in() -> Path:
    return settings.DATA_DIR / "demo-password"
