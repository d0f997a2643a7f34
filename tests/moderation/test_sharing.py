"""Sharing the work: taken texts, second opinions, and many moderators at once without one decision lost."""

import random

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from consultations.enums import Reason, RoleName
from consultations.models import Answer, Decision, Log, Review
from consultations.models.log import first_broken_link
from consultations.moderation.decisions import NotDecided, decide
from tests.builders import a_consultation, an_organisation
from tests.cast import a_person
from tests.moderation.texts import a_text, decided, decisions_on, seen, state_of


@pytest.mark.django_db
class TestSharing:
    @pytest.fixture
    def colleague(self, karlstad):
        return a_person("colleague", karlstad, group="Moderator", role=RoleName.MODERATOR)

    @pytest.fixture
    def text(self, open_consultation):
        return a_text(open_consultation)

    def press(self, browser, answer, **said):
        return browser.post(reverse("moderation_text", args=[answer.pk]), said)

    def test_a_text_is_taken_and_given_back_and_seen_to_be(self, text, moderator, colleague, signed_in):
        queue, browser = reverse("moderation_queue"), signed_in(moderator)
        self.press(browser, text, share="take")
        assert [row["id"] for row in browser.get(queue, {"who": "mine"}).context["rows"]] == [text.pk]
        assert signed_in(colleague).get(queue, {"who": "mine"}).context["rows"] == []
        assert signed_in(colleague).get(queue, {"who": "nobody"}).context["rows"] == []
        assert "moderator" in signed_in(colleague).get(queue).content.decode()
        self.press(browser, text, share="give_back")
        assert browser.get(queue, {"who": "mine"}).context["rows"] == []
        assert state_of(text) == "waiting"

    def test_whoever_asks_for_a_second_opinion_does_not_give_it(self, text, moderator, colleague, signed_in):
        assert self.press(signed_in(moderator), text, share="opinion", note="Är det hot?").status_code == 302
        page = signed_in(colleague).get(reverse("moderation_text", args=[text.pk]))
        assert "Är det hot?" in page.content.decode()
        with pytest.raises(NotDecided):
            decided(text, moderator)
        assert decisions_on(text) == []
        decided(text, colleague)
        with scope(consultation=text.consultation_id):
            assert not Review.objects.exists()
        assert Log.objects.filter(action="second_opinion_asked").count() == 1

    def test_a_published_text_waits_again_before_a_second_opinion(self, text, moderator, signed_in):
        decided(text, moderator)
        self.press(signed_in(moderator), text, share="opinion")
        with scope(consultation=text.consultation_id):
            assert not Review.objects.exists()

    def test_the_next_comes_without_a_decision(self, open_consultation, text, moderator, signed_in):
        other = a_text(open_consultation, "Den andra")
        pressed = self.press(signed_in(moderator), text, share="next")
        assert pressed.url == reverse("moderation_text", args=[other.pk])
        assert decisions_on(text) == []

    def test_the_next_is_never_one_that_waits_for_another_persons_opinion(
        self, open_consultation, text, moderator, signed_in
    ):
        later, browser = a_text(open_consultation, "Den andra"), signed_in(moderator)
        self.press(browser, text, share="opinion")
        pressed = self.press(browser, later, share="next")
        assert pressed.url == reverse("moderation_queue")

    def test_what_was_decided_is_one_press_away_and_can_be_taken_back(
        self, open_consultation, text, moderator, signed_in
    ):
        a_text(open_consultation, "Nästa")
        browser = signed_in(moderator)
        said = {"state": "published", "seen": seen(text)}
        page = browser.post(reverse("moderation_text", args=[text.pk]), said, follow=True)
        assert reverse("moderation_text", args=[text.pk]) in page.content.decode()
        self.press(browser, text, state="waiting", seen=seen(text))
        assert (state_of(text), decisions_on(text)) == ("waiting", [(1, "published"), (2, "waiting")])

    def test_nobody_else_takes_or_asks(self, text, outsider, official, signed_in):
        for person in (outsider, official):
            self.press(signed_in(person), text, share="take")
            self.press(signed_in(person), text, share="opinion")
        with scope(consultation=text.consultation_id):
            assert not Review.objects.exists()


SAID = [
    ("published", ""),
    ("hidden", Reason.SPAM),
    ("hidden", Reason.THREAT),
    ("waiting", ""),
    ("parts", Reason.PERSONAL_DATA),
]


class TestTwoAtOnce(TestCase):
    """A hundred random interleavings: each moderator reads and decides when they like; the log explains the state."""

    @classmethod
    def setUpTestData(cls):
        cls.consultation = a_consultation()
        cls.people = [a_person(f"m{n}", an_organisation(), role=RoleName.MODERATOR) for n in range(2)]
        cls.texts = [a_text(cls.consultation, f"Text nummer {n}") for n in range(2)]

    @settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.randoms(use_true_random=False), st.integers(2, 8))
    def test_no_decision_is_lost_and_none_is_taken_on_what_was_not_seen(self, rng: random.Random, steps):
        marks, taken = {}, {text.pk: [] for text in self.texts}
        before = {text.pk: len(decisions_on(text)) for text in self.texts}
        for _step in range(steps):
            person, text = rng.choice(self.people), rng.choice(self.texts)
            if rng.random() < 0.5 or (person, text.pk) not in marks:
                marks[person, text.pk] = seen(text)
                continue
            state, reason = rng.choice(SAID)
            current = seen(text)
            said = {"state": "published", "redactions": [(0, 4)]} if state == "parts" else {"state": state}
            try:
                with scope(consultation=self.consultation):
                    made = decide(
                        text, by=person, seen=marks[person, text.pk], reason=reason, now=timezone.now(), **said
                    )
            except NotDecided:
                continue
            if made.pk not in taken[text.pk]:
                assert marks[person, text.pk] == current
                taken[text.pk].append(made.pk)
        for text in self.texts:
            with scope(consultation=self.consultation):
                every = list(Decision.objects.filter(answer=text).order_by("n"))
                stored = Answer.objects.get(pk=text.pk)
            assert [d.n for d in every] == list(range(1, len(every) + 1))
            assert [d.pk for d in every][before[text.pk] :] == taken[text.pk]
            assert stored.moderation == (every[-1].state if every else "waiting")
        logged = {entry.detail["decision"] for entry in Log.objects.filter(action="text_decided")}
        assert {str(pk) for made in taken.values() for pk in made} <= logged
        assert first_broken_link() is None
