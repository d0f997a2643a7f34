"""An editor tries the form on the draft, by the real rules, and nothing of it stays."""

import pytest
from django.db import models
from django.urls import reverse
from django_scopes import scopes_disabled

from consultations.models import Answer, Consultation, Owner, QuestionnaireVersion, Response, Submission
from tests.builders import a_consultation, a_question
from tests.forms import Page
from tests.responding.test_walking import C, Q
from tests.routing import AGE, GROWN, LINE, RIDES, several_ways

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(site, karlstad):
    return a_consultation(stage="upcoming", questions=several_ways())


@pytest.fixture
def rehearsal(client, editor, consultation):
    client.force_login(editor)
    return Rehearsal(client, reverse("rehearse", args=[consultation.source_page_id]))


class Rehearsal:
    """The pages of the rehearsal, one press after the other."""

    def __init__(self, client, address):
        self.client, self.address = client, address
        self.page = Page(client, client.get(address))

    def press(self, **answers) -> str:
        form = next(
            form for form in self.page.tree.iter() if form.tag.endswith("}form") and form.get("method") == "post"
        )
        sent = _FormOf(self.page, form).fields | answers
        self.page = Page(self.client, self.client.post(self.address, sent))
        return self.page.text


class _FormOf(Page):
    def __init__(self, page, form):
        super().__init__(page.client, page.response)
        self._form = form

    @property
    def form(self):
        return self._form


def stored() -> dict[type[models.Model], int]:
    with scopes_disabled():
        kinds = (Consultation, Owner, QuestionnaireVersion, Response, Submission, Answer)
        return {kind: kind._base_manager.count() for kind in kinds}


def test_the_whole_walk_ends_with_a_reference_and_leaves_nothing(rehearsal, consultation):
    before = stored()
    times = (consultation.opens, consultation.closes)
    assert AGE in rehearsal.page.text
    assert RIDES in rehearsal.press(**{Q[AGE]: C[GROWN]})
    assert LINE in rehearsal.press(**{Q[RIDES]: C["Ja"]})
    rehearsal.press(**{Q[LINE]: "4"})
    assert "Kontrollera dina svar" in rehearsal.press()
    assert "Din referens" in rehearsal.press()
    assert stored() == before
    consultation.refresh_from_db()
    assert (consultation.opens, consultation.closes) == times


def test_what_is_missing_is_said(rehearsal):
    assert "Det finns ett problem" in rehearsal.press()
    assert RIDES in rehearsal.press(**{Q[AGE]: C[GROWN]})


def test_the_latest_draft_is_rehearsed_not_what_is_published(rehearsal, consultation):
    page = consultation.source_page
    page.questions = [a_question("scale", "Bara ett utkast?")]
    page.save_revision()
    assert "Bara ett utkast?" in rehearsal.client.get(rehearsal.address).content.decode()


def test_a_consultation_that_never_was_published_can_be_rehearsed(client, editor, consultation, site):
    page = consultation.source_page.copy(
        keep_live=False, update_attrs={"slug": "ny", "title": "Ny"}, reset_translation_key=True
    )
    client.force_login(editor)
    rehearsal = Rehearsal(client, reverse("rehearse", args=[page.pk]))
    before = stored()
    for answers in ({Q[AGE]: C[GROWN]}, {Q[RIDES]: C["Nej"]}, {}, {}):
        rehearsal.press(**answers)
    assert "Din referens" in rehearsal.page.text
    assert stored() == before


def test_only_who_may_edit_the_page_may_rehearse_it(client, rehearsal, moderator, resident):
    assert resident.get(rehearsal.address).status_code == 302
    client.force_login(moderator)
    assert client.get(rehearsal.address).status_code == 302
