"""A language in which a text is lacking is left out, openly, and comes back when it has been translated."""

import pytest
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import TranslationSource

from consultations.models import Consultation, ConsultationPage, Log
from consultations.questions.advice import advice_on
from consultations.questions.compile import compile_questionnaire
from consultations.questions.sensitive import Ground, sensitive_words
from tests.builders import a_consultation, a_question, choices
from tests.forms import visit
from tests.questions.test_ids import edit, say_all_in, translate

BUS, TRAIN = "Åker du buss?", "Åker du tåg?"


@pytest.fixture
def english(site):
    return Locale.objects.get(language_code="en")


@pytest.fixture
def page(site, english):
    made = a_consultation(questions=[a_question("single_choice", BUS)], translated=False)
    found = ConsultationPage.objects.get(pk=made.source_page_id)
    translate(found, english)
    return found


def locales(page) -> list[str]:
    return Consultation.objects.get(translation_key=page.translation_key).current.content["locales"]


def add_a_question(page) -> None:
    edit(page, lambda blocks: [*blocks, a_question("single_choice", TRAIN, choices=choices("Ofta", "Sällan"))])


def face(page, locale="en") -> ConsultationPage:
    return ConsultationPage.objects.get(translation_key=page.translation_key, locale__language_code=locale)


class TestAQuestionThatIsAddedLater:
    def test_leaves_out_the_language_until_it_is_translated(self, page, english):
        assert locales(page) == ["sv", "en"]
        add_a_question(page)
        assert locales(page) == ["sv"]
        assert Log.objects.get(action="languages_left_out").detail == {"texts": {"en": 3}}
        TranslationSource.objects.get(object_id=page.translation_key).update_from_db()
        face(page).save_revision().publish()
        assert locales(page) == ["sv"]
        say_all_in(page, english)
        assert locales(page) == ["sv", "en"]

    def test_synchronising_alone_opens_no_language_with_words_of_another(self, page, english):
        add_a_question(page)
        source = TranslationSource.objects.get(object_id=page.translation_key)
        source.update_from_db()
        source.translations.get(target_locale=english).save_target(publish=True)
        assert "Åker du tåg?" in [block.value["text"] for block in face(page).questions]
        assert locales(page) == ["sv"]

    def test_the_page_says_so_and_leads_to_the_questions(self, page):
        address = face(page).url
        open_in_english = Client().get(address).content.decode()
        assert f'href="{address}svara/"' in open_in_english
        assert "have not been translated" not in open_in_english
        add_a_question(page)
        left_out = Client().get(address).content.decode()
        assert f'href="{address}svara/"' not in left_out
        assert f'href="{page.url}svara/"' in left_out
        assert "have not been translated into this language yet" in left_out
        assert Client().get(f"{address}svara/")["Location"] == address
        assert Client().get(f"{page.url}svara/").status_code == 200
        assert 'name="go" value="en"' not in Client().get(f"{page.url}svara/").content.decode()

    def test_whoever_is_half_way_finishes_in_the_language_they_began(self, page):
        begun = visit(Client(), f"{face(page).url}svara/")
        add_a_question(page)
        [question] = page.questions
        check = begun.press(**{question.id: question.value["choices"].bound_blocks[0].id})
        assert f"{BUS} (en)" in check.text
        assert check.press().receipt


def test_the_editor_is_told_before_it_happens(page):
    def codes(page):
        found = advice_on(page, compile_questionnaire({"sv": page}))
        return [(each.code, each.where) for each in found if each.code in {"languages", "translations"}]

    assert codes(page) == []
    page.questions = [*page.questions.raw_data, a_question("single_choice", TRAIN, choices=choices("Ofta", "Sällan"))]
    assert codes(page) == [("languages", ""), ("translations", TRAIN)]
    page.questions = [a_question("single_choice", "Åker du ofta buss?")]
    page.questions[0].id = face(page).questions[0].id
    assert ("translations", "Åker du ofta buss?") in codes(page)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("Vilken etnisk tillhörighet har du?", Ground.ORIGIN),
        ("Är du same?", Ground.ORIGIN),
        ("Vilken religion har du?", Ground.BELIEF),
        ("Har du någon diagnos?", Ground.HEALTH),
        ("Hur är din hälsa?", Ground.HEALTH),
        ("Vilken sexuell läggning har du?", Ground.SEXUALITY),
        ("Vilket parti röstade du på?", Ground.POLITICS),
        ("Är du medlem i facket?", Ground.UNION),
        ("Har du begått något brott?", Ground.CRIME),
        ("Vad är ditt personnummer?", Ground.IDENTITY),
    ],
)
def test_a_question_about_a_forbidden_ground_is_seen(text, ground):
    assert [found for found, _words in sensitive_words(text, "sv")] == [ground]


@pytest.mark.parametrize(
    "text",
    [
        "Hur gammal är du?",
        "Vilket kön är du?",
        "I vilken kommun bor du?",
        "Var är du född?",
        "Vad behöver finnas för att du ska kunna delta?",
        "Hur säker är du på vart du vänder dig om du blir diskriminerad?",
        "Vilket språk?",
        "Vad tycker du om vården i kommunen?",
        "Hur trivs du i stadsparken?",
        "Vilken organisation svarar du för?",
        "Har du en idé? Ge den en kort rubrik.",
    ],
)
def test_ordinary_questions_are_left_alone(text):
    assert sensitive_words(text, "sv") == []


def test_the_reason_of_the_law_is_given(page):
    page.questions = [a_question("single_choice", "Vilken religion har du?")]
    [said] = [each for each in advice_on(page, compile_questionnaire({"sv": page})) if each.code == "sensitive"]
    assert (said.where, "GDPR" in said.why, "Vilken religion" in said.why) == ("Vilken religion har du?", True, True)
