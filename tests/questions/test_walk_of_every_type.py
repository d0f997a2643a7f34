"""A resident answers one question of every kind without JavaScript: kept in the draft, said on the check page, stored."""

import io

import pytest
from django.core.files.images import ImageFile
from django_scopes import scope
from PIL import Image as Picture
from wagtail.images import get_image_model

from consultations.demo.reading import content_of, stream_of_questions
from consultations.models import Answer
from consultations.questions.questionnaire import read_version
from tests.builders import a_consultation, a_question
from tests.forms import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(site):
    entries = content_of("every_type")["questions"]
    questions = stream_of_questions("every_type", entries, "sv")
    return a_consultation(questions=questions, presentation="single", translated=False)


def answers_to(consultation) -> dict[str, object]:
    """By the name of each control, as a browser would send them."""
    asked = {question.text: question for question in read_version(consultation.current).questions}

    def named(text, *words):
        question = asked[text]
        return question.id, [next(choice.id for choice in question.choices if choice.text == word) for word in words]

    def rows(text, *words):
        question = asked[text]
        ids = [next(choice.id for choice in question.choices if choice.text == word) for word in words]
        return {f"{question.id}-{row.id}": [id] for row, id in zip(question.rows, ids, strict=True)}  # noqa: A001

    budget = asked["Hur skulle du fördela pengarna?"]
    work = asked["Hur tar du dig oftast till jobbet eller skolan?"]
    draft = asked["3 § Parkering av cyklar"]
    place = asked["Var är det farligast att cykla?"]
    return dict(
        [
            named("I vilken stadsdel bor du?", "Skåre"),
            named("Vad hindrar dig från att cykla oftare?", "Trafiken", "Vintern"),
            named("Hur trygg känner du dig när du cyklar?", "Vet inte"),
            named("Var behövs en ny cykelbana mest?", "Till Skåre", "Vid skolan", "Vid sjukhuset"),
            named("3 § Parkering av cyklar", "Jag håller delvis med"),
            (f"{work.id}-other", ["Häst"]),
            (asked["Hur långt cyklar du på en vanlig dag?"].id, ["3,5"]),
            *zip((f"{budget.id}-{choice.id}" for choice in budget.choices), (["70"], [""], ["30"]), strict=True),
            (f"{place.id}-square", ["C4"]),
            (f"{place.id}-other", ["Vid bron"]),
            (f"{draft.id}-comment", ["Skriv 14 dagar"]),
            (asked["Vilken gata gäller det?"].id, ["Storgatan"]),
            (asked["Vad kan bli bättre?"].id, ["Allt 🚲"]),
        ]
    ) | (
        rows("Hur sköts cykelbanorna?", "Bra", "Vet inte")
        | rows("Vad tycker du om de här påståendena?", "Instämmer", "Hoppar över")
    )


SAID = [
    "Något annat: Häst",
    "Vintern",
    "Snöröjning: Bra",
    "Belysning: Vet inte",
    "Första val: Till Skåre",
    "Ruta C4: Vid bron",
    "3,5 kilometer",
    "Nya cykelbanor: 70 poäng",
    "Elsparkcyklar hör hemma på cykelbanan.: Hoppar över",
    "Jag håller delvis med",
    "Skriv 14 dagar",
]


def test_every_kind_of_answer_is_kept_said_and_stored(resident, consultation, django_assert_max_num_queries):
    answers = answers_to(consultation)
    page = visit(resident, f"{consultation.source_page.get_url()}svara/")
    refused = page.press()
    assert refused.title.startswith("Fel:")
    check = refused.press(**answers)
    for words in SAID:
        assert words in check.text
    with django_assert_max_num_queries(10):
        again = visit(resident, f"{consultation.source_page.get_url()}svara/")
    kept = {name: values for name, values in again.fields.items() if name in answers}
    sent = {name: values for name, values in answers.items() if values != [""]}
    assert {name: values for name, values in kept.items() if values != [""]} == sent | {
        name: ["3.5"] for name, values in sent.items() if values == ["3,5"]
    }
    done = visit(resident, check.response.request["PATH_INFO"]).press()
    assert done.receipt
    with scope(consultation=consultation):
        assert Answer.objects.count() == 22


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves its file open.
def test_a_picture_is_fixed_in_the_version_with_its_size_and_its_words(site, resident):
    file = io.BytesIO()
    Picture.new("RGB", (1200, 600), "green").save(file, "PNG")
    file.seek(0)
    image = get_image_model().objects.create(title="En bild", file=ImageFile(file, name="bild.png"))
    shown = {"image": image.pk, "decorative": False, "alt_text": "En cykelbana i skogen"}
    questions = [a_question("information", "Så här", image=shown), a_question("short_text", "Namn?")]
    consultation = a_consultation(questions=questions, translated=False)
    (item, _asked) = read_version(consultation.current).sections[0].items
    assert (item.settings["image"]["width"], item.settings["image"]["height"]) == (1000, 500)
    assert item.words["alt"] == "En cykelbana i skogen"
    page = visit(resident, f"{consultation.source_page.get_url()}svara/")
    assert f'src="{item.settings["image"]["url"]}" width="1000" height="500"' in page.response.content.decode()
