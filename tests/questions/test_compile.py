"""A published page becomes a version: the same questions in every language, frozen."""

import pytest
from django.utils import timezone

from consultations.enums import ChangeKind
from consultations.models import Consultation, ConsultationPage, QuestionnaireVersion
from consultations.questions.compile import compile_questionnaire, digest_of, kind_of_change
from consultations.questions.questionnaire import read_version
from tests.builders import a_consultation, a_question, a_section, choices

pytestmark = pytest.mark.django_db


def test_both_languages_ask_the_same_questions_under_the_same_ids(open_consultation):
    swedish = read_version(open_consultation.current, "sv")
    english = read_version(open_consultation.current, "en")
    assert [q.id for q in swedish.questions] == [q.id for q in english.questions]
    assert [[c.id for c in q.choices] for q in swedish.questions] == [
        [c.id for c in q.choices] for q in english.questions
    ]
    assert swedish.locales == ("sv", "en")
    assert [q.text for q in english.questions] == [f"{q.text} (en)" for q in swedish.questions]


def test_a_section_begins_a_page_and_the_questions_below_belong_to_it(open_consultation):
    questionnaire = read_version(open_consultation.current, "sv")
    assert [(s.heading, len(s.questions)) for s in questionnaire.sections] == [("Om bussen", 3), ("Med egna ord", 2)]
    assert [len(step) for step in questionnaire.steps] == [1, 1]


def test_on_a_single_page_all_sections_stand_together(site):
    questionnaire = read_version(a_consultation(presentation="single").current)
    assert [len(step) for step in questionnaire.steps] == [2]


def test_questions_before_the_first_section_have_a_page_of_their_own(site):
    consultation = a_consultation(questions=[a_question("short_text", "Namn?"), a_section("Sedan")])
    assert read_version(consultation.current).sections[0].id == "start"


def test_a_version_never_changes(open_consultation):
    version = open_consultation.current
    version.content = {}
    with pytest.raises(TypeError, match="immutable"):
        version.save()


def test_publishing_without_a_change_makes_no_new_version(open_consultation):
    before = QuestionnaireVersion.objects.count()
    open_consultation.source_page.save_revision().publish()
    open_consultation.refresh_from_db()
    assert QuestionnaireVersion.objects.count() == before


def test_a_changed_wording_is_a_new_version_with_the_same_ids(site):
    consultation = a_consultation(translated=False)
    old = read_version(consultation.current)
    page = ConsultationPage.objects.get(pk=consultation.source_page_id)
    raw = [dict(block) for block in page.questions.raw_data]
    raw[1]["value"]["text"] = "Åker du ofta buss?"
    page.questions = raw
    page.save_revision().publish()
    consultation = Consultation.objects.get(pk=consultation.pk)
    new = read_version(consultation.current)
    assert next(iter(new.questions)).text == "Åker du ofta buss?"
    assert [q.id for q in new.questions] == [q.id for q in old.questions]
    assert consultation.current.number == 2
    kinds = [a.kind for v in consultation.versions.order_by("number") for a in v.activations.all()]
    assert kinds == [ChangeKind.FIRST, ChangeKind.TYPO]


def test_a_translation_joins_the_consultation_and_does_not_make_another(open_consultation):
    assert Consultation.objects.count() == 1
    kinds = [a.kind for v in open_consultation.versions.order_by("number") for a in v.activations.all()]
    assert kinds == [ChangeKind.FIRST, ChangeKind.TRANSLATION]


def test_a_removed_choice_is_a_change_of_meaning(site):
    page = a_consultation(translated=False, questions=[a_question("single_choice", "Buss?")]).source_page
    old = compile_questionnaire({"sv": page})
    page.questions = [a_question("single_choice", "Buss?", choices=choices("Ja", "Kanske"))]
    assert kind_of_change(old, compile_questionnaire({"sv": page})) == ChangeKind.MEANING


def test_the_digest_does_not_depend_on_the_order_of_keys():
    assert digest_of({"a": 1, "b": {"c": 2}}) == digest_of({"b": {"c": 2}, "a": 1})


def test_times_follow_the_page_only_until_it_has_opened(site):
    opened, coming = a_consultation(stage="open", translated=False), a_consultation(stage="upcoming", translated=False)
    later = timezone.now() + timezone.timedelta(days=200)
    for consultation in (opened, coming):
        page = ConsultationPage.objects.get(pk=consultation.source_page_id)
        page.closes = later
        page.save_revision().publish()
    assert Consultation.objects.get(pk=opened.pk).closes != later
    assert Consultation.objects.get(pk=coming.pk).closes == later
