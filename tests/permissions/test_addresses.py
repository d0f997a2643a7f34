"""Who gets what from each of the consultations' addresses in the admin. An address without a line here fails."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from consultations.enums import RoleName
from tests.cast import a_person
from tests.moderation.redress import an_appeal
from tests.moderation.texts import a_text

pytestmark = pytest.mark.django_db
PEOPLE = ["nobody", "editor", "moderator", "official", "registrar", "administrator", "outsider"]
IN, LOGIN, NO, GONE = 200, 302, 403, 404
TABLE = {  # address by name: what each of PEOPLE gets for reading it
    "moderation_queue": [LOGIN, NO, IN, NO, NO, IN, IN],
    "moderation_copies": [LOGIN, NO, IN, NO, NO, IN, IN],
    "moderation_bulk": [LOGIN, NO, IN, NO, NO, IN, IN],
    "moderation_appeals": [LOGIN, NO, IN, NO, NO, IN, IN],
    "moderation_appeal": [LOGIN, NO, IN, NO, NO, IN, GONE],
    "moderation_redact": [LOGIN, NO, IN, NO, NO, IN, GONE],
    "moderation_text": [LOGIN, NO, IN, NO, NO, IN, GONE],
    "moderation_log": [LOGIN, NO, IN, NO, NO, IN, GONE],
}


@pytest.fixture
def registrar(karlstad):
    return a_person("registrar", karlstad, group="Handläggare", role=RoleName.REGISTRAR)


@pytest.fixture
def addresses(open_consultation):
    text = a_text(open_consultation)
    appeal = an_appeal(open_consultation)
    about = {
        "moderation_appeal": [appeal.pk],
        "moderation_text": [text.pk],
        "moderation_redact": [text.pk],
        "moderation_log": [open_consultation.pk],
    }
    return {name: reverse(name, args=about.get(name)) for name in TABLE}


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_gets_what_the_table_says(person, addresses, request, signed_in, open_consultation):
    user = None if person == "nobody" else request.getfixturevalue(person)
    browser = signed_in(user) if user else Client()
    got = {name: _status(browser, url) for name, url in addresses.items()}
    assert got == {name: line[PEOPLE.index(person)] for name, line in TABLE.items()}


def _status(browser, url) -> int:
    """The status of a page; of one that is not found, that at the end of the redirect to a language."""
    response = browser.get(url)
    if response.status_code == 302 and "/admin/login/" not in response.url:
        return browser.get(url, follow=True).status_code
    return response.status_code


def test_every_address_of_moderation_is_in_the_table():
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {name for name in known if name.startswith("moderation_")} == TABLE.keys()
