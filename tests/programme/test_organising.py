"""Organisers write their own events, the coordinator publishes; nobody else changes any."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from consultations.models.second_reader import SecondReaderTask
from programme.models import EventPage
from programme.organising import ORGANISERS
from tests.builders import an_organisation
from tests.cast import a_person
from tests.programme.building import a_programme, an_event, at

ACTS = ("can_edit", "can_publish", "can_unpublish", "can_delete", "can_move")


@pytest.fixture
def programme(site, karlstad):
    return a_programme(coordinator=karlstad)


@pytest.fixture
def organiser(region):
    """Works for an organisation that holds events, and has no other business with the site."""
    return a_person("organiser", region, group=ORGANISERS)


def may(user, event) -> tuple[bool, ...]:
    tester = Page.objects.get(pk=event.pk).permissions_for_user(user)
    return tuple(getattr(tester, act)() for act in ACTS)


def test_each_may_do_what_is_theirs(programme, region, editor, outsider, organiser, moderator):
    own = an_event(programme, by=[region])
    other = an_event(programme, by=[an_organisation("Arvika kommun")])
    whole, write, none = (True,) * 5, (True, False, False, False, False), (False,) * 5
    assert {
        name: (may(user, own), may(user, other))
        for name, user in {
            "coordinator": editor,
            "outsider": outsider,
            "organiser": organiser,
            "moderator": moderator,
        }.items()
    } == {
        "coordinator": (whole, whole),
        "outsider": (write, none),
        "organiser": (write, none),
        "moderator": (none, none),
    }


def test_the_admin_refuses_an_outsider_by_every_way(programme, signed_in, outsider, editor):
    event = an_event(programme, "Rörd av ingen")
    names = ["edit", "delete", "unpublish", "history"]
    addresses = [reverse(f"wagtailadmin_pages:{name}", args=[event.pk]) for name in names]
    addresses.append(reverse("posters", args=[event.pk]))
    addresses.append(reverse("poster", args=[event.pk, "a4"]))

    def statuses(user):
        return [signed_in(user).get(address).status_code for address in addresses]

    assert statuses(editor) == [200] * len(addresses)
    assert set(statuses(outsider)) <= {302, 403, 404}
    assert signed_in(outsider).get(reverse("wagtailadmin_pages:edit", args=[programme.pk])).status_code in {302, 403}


def a_form(**said) -> dict:
    """What the admin sends when an event is entered."""
    empty = {
        "occasions-count": "1",
        "occasions-0-deleted": "",
        "occasions-0-order": "0",
        "occasions-0-type": "occasion",
    }
    empty |= {
        "occasions-0-id": "",
        "occasions-0-value-starts": "2027-05-03 12:00",
        "occasions-0-value-ends": "2027-05-03 13:00",
    }
    fields = {"title": "Fika", "slug": "fika", "introduction": "Kom och fika.", "held": "room", "place": "Biblioteket"}
    return (
        empty
        | fields
        | {"state": "planned", "body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
        | said
    )


def test_an_organiser_enters_an_event_of_their_own_as_a_draft(programme, signed_in, organiser, region, karlstad):
    client = signed_in(organiser)
    address = reverse("wagtailadmin_pages:add", args=["programme", "eventpage", programme.pk])
    refused = client.post(address, a_form(organisers=[str(karlstad.pk)]))
    assert (refused.status_code, EventPage.objects.count()) == (200, 0)
    assert "Välj din egen organisation också." in refused.content.decode()
    client.post(address, a_form(organisers=[str(region.pk)]) | {"action-publish": "1"})
    event = EventPage.objects.get()
    assert (event.live, list(event.organisers.all()), may(organiser, event)[0]) == (False, [region], True)


def test_the_form_refuses_what_makes_no_sense(programme, signed_in, editor, karlstad):
    address = reverse("wagtailadmin_pages:add", args=["programme", "eventpage", programme.pk])
    wrong = {
        "slutar efter": {"occasions-0-value-ends": "2027-05-03 11:00"},
        "Ange var den hålls.": {"place": ""},
        "Ange när den skulle": {"state": "moved"},
    }
    for words, said in wrong.items():
        response = signed_in(editor).post(
            address, a_form(organisers=[str(karlstad.pk)]) | said | {"action-publish": "1"}
        )
        assert words in response.content.decode(), words
    assert EventPage.objects.count() == 0
    signed_in(editor).post(address, a_form(organisers=[str(karlstad.pk)], themes=["rights"]) | {"action-publish": "1"})
    event = EventPage.objects.get()
    assert (event.live, event.themes, event.occasions[0].value["starts"]) == (True, ["rights"], at("2027-05-03T12:00"))


def test_only_who_may_publish_an_event_approves_it(programme, region, karlstad, editor, outsider, organiser):
    event = an_event(programme, by=[region])
    event.get_workflow().start(event, organiser)
    task = SecondReaderTask.objects.get()
    assert [bool(task.get_actions(event, user)) for user in (editor, outsider, organiser)] == [True, False, False]


def test_a_new_programme_is_open_to_the_group_of_organisers(programme):
    group = Group.objects.get(name=ORGANISERS)
    given = GroupPagePermission.objects.filter(group=group).values_list("page_id", "permission__codename")
    assert list(given) == [(programme.pk, "add_page")]
