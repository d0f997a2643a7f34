"""The pages of coding: who comes in, that two coders are blind to each other, and that nothing beside the text is shown."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.models import Theme
from consultations.results.coding import next_text, own_themes
from tests.builders import a_response, an_id
from tests.moderation.texts import ASKED, a_text
from tests.results.coded import a_colleague, a_theme, coded, question_of

pytestmark = pytest.mark.django_db
CANARY, BESIDE, ADDRESS = "Kanariefågeln", "Linje ett, kanarieholmen", "kanarie@example.org"
QUESTION = an_id(f"question {ASKED}")
QUERIES_OF_CODING = 9


def address(consultation, page):
    return f"/admin/resultat/{consultation.pk}/{page}"


PAGES = ["teman/", f"koda/{QUESTION}/", f"koda/{QUESTION}/teman/", f"koda/{QUESTION}/jamfor/"]


@pytest.fixture
def consultation(open_consultation, official):
    a_theme(open_consultation, "Turer", by=official)
    return open_consultation


def test_officials_come_in_and_others_see_nothing(consultation, official, registrar, moderator, outsider, signed_in):
    a_text(consultation, CANARY)

    def got(person):
        return [signed_in(person).get(address(consultation, page), follow=True) for page in PAGES]

    assert [response.status_code for response in got(official)] == [200] * 4
    assert [response.status_code for response in got(registrar)] == [200, 404, 200, 404]
    for person in (moderator, outsider):
        assert [response.status_code for response in got(person)] == [404] * 4
    sent = {"name": "Pris"}
    assert signed_in(registrar).post(address(consultation, "teman/"), sent, follow=True).status_code == 404
    assert signed_in(official).post(address(consultation, "teman/"), sent).status_code == 302
    assert Theme.objects.count() == 2


def test_a_coder_reads_the_text_and_nothing_beside_it(consultation, official, signed_in):
    a_response(consultation, {"Vilken linje?": BESIDE, ASKED: CANARY}, name="Ada Kanarie", email=ADDRESS)
    page = signed_in(official).get(address(consultation, f"koda/{QUESTION}/")).content.decode()
    assert [said in page for said in (CANARY, BESIDE, ADDRESS, "Ada Kanarie")] == [True, False, False, False]


def test_ticking_keeps_and_goes_on_to_the_next(consultation, official, signed_in):
    texts, client, page = (
        [a_text(consultation, f"Text {n}") for n in range(2)],
        signed_in(official),
        f"koda/{QUESTION}/",
    )
    theme, first = Theme.objects.get(), next_text(consultation, question_of(consultation), coder=official)
    refused = client.post(address(consultation, page), {"text": first.pk})
    assert refused.status_code == 200
    done = client.post(address(consultation, page), {"text": first.pk, "theme": [theme.pk]}, follow=True)
    assert own_themes(first, coder=official) == {theme.pk}
    assert done.context["text"].pk in {text.pk for text in texts} - {first.pk}
    assert str(first.pk) in done.content.decode()  # the way back to it


def test_two_coders_are_blind_until_both_are_done(consultation, official, karlstad, signed_in):
    """What the first ticked shows nowhere to the second, on no page, before both have coded all of the sample."""
    colleague, text = a_colleague(karlstad), a_text(consultation, CANARY)
    theme, client = Theme.objects.get(), signed_in(colleague)
    form = {"act": "draw", "second": colleague.pk, "share": 100}
    compare, code = (address(consultation, PAGES[n]) for n in (3, 1))
    assert signed_in(official).post(compare, form).status_code == 302
    coded(text, theme, by=official)
    assert "checked" not in client.get(code).content.decode().partition("coding-themes")[2].partition("</fieldset>")[0]
    assert CANARY not in client.get(compare).content.decode()
    coded(text, by=colleague)
    found = client.get(compare)
    assert CANARY in found.content.decode()
    assert [one["first"] for one in found.context["differences"]] == [["Turer"]]
    settled = client.post(compare, {"act": "settle", "answer": text.pk, "theme": [theme.pk]}, follow=True)
    assert settled.context["unsettled"] == 0


@pytest.mark.parametrize("texts", [1, 3])
def test_coding_costs_the_same_at_any_number(consultation, official, signed_in, texts):
    for n in range(texts):
        a_text(consultation, f"Text {n}")
        a_theme(consultation, f"Tema {n}", by=official)
    client = signed_in(official)
    tables = ("coding", "theme", "answer", "textprint", "codingsample", "sampledtext")
    client.get(address(consultation, PAGES[1]))
    with CaptureQueriesContext(connection) as queries:
        client.get(address(consultation, PAGES[1]))
    asked = sum(any(f'"consultations_{name}"' in query["sql"] for name in tables) for query in queries.captured_queries)
    assert asked == QUERIES_OF_CODING
