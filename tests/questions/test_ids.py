"""Questions and choices keep their ids through all that an editor does, so that answers in all languages add up."""

import pytest
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from consultations.enums import ResponseState
from consultations.models import Consultation, ConsultationPage
from consultations.results import tallies
from tests.builders import a_consultation, a_question, a_response, choices

BUS, WAYS = "Åker du buss?", "Hur tar du dig fram?"
ASKED = [
    a_question("single_choice", BUS),
    a_question("multiple_choice", WAYS, choices=choices("Buss", "Cykel", "Båt"), at_least=None, at_most=None),
]


@pytest.fixture
def consultation(site):
    return a_consultation(questions=ASKED, translated=False)


@pytest.fixture
def page(consultation):
    return ConsultationPage.objects.get(pk=consultation.source_page_id)


@pytest.fixture
def english(site):
    return Locale.objects.get(language_code="en")


def ids(page) -> dict[str, list[str]]:
    """Choices by question, in no order."""
    fresh = ConsultationPage.objects.get(pk=page.pk)
    return {b.id: sorted(item.id for item in b.value["choices"].bound_blocks) for b in fresh.questions}


def published(page) -> dict[str, list[str]]:
    content = Consultation.objects.get(translation_key=page.translation_key).current.content
    return {q["id"]: sorted(c["id"] for c in q["choices"]) for s in content["sections"] for q in s["questions"]}


def translate(page, english) -> ConsultationPage:
    """As an editor does: sent for translation, every text given one, published."""
    translate_object(page, [english])
    return say_all_in(page, english)


def say_all_in(page, english) -> ConsultationPage:
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=english)
    for segment in translation.source.stringsegment_set.all():
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=english,
            defaults={"data": "page-in-english" if segment.context.path == "slug" else f"{segment.string.data} (en)"},
        )
    translation.save_target(publish=False)
    target = translation.get_target_instance()
    target.get_latest_revision().publish()
    return target


def edit(page, change) -> None:
    """Changes the raw blocks, and publishes."""
    fresh = ConsultationPage.objects.get(pk=page.pk)
    fresh.questions = change([dict(block) for block in fresh.questions.raw_data])
    fresh.save_revision().publish()


def reworded(blocks):
    first, *rest = blocks
    value = first["value"]
    said = [item | {"value": item["value"] | {"text": item["value"]["text"] + "!"}} for item in value["choices"]]
    return [first | {"value": value | {"text": "Åker du ofta buss?", "choices": said}}, *rest]


def reordered(blocks):
    return [b | {"value": b["value"] | {"choices": b["value"]["choices"][::-1]}} for b in blocks[::-1]]


def test_translating(page, english):
    before = ids(page)
    assert ids(translate(page, english)) == before == published(page)


@pytest.mark.parametrize("change", [reworded, reordered])
def test_editing_and_reordering_and_then_syncing(page, english, change):
    before, target = ids(page), translate(page, english)
    edit(page, change)
    TranslationSource.objects.get(object_id=page.translation_key).update_from_db()
    say_all_in(page, english)
    assert ids(page) == ids(target) == published(page) == before


def test_copying(page):
    copy = page.copy(update_attrs={"slug": "kopia"}, keep_live=False)
    assert ids(copy) == ids(page)


def test_going_back_to_an_older_revision(page):
    before, first = ids(page), page.latest_revision
    edit(page, reworded)
    edit(page, reordered)
    first.publish()
    assert ids(page) == published(page) == before


def test_going_back_neither_reopens_nor_moves_it(consultation, page):
    closes = consultation.closes
    first = page.latest_revision
    consultation.closes = consultation.opens + (closes - consultation.opens) / 3
    consultation.save()
    first.publish()
    assert Consultation.objects.get().closes == consultation.closes


def test_results_over_two_languages_add_up_through_edits(page, english, consultation):
    translate(page, english)
    bus, ways = (question["id"] for question in ASKED)
    for locale, change in (("sv", None), ("en", reworded), ("sv", reordered), ("en", None)):
        if change:
            edit(page, change)
        current = Consultation.objects.select_related("current").get(pk=consultation.pk)
        asked = [q["text"]["sv"] for s in current.current.content["sections"] for q in s["questions"]]
        yes = next(
            c["text"]["sv"]
            for s in current.current.content["sections"]
            for q in s["questions"]
            if q["id"] == bus
            for c in q["choices"]
            if c["text"]["sv"].startswith("Ja")
        )
        said = {text: yes if "buss" in text else ["Buss", "Båt"] for text in asked}
        assert a_response(current, said, locale=locale).state == ResponseState.ACTIVE
    current.refresh_from_db()
    counted = tallies.counts_of(current, now=current.opens)
    cells = {question: counts["cells"] for question, counts in _questions(current).items()}
    assert counted.responses == 4
    assert sorted(cells[bus].values()) == [4]
    assert sorted(cells[ways].values()) == [4, 4]
    assert sorted(counted.locales) == [("en", 2), ("sv", 2)]


def _questions(consultation) -> dict:
    from consultations.models import Tally

    tallies.fold_all(consultation, now=consultation.closes)
    return Tally.objects.get(consultation=consultation).counts["questions"]
