"""Hiding parts: the public reads that something is hidden, and the text stays as it was written."""

import pytest
from django.urls import reverse
from django.utils import translation
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from consultations.enums import Consent, Reason
from consultations.models import Answer, Log
from consultations.moderation.decisions import NotDecided
from consultations.moderation.flagging import flag_what_has_come
from consultations.moderation.gate import published_texts
from consultations.moderation.redaction import Unmarked, mark, read_marked, shown_text
from tests.builders import a_consultation
from tests.moderation.texts import a_text, decided, decisions_on, seen, state_of

SAID = "Grannen Gun, 070-174 06 05, eldar sopor.\r\nTa bort det."
PHONE = (13, 26)


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=5))
def test_what_is_marked_is_read_back_as_it_was_whatever_the_text(text, spans):
    marked = mark(text, spans)
    found = read_marked(marked.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n"), text)
    assert mark(text, found) == marked
    hidden = {place for start, end in found for place in range(start, end)}
    kept = "".join(c for n, c in enumerate(text) if n not in hidden)
    with translation.override("en"):
        assert shown_text(text, found).replace("[hidden by the municipality]", "") == kept.replace(
            "[hidden by the municipality]", ""
        )


@pytest.mark.parametrize("marked", ["Annat", "Grannen [[Gun", "Grannen Gun]], [[", "[[x]]Grannen"])
def test_a_changed_text_or_a_bracket_that_is_not_closed_is_refused(marked):
    with pytest.raises(Unmarked):
        read_marked(marked, "Grannen Gun")


def test_a_text_with_brackets_of_its_own_gets_others():
    text = "Se [[bilaga]] av Gun"
    assert mark(text, [(17, 20)]) == "Se [[bilaga]] av {{Gun}}"
    assert read_marked("Se [[bilaga]] av {{Gun}}", text) == [(17, 20)]


@pytest.mark.django_db
class TestPublishedWithPartsHidden:
    def test_the_public_reads_the_rest_in_its_own_language_and_the_text_stays(self, open_consultation, moderator):
        answer = a_text(open_consultation, SAID, consent=Consent.NAMED, name="Ada")
        decided(answer, moderator, redactions=[PHONE], hides_name=True, reason=Reason.PERSONAL_DATA)
        for locale, hidden in (("sv", "[dolt av kommunen]"), ("en", "[hidden by the municipality]")):
            with translation.override(locale):
                (row,) = published_texts(open_consultation)
                assert row["text"] == SAID.replace("070-174 06 05", hidden)
                assert row.keys() == {"id", "question", "text", "language", "name", "translation"}
                assert row["name"] == ""
        with scope(consultation=open_consultation):
            assert Answer.objects.get(pk=answer.pk).text == SAID

    def test_nothing_that_leaves_the_gate_carries_the_hidden_part(self, closed, moderator, resident):
        answer = a_text(closed, "Ring KANARIE nu")
        decided(answer, moderator, redactions=[(5, 12)], reason=Reason.PERSONAL_DATA)
        page = resident.get(closed.source_page.url).content.decode()
        api = resident.get(f"/api/v1/consultations/{closed.pk}/results/?locale=en").content.decode()
        assert "Ring [dolt av kommunen] nu" in page
        assert "Ring [hidden by the municipality] nu" in api
        assert "KANARIE" not in page + api

    def test_it_can_be_published_whole_hidden_otherwise_or_taken_back(self, open_consultation, moderator):
        answer = a_text(open_consultation, SAID)
        decided(answer, moderator, redactions=[PHONE], reason=Reason.PERSONAL_DATA)
        with pytest.raises(NotDecided):
            decided(answer, moderator, redactions=[PHONE], reason=Reason.THREAT)
        decided(answer, moderator, redactions=[(8, 11)], reason=Reason.PERSONAL_DATA)
        decided(answer, moderator)
        decided(answer, moderator, "waiting")
        assert [state for _, state in decisions_on(answer)] == ["published"] * 3 + ["waiting"]

    def test_hiding_a_part_needs_a_reason_and_places_outside_the_text_hide_nothing(self, open_consultation, moderator):
        answer = a_text(open_consultation, "Kort")
        with pytest.raises(NotDecided):
            decided(answer, moderator, redactions=[(0, 2)])
        decision = decided(answer, moderator, redactions=[(2, 900), (-4, 1)], reason=Reason.THREAT)
        assert decision.redactions == [[0, 1], [2, 4]]


@pytest.mark.django_db
class TestTheBox:
    def test_the_flags_suggest_and_the_moderator_decides(self, open_consultation, moderator, signed_in):
        answer = a_text(open_consultation, SAID)
        flag_what_has_come()
        browser, url = signed_in(moderator), reverse("moderation_redact", args=[answer.pk])
        page = browser.get(url)
        assert page.context["form"]["marked"].value() == SAID.replace("070-174 06 05", "[[070-174 06 05]]")
        said = {"seen": seen(answer), "marked": "Grannen [[Gun, 070-174 06 05]], eldar sopor.\r\nTa bort det."}
        said |= {"reason": "personal_data"}
        preview = browser.post(url, said | {"preview": "1"})
        assert preview.context["preview"] == "Grannen [dolt av kommunen], eldar sopor.\r\nTa bort det."
        assert state_of(answer) == "waiting"
        assert browser.post(url, said | {"publish": "1"}).status_code == 302
        assert [row["text"] for row in published_texts(open_consultation)] == [preview.context["preview"]]
        assert browser.get(url).context["form"]["marked"].value() == said["marked"]

    def test_what_was_typed_comes_back_when_it_is_refused(self, open_consultation, moderator, signed_in):
        answer = a_text(open_consultation, SAID)
        url = reverse("moderation_redact", args=[answer.pk])
        said = {"seen": seen(answer), "reason": "personal_data", "publish": "1"}
        for marked in ("Något helt annat", SAID):
            refused = signed_in(moderator).post(url, said | {"marked": marked})
            assert refused.status_code == 422
            assert refused.context["form"].errors.keys() == {"marked"}
            assert marked.split("\r")[0] in refused.content.decode()
        decided(answer, moderator)
        stale = signed_in(moderator).post(url, said | {"marked": SAID.replace("Gun", "[[Gun]]")})
        assert stale.status_code == 422
        assert decisions_on(answer) == [(1, "published")]

    def test_nobody_else_hides_parts(self, open_consultation, region, outsider, signed_in):
        theirs = a_text(a_consultation(organisation=region), SAID)
        ours = a_text(open_consultation, SAID)
        said = {"reason": "personal_data", "publish": "1", "marked": SAID.replace("Gun", "[[Gun]]")}
        for answer, status, state in ((ours, 404, "waiting"), (theirs, 302, "published")):
            url = reverse("moderation_redact", args=[answer.pk])
            response = signed_in(outsider).post(url, said | {"seen": seen(answer)}, follow=status == 404)
            assert (response.status_code, state_of(answer)) == (status, state)

    def test_reading_what_is_hidden_is_logged_and_reading_what_is_public_is_not(
        self, open_consultation, moderator, signed_in
    ):
        texts = [a_text(open_consultation, f"{SAID}{n}") for n in range(4)]
        decided(texts[1], moderator)
        decided(texts[2], moderator, "hidden", reason=Reason.SPAM)
        decided(texts[3], moderator, redactions=[PHONE], reason=Reason.PERSONAL_DATA)
        for text in texts:
            signed_in(moderator).get(reverse("moderation_text", args=[text.pk]))
        read = Log.objects.filter(action="hidden_text_read")
        assert [entry.detail["answer"] for entry in read] == [str(texts[2].pk), str(texts[3].pk)]
        assert {entry.by for entry in read} == {moderator}
