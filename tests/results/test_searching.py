"""Searching texts: words in any form, phrases as they stand, marks that lose nothing of the text."""

import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from consultations.enums import Consent, Reason
from consultations.models import Log
from consultations.results.searching import marked, search_texts, terms_of
from tests.builders import a_response
from tests.moderation.texts import ASKED, a_text, decided

SV = ("sv", "en")


def hits(words: str, text: str, languages=SV) -> list[str]:
    return [piece for piece, hit in marked(text, terms_of(words, languages)) if hit]


@pytest.mark.parametrize(
    ("words", "text", "marks"),
    [
        ("bussar", "Bussen kommer aldrig, och skolbussarna är fulla", ["Bussen", "skolbussarna"]),
        ("cykelbanor", "En cykelbana till Molkom", ["cykelbana"]),
        ("KVÄLLAR", "på Kvällen", ["Kvällen"]),
        ("tåg", "Tåget, men inte intåg", ["Tåget"]),
        ('"sen kväll"', "en sen kväll, inte sena kvällar", ["sen kväll"]),
        ("libraries", "The library is a good place", []),
        ("buses", "More buses, please", ["buses"]),
        ("مكتبة", "نريد المكتبة مفتوحة", ["المكتبة"]),
        ("50 %", "50 % av oss", ["50"]),
        ("[.*](", "abc", []),
        ("", "vad som helst", []),
        ("👍🏽", "👍🏽", []),
    ],
)
def test_words_are_found_in_any_form(words, text, marks):
    assert hits(words, text, ("sv", "en", "ar")) == marks


def test_finnish_in_its_forms():
    assert hits("kirjastot", "Kirjastossa on hyvä olla", ("fi",)) == ["Kirjastossa"]


@given(st.text(max_size=60), st.text(max_size=300))
def test_nothing_of_a_text_is_lost_whatever_is_typed(words, text):

    assert "".join(piece for piece, _hit in marked(text, terms_of(words, SV))) == unicodedata.normalize("NFC", text)


@pytest.fixture
def texts(closed, moderator):
    made = {
        "shown": a_text(closed, "Fler BUSSAR på kvällen"),
        "hidden": a_text(closed, "Bussen är usel på kvällarna"),
        "other": a_text(closed, "Bättre cykelbanor"),
        "accent": a_text(closed, "ÅTGÄRDA vägen"),
    }
    decided(made["shown"], moderator)
    decided(made["hidden"], moderator, "hidden", reason=Reason.OTHER, explanation="x")
    return made


def search(consultation, words, **how):
    question = next(
        q["id"] for s in consultation.current.content["sections"] for q in s["questions"] if q["text"]["sv"] == ASKED
    )
    return set(search_texts(consultation, terms_of(words, SV), questions=[question], **how).ids)


@pytest.mark.django_db
class TestInAConsultation:
    def test_all_words_published_or_not(self, closed, texts):
        assert search(closed, "buss kväll") == {texts["shown"].pk, texts["hidden"].pk}
        assert search(closed, "buss", published=True) == {texts["shown"].pk}
        assert search(closed, "buss", published=False) == {texts["hidden"].pk}
        assert search(closed, "buss cykel") == set()
        assert search(closed, "åtgärda") == {texts["accent"].pk}

    def test_officials_search_and_others_do_not(self, closed, texts, official, moderator, outsider, signed_in):
        address = f"/admin/resultat/{closed.pk}/sok/"
        browser = signed_in(official)
        shown = browser.get(address, {"q": "bussar"}).content.decode()
        assert "<mark>BUSSAR</mark>" in shown
        assert "<mark>Bussen</mark>" in shown
        assert "2 texter" in shown
        entry = Log.objects.get(action="texts_searched")
        assert "buss" not in str(entry.detail).casefold()
        for person in (moderator, outsider):
            assert signed_in(person).get(address, {"q": "bussar"}).status_code in {403, 404}

    @pytest.mark.parametrize("p", ["0", "-1", "x", "99999", "²", "1e9"])
    def test_odd_addresses_are_answered(self, closed, texts, official, signed_in, p):
        answer = signed_in(official).get(f"/admin/resultat/{closed.pk}/sok/", {"q": "bussar", "p": p, "shown": "7"})
        assert answer.status_code == 200

    def test_markup_in_a_text_stays_text(self, closed, official, signed_in):
        a_text(closed, "<script>buss</script>", consent=Consent.NO)
        shown = signed_in(official).get(f"/admin/resultat/{closed.pk}/sok/", {"q": "buss"}).content.decode()
        assert "&lt;script&gt;<mark>buss</mark>&lt;/script&gt;" in shown

    def test_it_costs_the_same_with_few_and_with_many(self, closed, official, signed_in):
        browser, costs = signed_in(official), []
        for n in range(40):
            if n in {1, 39}:
                browser.get(f"/admin/resultat/{closed.pk}/sok/", {"q": "buss"})
                with CaptureQueriesContext(connection) as caught:
                    browser.get(f"/admin/resultat/{closed.pk}/sok/", {"q": "buss"})
                costs.append(sum("pg_advisory" not in query["sql"] for query in caught.captured_queries))
            a_response(closed, {ASKED: f"Buss {n}"})
        assert costs == [20, 20]
