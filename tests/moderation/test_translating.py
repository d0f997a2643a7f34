"""Staff translate what is published: beside the text as it was written, in the reader's language, gone when the text is."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone, translation
from django_scopes import scope

from consultations.enums import Reason
from consultations.models import Log, TextTranslation
from consultations.moderation.gate import published_texts
from consultations.moderation.translating import NotTranslated, digest_of_shown, translate_text
from tests.moderation.texts import a_text, decided

pytestmark = pytest.mark.django_db
ARABIC, SWEDISH = "المزيد من الحافلات مساءً، اتصل بـ 0701234567", "Fler bussar på kvällen"


@pytest.fixture
def text(open_consultation, moderator):
    answer = a_text(open_consultation, ARABIC)
    decided(answer, moderator)
    return answer


def translated(answer, by, *, spans=(), **said):
    wanted = {"locale": "sv", "text": SWEDISH, "translator": "Karlstads kommun", "now": timezone.now()}
    with scope(consultation=answer.consultation_id):
        return translate_text(answer, by=by, **wanted | {"seen": digest_of_shown(answer.text, spans)} | said)


def shown(answer, language="sv"):
    with translation.override(language):
        return [row["translation"] and row["translation"]["text"] for row in published_texts(answer.consultation)]


def test_readers_of_the_language_get_it_and_nobody_else(text, moderator):
    translated(text, moderator, tool="Ordprogrammet")
    assert shown(text, "sv") == shown(text, "sv-simple") == [SWEDISH]
    assert shown(text, "en") == [None]
    assert [row["text"] for row in published_texts(text.consultation)] == [ARABIC]
    assert Log.objects.filter(action="text_translated").count() == 1


def test_a_second_one_stands_in_its_place(text, moderator):
    translated(text, moderator)
    translated(text, moderator, text="Flera bussar")
    assert shown(text) == ["Flera bussar"]


def test_it_is_gone_as_soon_as_more_of_the_text_is_hidden_and_when_all_of_it_is(text, moderator):
    translated(text, moderator)
    hides = {"redactions": [(34, 44)], "reason": Reason.PERSONAL_DATA}
    decided(text, moderator, **hides)
    assert shown(text) == [None]
    translated(text, moderator, spans=[(34, 44)], text="Fler bussar, ring ...")
    assert shown(text) == ["Fler bussar, ring ..."]
    decided(text, moderator, "hidden", reason=Reason.SPAM)
    assert shown(text) == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"text": "  "}, "Write the translation"),
        ({"text": "x" * 30_001}, "too long"),
        ({"translator": " "}, "who has translated"),
        ({"locale": "sv-simple"}, "Choose a language"),
        ({"locale": "xx"}, "Choose a language"),
        ({"seen": "0" * 64}, "has changed"),
    ],
)
def test_it_is_refused_in_words(text, moderator, said, why):
    with translation.override("en"), pytest.raises(NotTranslated, match=why):
        translated(text, moderator, **said)
    assert shown(text) == [None]


def test_what_is_not_published_is_not_translated(open_consultation, moderator):
    waiting = a_text(open_consultation)
    with translation.override("en"), pytest.raises(NotTranslated, match="Only a published"):
        translated(waiting, moderator)


def test_who_may_not_moderate_may_not_translate(text, moderator, outsider):
    with pytest.raises(PermissionDenied):
        translated(text, outsider)
    assert translated(text, moderator)


def test_a_moderator_does_it_in_the_admin_and_takes_it_away(text, moderator, outsider, signed_in):
    browser, address = signed_in(moderator), reverse("moderation_translate", args=[text.pk])
    assert signed_in(outsider).get(address).status_code == 404
    box = browser.get(address)
    sent = {
        "seen": box.context["seen"],
        "language": "sv",
        "text": SWEDISH,
        "translator": "Karlstads kommun",
        "tool": "",
    }
    assert browser.post(address, sent | {"text": ""}).status_code == 422
    assert browser.post(address, sent).status_code == 302
    assert shown(text) == [SWEDISH]
    assert SWEDISH in browser.get(f"{address}?language=sv").content.decode()
    browser.post(address, {"remove": "sv"})
    assert shown(text) == [None]


def test_a_reader_sees_both_with_by_whom(closed, moderator, resident):
    answer = a_text(closed, ARABIC)
    decided(answer, moderator)
    translated(answer, moderator, tool="Ordprogrammet", text=f"{SWEDISH} <b>")
    page = resident.get(closed.source_page.get_url_parts()[2]).content.decode()
    for part in (
        ARABIC,
        f"{SWEDISH} &lt;b&gt;",
        "Karlstads kommun",
        "Ordprogrammet",
        '<blockquote lang="sv" dir="auto">',
    ):
        assert part in page
    machine = resident.get(f"/api/v1/consultations/{closed.pk}/results/").json()
    assert [one["translation"]["language"] for one in machine["texts"]] == ["sv"]


def test_erasing_a_text_erases_its_translations(text, moderator):
    translated(text, moderator)
    with scope(consultation=text.consultation_id):
        text.submission.answers.all().delete()
        assert TextTranslation.objects.count() == 0
