"""What is printed: tagged, in the language of the page, with the way to it; and only for who may edit the page."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.forms import visit
from tests.programme.building import a_programme, an_event, in_english


@pytest.fixture
def event(site, karlstad):
    programme = a_programme(coordinator=karlstad)
    found = an_event(programme, "#panic(1) Språkkafé", state="cancelled", access=["loop"])
    in_english(programme, slug="democracy-week")
    in_english(found, title="Language café")
    return found


def read(response) -> tuple[str, str, int]:
    """The language, the text of the first page, and how wide it is in points."""
    assert response.headers["Content-Type"] == "application/pdf"
    file = PdfReader(io.BytesIO(response.content))
    assert "/StructTreeRoot" in file.trailer["/Root"]
    page = file.pages[0]
    return file.trailer["/Root"]["/Lang"], " ".join(page.extract_text().split()), round(page.mediabox.width)


def test_posters_and_slips_of_an_event_say_what_the_page_says(event, signed_in, editor):
    client = signed_in(editor)
    widths = {}
    for kind in ("a4", "a3", "lapp"):
        language, text, widths[kind] = read(client.get(reverse("poster", args=[event.pk, kind])))
        assert language == "sv"
        assert "#panic(1) Språkkafé" in text
        assert "Måndag 3 maj, 12.00–13.00" in text
        assert "Inställt" in text
    assert widths == {"a4": 595, "a3": 842, "lapp": 595}
    english = event.get_translations().get()
    language, text, _ = read(client.get(reverse("poster", args=[english.pk, "a4"])))
    assert (language, "Language café" in text, "Cancelled" in text) == ("en", True, True)


def test_a_consultation_has_posters_in_each_of_its_languages(open_consultation, signed_in, editor, outsider):
    client, page = signed_in(editor), open_consultation.source_page
    listed = visit(client, reverse("posters", args=[page.pk])).response.content.decode()
    faces = page.get_translations(inclusive=True)
    assert [reverse("poster", args=[face.pk, "lapp"]) in listed for face in faces] == [True, True]
    assert "Vad tycker du?" in read(client.get(reverse("poster", args=[page.pk, "a4"])))[1]
    assert client.get(reverse("poster", args=[page.pk, "a5"])).status_code == 404
    assert (
        reverse("posters", args=[page.pk])
        in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    )


def test_who_may_not_edit_the_page_gets_none(event, signed_in, outsider, moderator, resident):
    for user in (outsider, moderator):
        assert signed_in(user).get(reverse("poster", args=[event.pk, "a4"])).status_code in {302, 403}
    assert "/admin/login/" in resident.get(reverse("posters", args=[event.pk])).url


def test_the_printed_programme_holds_every_event_by_day(event, resident):
    place = "/sv/demokrativeckan/program.pdf"
    response = resident.get(place)
    language, text, _width = read(response)
    assert language == "sv"
    said = ["Demokrativeckan", "Måndag 3 maj 2027", "12.00–13.00", "Inställt", "Hörslinga"]
    assert [words for words in said if words not in text] == []
    assert "http://testserver/sv/demokrativeckan/" in text.replace(" ", "")
    assert resident.get(place).content == response.content
    assert resident.get("/sv/samrad/program.pdf").status_code == 404
