"""A second pair of eyes before publishing: writers send, a colleague approves, and nobody approves their own."""

import pytest
from django.urls import reverse
from wagtail.models import Page, TaskState, Workflow

from consultations.models import Consultation, ConsultationPage
from consultations.reporting.today import parts_for
from tests.builders import a_consultation
from tests.cast import a_person

PAGES = "wagtailadmin_pages"


@pytest.fixture
def writer(karlstad):
    return a_person("writer", karlstad, group="Skribent")


@pytest.fixture
def page(site, writer):
    """A consultation that was published, with a change that waits."""
    page = a_consultation(translated=False).source_page
    page.title = "Nytt namn"
    page.save_revision(user=writer)
    return page


@pytest.fixture
def sent(page, writer):
    page.get_workflow().start(page, writer)
    return TaskState.objects.get()


def act(browser, state, name="approve"):
    page = state.workflow_state.content_object
    return browser.post(reverse(f"{PAGES}:workflow_action", args=[page.pk, name, state.pk]), {"comment": "Bra."})


def title_of(page) -> str:
    return ConsultationPage.objects.get(pk=page.pk).title


def test_every_page_has_a_workflow_that_somebody_can_finish(site):
    task = site.get_workflow().tasks[0].specific
    assert sorted(task.groups.values_list("name", flat=True)) == ["Administratör", "Redaktör"]
    assert [workflow.name for workflow in Workflow.objects.active()] == ["Granskning före publicering"]


def test_a_colleague_publishes_what_a_writer_sent(sent, page, writer, editor, signed_in):
    act(signed_in(writer), sent)
    assert title_of(page) != "Nytt namn"
    act(signed_in(editor), sent)
    assert title_of(page) == "Nytt namn"
    assert Consultation.objects.get().current.number == 1


def test_nobody_approves_what_they_sent_themselves(page, editor, administrator, signed_in):
    page.get_workflow().start(page, editor)
    sent = TaskState.objects.get()
    act(signed_in(editor), sent)
    assert title_of(page) != "Nytt namn"
    act(signed_in(administrator), sent)
    assert title_of(page) == "Nytt namn"


def test_a_writer_neither_publishes_nor_unpublishes_nor_moves_the_clock(page, writer, editor, signed_in):
    consultation = Consultation.objects.get()
    address = reverse("clock", args=[consultation.pk])
    assert signed_in(writer).get(address, follow=True).status_code == 404
    assert signed_in(editor).get(address).status_code == 200
    for user, allowed in ((writer, False), (editor, True)):
        permissions = Page.objects.get(pk=page.pk).permissions_for_user(user)
        assert (permissions.can_edit(), permissions.can_publish(), permissions.can_unpublish()) == (
            True,
            allowed,
            allowed,
        )


def test_the_start_page_tells_both_what_waits(sent, writer, editor, outsider):
    now = sent.started_at
    assert {p.heading: [line.text for line in p.lines] for p in parts_for(writer, now=now)} == {
        "Du har skickat för granskning": ["Nytt namn"]
    }
    assert [line.text for p in parts_for(editor, now=now) for line in p.lines] == ["Nytt namn"]
    sent.reject(user=editor)
    [part] = parts_for(writer, now=now)
    assert part.lines[0].note == "kom tillbaka: ändringar önskas"
