"""The queue: the oldest first, only what one may moderate, at the same cost for three texts and for many."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from consultations.enums import Consent, Reason
from consultations.models import Answer
from consultations.moderation import queue
from tests.builders import a_consultation
from tests.moderation.texts import a_text, decided

QUERIES = 24  # eleven of them for the furniture of any page in the admin


@pytest.fixture
def address():
    return reverse("moderation_queue")


def shown(response) -> list[str]:
    return [row["excerpt"] for row in response.context["rows"]]


@pytest.mark.django_db
class TestTheQueue:
    def test_the_oldest_text_stands_first(self, open_consultation, moderator, signed_in, address):
        for days in (1, 3, 2):
            a_text(open_consultation, f"{days} dagar", at=timezone.now() - timedelta(days=days))
        assert shown(signed_in(moderator).get(address)) == ["3 dagar", "2 dagar", "1 dagar"]

    def test_each_text_stands_in_the_list_of_its_state(self, open_consultation, moderator, signed_in, address):
        a_text(open_consultation, "Väntar")
        decided(a_text(open_consultation, "Publicerad"), moderator)
        decided(a_text(open_consultation, "Dold"), moderator, "hidden", reason=Reason.SPAM)
        a_text(open_consultation, "Bara för er", consent=Consent.NO)
        browser = signed_in(moderator)
        lists = {state: shown(browser.get(address, {"state": state})) for state in ("waiting", "published", "hidden")}
        assert lists == {"waiting": ["Väntar"], "published": ["Publicerad"], "hidden": ["Dold"]}
        assert browser.get(address, {"state": "none"}, follow=True).status_code == 404

    def test_one_consultation_at_a_time(self, open_consultation, moderator, signed_in, address):
        other = a_consultation()
        a_text(open_consultation, "Den ena")
        a_text(other, "Den andra")
        browser = signed_in(moderator)
        assert sorted(shown(browser.get(address))) == ["Den andra", "Den ena"]
        assert shown(browser.get(address, {"consultation": str(other.pk)})) == ["Den andra"]

    def test_nobody_sees_what_they_may_not_moderate(
        self, open_consultation, region, moderator, outsider, official, editor, signed_in, address
    ):
        a_text(open_consultation, "Karlstads")
        a_text(a_consultation(organisation=region), "Regionens")
        assert shown(signed_in(moderator).get(address)) == ["Karlstads"]
        assert shown(signed_in(outsider).get(address)) == ["Regionens"]
        narrowed = {"consultation": str(open_consultation.pk)}
        assert signed_in(outsider).get(address, narrowed, follow=True).status_code == 404
        for person in (official, editor):
            refused = signed_in(person).get(address)
            assert refused.status_code == 403
            assert "Karlstads kommun" not in refused.content.decode()
        made_up = {"consultation": "1 OR 1=1"}
        assert signed_in(moderator).get(address, made_up, follow=True).status_code == 404

    def test_pages_follow_each_other_without_gap_or_repeat(
        self, open_consultation, moderator, signed_in, address, monkeypatch
    ):
        monkeypatch.setattr(queue, "PAGE", 2)
        other = a_consultation()
        texts = {f"Text {n}" for n in range(5)}
        for n, text in enumerate(sorted(texts)):
            a_text(other if n % 2 else open_consultation, text, at=timezone.now() - timedelta(days=n // 2))
        browser, url, read = signed_in(moderator), address, []
        while url:
            response = browser.get(url)
            read += shown(response)
            url = response.context["next_url"]
        assert len(read) == 5
        assert set(read) == texts

    def test_an_address_that_nobody_gave_shows_the_first_page(self, open_consultation, moderator, signed_in, address):
        a_text(open_consultation, "Första")
        for after in ("x", "2026-13-01_x", "\0", "9" * 500):
            assert shown(signed_in(moderator).get(address, {"after": after})) == ["Första"]

    @pytest.mark.parametrize("texts", [1, 3, 60])
    def test_the_same_queries_whatever_the_number(
        self, open_consultation, moderator, signed_in, address, texts, django_assert_num_queries
    ):
        other = a_consultation()
        for n in range(texts):
            a_text(other if n % 2 else open_consultation, f"Text {n}")
        browser = signed_in(moderator)
        browser.get(address)
        with django_assert_num_queries(QUERIES):
            browser.get(address)

    def test_counts_stop_at_the_most(self, open_consultation, moderator, signed_in, address, monkeypatch):
        monkeypatch.setattr(queue, "MOST", 2)
        for n in range(3):
            a_text(open_consultation, f"Text {n}")
        waiting, published, _ = signed_in(moderator).get(address).context["tabs"]
        assert (waiting["count"], waiting["more"]) == (2, True)
        assert (published["count"], published["more"]) == (0, False)

    def test_what_residents_write_is_never_markup(self, open_consultation, moderator, signed_in, address):
        a_text(open_consultation, "<script>alert(1)</script>")
        page = signed_in(moderator).get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


class TestAnyPage(TestCase):
    """The pages of the merged queue against sorting everything in memory."""

    @classmethod
    def setUpTestData(cls):
        cls.consultations = [a_consultation() for _ in range(3)]

    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4)), max_size=14),
        st.integers(1, 5),
        st.integers(0, 13),
    )
    def test_a_page_is_what_sorting_everything_would_give(self, texts, size, place):
        everything = []
        for which, days in texts:
            at = timezone.now() - timedelta(days=days)
            everything.append(a_text(self.consultations[which], at=at))
        everything.sort(key=lambda answer: (answer.received_on, answer.pk))
        after = everything[place] if place < len(everything) else None
        rest = everything[place + 1 :] if after else everything
        mine = [consultation.pk for consultation in self.consultations]
        with scope(consultation=mine):
            key = queue.Key.of(after) if after else None
            page = queue.page_of_texts("waiting", mine, after=key, size=size)
            Answer.objects.all().delete()
        assert [row["id"] for row in page] == [answer.pk for answer in rest[: size + 1]]
