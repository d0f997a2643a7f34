"""Each organisation writes its own commitments; what became of them is written down and never rewritten."""

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import Page

from declaration.models import Change, ChangeWords, CommitmentPage
from tests.cast import a_person
from tests.declaration.building import a_commitment, a_declaration, a_party, says
from tests.programme.building import at, in_english

ACTS = ("can_edit", "can_publish", "can_unpublish", "can_copy", "can_delete", "can_move")


@pytest.fixture
def declaration(site, karlstad):
    return a_declaration(keeper=karlstad)


@pytest.fixture
def own(declaration, karlstad):
    return a_commitment(declaration, a_party(karlstad))


@pytest.fixture
def theirs(declaration, region):
    return a_commitment(declaration, a_party(region))


def may(user, page) -> tuple[bool, ...]:
    tester = Page.objects.get(pk=page.pk).permissions_for_user(user)
    return tuple(getattr(tester, act)() for act in ACTS)


def test_each_editor_changes_the_own_commitments_only(own, theirs, editor, outsider, moderator):
    whole, none = (True, True, True, True, False, False), (False,) * 6
    assert {
        name: (may(user, own), may(user, theirs))
        for name, user in {"editor": editor, "outsider": outsider, "moderator": moderator}.items()
    } == {"editor": (whole, none), "outsider": (none, whole), "moderator": (none, none)}


def test_the_admin_refuses_an_outsider_by_every_way(own, declaration, signed_in, editor, outsider):
    addresses = [
        reverse(f"wagtailadmin_pages:{name}", args=[own.pk]) for name in ("edit", "unpublish", "history", "copy")
    ]
    addresses.append(reverse("party:edit", args=[own.party_id]))
    statuses = {
        user.username: [signed_in(user).get(address).status_code for address in addresses]
        for user in (editor, outsider)
    }
    assert statuses[editor.username] == [200] * 5
    assert set(statuses[outsider.username]) <= {302, 403, 404}
    keeper = reverse("wagtailadmin_pages:edit", args=[declaration.pk])
    assert signed_in(editor).get(keeper).status_code == 200
    assert signed_in(outsider).get(keeper).status_code in {302, 403}


def a_form(**said) -> dict:
    stream = {"doing-count": "0", "evidence-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    fields = {"title": "Lyssna", "slug": "lyssna", "number": "1", "promised": "Vi lyssnar.", "state": "under_way"}
    return stream | fields | {"state_words": "Det har börjat.", "action-publish": "1"} | said


def test_nobody_promises_for_somebody_else(declaration, signed_in, outsider, karlstad, region):
    address = reverse("wagtailadmin_pages:add", args=["declaration", "commitmentpage", declaration.pk])
    others, own = a_party(karlstad), a_party(region)
    refused = signed_in(outsider).post(address, a_form(party=str(others.pk)))
    assert (refused.status_code, CommitmentPage.objects.count()) == (200, 0)
    assert "Välj din egen organisation." in refused.content.decode()
    signed_in(outsider).post(address, a_form(party=str(own.pk)))
    assert CommitmentPage.objects.get().party == own


def test_a_new_state_needs_a_new_reason(own, signed_in, editor):
    address = reverse("wagtailadmin_pages:edit", args=[own.pk])
    same = a_form(party=str(own.party_id), slug=own.slug, state="done", state_words=own.state_words)
    refused = signed_in(editor).post(address, same)
    assert "Säg varför läget har ändrats." in refused.content.decode()
    signed_in(editor).post(address, same | {"state_words": "Allt är gjort."})
    assert [(one.before, one.after) for one in Change.objects.all()] == [("", "not_begun"), ("not_begun", "done")]


def test_each_change_is_written_down_once(declaration, karlstad):
    with time_machine.travel(at("2026-03-01T09:00"), tick=False):
        page = a_commitment(declaration, a_party(karlstad))
    page = says(page, title="Ny rubrik")
    with time_machine.travel(at("2026-05-03T09:00"), tick=False):
        says(page, state="under_way", state_words="En grupp har börjat.")
    found = [(one.n, one.before, one.after, one.because("sv")[0], one.by) for one in Change.objects.all()]
    assert found == [
        (1, "", "not_begun", "Det är underskrivet.", "Karlstads kommun"),
        (2, "not_begun", "under_way", "En grupp har börjat.", "Karlstads kommun"),
    ]


def test_a_translation_lends_its_words_and_makes_no_change(declaration, own):
    in_english(declaration, slug="the-declaration")
    english = in_english(own, state_words="It is signed.")
    says(english, state_words="It is quite signed.")
    assert Change.objects.count() == 1
    assert Change.objects.get().said == {"sv": "Det är underskrivet.", "en": "It is signed."}


@pytest.mark.parametrize("model", [Change, ChangeWords])
def test_history_is_never_rewritten(own, model):
    row = model.objects.get()
    for refused in (
        row.save,
        row.delete,
        lambda: model.objects.update(pk=row.pk),
        lambda: model.objects.all().delete(),
        lambda: model.objects.bulk_update([row], ["pk"]),
    ):
        with pytest.raises(TypeError, match="never rewritten"):
            refused()
    assert model.objects.get() == row


def test_who_stands_behind_it_is_not_for_editors_to_say(own, editor, karlstad, region, signed_in):
    address = reverse("party:edit", args=[own.party_id])
    form = signed_in(editor).get(address).content.decode()
    assert ('name="email"' in form, 'name="organisation"' in form, 'name="slug"' in form) == (True, False, False)
    assert signed_in(editor).get(reverse("party:add")).status_code in {302, 403}
    nobody = a_person("ingen", karlstad)
    assert signed_in(nobody).get(address).status_code in {302, 403}
