"""Editors take questions from the library into a draft, and put their own there; translations and conditions come along."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object

from consultations.demo.library import ENTRIES, load_library
from consultations.models import ConsultationPage, LibraryEntry
from consultations.questions.library import entries_for, put_in, take_in, with_new_ids
from tests.builders import a_consultation, a_question, a_section, choices

BUS, WHY = "Åker du buss?", "Varför?"


@pytest.fixture
def page(site, karlstad):
    yes = choices("Ja")[0]["id"]
    bus = a_question("single_choice", BUS, choices=choices("Ja", "Nej"), concept="bus")
    why = a_question("long_text", WHY, shown_if=f"{bus['id']}={yes}")
    made = a_consultation(questions=[a_section("Om bussen"), bus, why])
    return ConsultationPage.objects.get(pk=made.source_page_id)


@pytest.fixture
def empty(page):
    """A new draft of the same organisation, without questions."""
    new = ConsultationPage(
        title="Nytt samråd", slug="nytt", introduction="Om bussen", can_influence="-", already_decided="-", decides="-"
    )
    new.organisation, new.questions, new.opens, new.closes = page.organisation, [], page.opens, page.closes
    page.get_parent().add_child(instance=new)
    new.save_revision()
    return new


def entry_of(page, editor, **named) -> LibraryEntry:
    faces = [face.specific for face in page.get_translations()]
    blocks = [block.id for block in page.questions]
    said = {"title": "Bussfrågor", "description": "", "by": editor, "now": timezone.now()} | named
    return put_in(page, faces=faces, blocks=said.pop("blocks", blocks), **said)


def press(user, name, page, data=None, *more):
    browser = Client()
    browser.force_login(user)
    address = reverse(name, args=[page.pk, *more])
    return browser.post(address, data, follow=True) if data is not None else browser.get(address)


class TestTaking:
    def test_questions_come_with_ids_of_their_own_and_conditions_that_follow(self, page, empty, editor):
        entry = entry_of(page, editor)
        assert take_in(empty, [entry]) == 3
        section, bus, why = empty.questions
        assert (section.value["heading"], bus.value["text"], why.value["text"]) == ("Om bussen", BUS, WHY)
        assert bus.value["concept"] == "bus"
        ids = {block.id for block in empty.questions} | {item.id for item in bus.value["choices"].bound_blocks}
        theirs = {block.id for block in page.questions} | {
            i.id for i in page.questions[1].value["choices"].bound_blocks
        }
        assert ids & theirs == set()
        assert why.value["shown_if"] == f"{bus.id}={bus.value['choices'].bound_blocks[0].id}"

    def test_taken_twice_nothing_is_mixed_up(self, page, empty, editor):
        entry = entry_of(page, editor)
        take_in(empty, [entry, entry])
        ids = [block.id for block in empty.questions]
        assert len(ids) == len(set(ids)) == 6
        assert empty.questions[5].value["shown_if"].startswith(empty.questions[4].id)

    def test_a_condition_on_what_is_left_behind_is_dropped(self, page):
        [alone] = with_new_ids([dict(page.questions.raw_data[2])])
        assert alone["value"]["shown_if"] == ""

    def test_from_the_editor_it_is_a_new_draft_and_nothing_is_published(self, page, empty, editor):
        entry = entry_of(page, editor)
        assert entry.title in press(editor, "library", empty).content.decode()
        answer = press(editor, "library", empty, {"entry": [str(entry.pk)]})
        assert "3 block har lagts till" in answer.content.decode()
        draft = ConsultationPage.objects.get(pk=empty.pk).get_latest_revision_as_object()
        assert [block.value.get("text") for block in draft.questions][1:] == [BUS, WHY]
        assert ConsultationPage.objects.get(pk=empty.pk).live == empty.live
        assert len(ConsultationPage.objects.get(pk=empty.pk).questions) == 0
        assert "Kryssa för" in press(editor, "library", empty, {}).content.decode()

    def test_translations_come_along_when_the_page_is_sent_for_translation(
        self, page, empty, editor, django_capture_on_commit_callbacks
    ):
        take_in(empty, [entry_of(page, editor)])
        empty.save_revision().publish()
        english = Locale.objects.get(language_code="en")
        with django_capture_on_commit_callbacks(execute=True):
            translate_object(empty, [english])
        translation = Translation.objects.get(source__object_id=empty.translation_key, target_locale=english)
        known = StringTranslation.objects.filter(locale=english, context__path__startswith="questions.")
        said = dict(known.values_list("translation_of__data", "data"))
        assert said == {text: f"{text} (en)" for text in ("Om bussen", BUS, "Ja", "Nej", WHY)}
        assert translation.source.stringsegment_set.filter(context__path="title").count() == 1


class TestPutting:
    def test_from_the_editor_in_every_language_that_the_page_has(self, page, editor):
        only = [block.id for block in page.questions][1:]
        press(editor, "library_save", page, {"title": " Buss  frågor ", "description": "Om bussen", "block": only})
        entry = LibraryEntry.objects.get(title="Buss frågor")
        assert (entry.kind, entry.organisation, entry.saved_by) == ("part", page.organisation, editor)
        assert set(entry.streams) == {"sv", "en"}
        assert [block["value"]["text"] for block in entry.streams["en"]] == [f"{BUS} (en)", f"{WHY} (en)"]
        assert entry_of(page, editor).kind == "template"

    def test_a_name_and_a_question_are_asked_for(self, page, editor):
        answer = press(editor, "library_save", page, {"title": " ", "description": "x"})
        assert answer.status_code == 422
        text = answer.content.decode()
        assert ("Ge det ett namn" in text, "minst en fråga" in text) == (True, True)
        assert LibraryEntry.objects.count() == 0

    def test_only_the_own_organisation_sees_it_and_takes_it_away(self, page, empty, editor, region, outsider):
        entry, theirs = entry_of(page, editor), entry_of(page, editor, title="Regionens")
        theirs.organisation = region
        theirs.save()
        assert set(entries_for(editor)) == {entry}
        assert set(entries_for(outsider)) == {theirs}
        assert press(editor, "library_remove", empty, {}, theirs.pk).status_code == 404
        assert press(editor, "library", empty, {"entry": [str(theirs.pk)]}).status_code == 200
        assert len(ConsultationPage.objects.get(pk=empty.pk).get_latest_revision_as_object().questions) == 0
        press(editor, "library_remove", empty, {}, entry.pk)
        assert set(LibraryEntry.objects.all()) == {theirs}


def test_whoever_may_not_edit_the_page_does_not_meet_the_library(page, official, moderator):
    for user in (official, moderator):
        for name in ("library", "library_save"):
            answer = press(user, name, page)
            assert answer.status_code in {302, 403}


def test_a_translation_asks_what_its_source_asks(page, editor):
    english = page.get_translations().get()
    assert press(editor, "library", english).status_code in {302, 403}


def test_what_the_software_brings_is_for_all_and_loaded_once(db, editor, empty):
    now = timezone.now()
    assert load_library(now=now) == len(ENTRIES)
    assert load_library(now=now) == 0
    background = LibraryEntry.objects.get(key="background")
    assert background in entries_for(editor)
    assert set(background.streams) == {"sv", "en", "fi", "ar"} or "fi" in background.streams
    take_in(empty, [background])
    assert [block.value["concept"] for block in list(empty.questions)[1:]] == ["age", "gender", "municipality", "born"]
    assert press(editor, "library_remove", empty, {}, background.pk).status_code == 404
