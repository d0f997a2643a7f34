"""The guards: they ask machines and mark what is doubtful, and stop no person, no class and no library."""

import threading
from datetime import timedelta

import pytest
import time_machine
from captcha.models import CaptchaStore
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from consultations.enums import Doubt
from consultations.models import ConsultationPage, Response, Submission
from consultations.responding import challenge, guards, limits
from tests.responding.walk import check_page

pytestmark = pytest.mark.django_db


def doubts(consultation) -> list[str]:
    with scope(consultation=consultation):
        return sorted(Submission.objects.values_list("doubt", flat=True))


def right_answer() -> str:
    return CaptchaStore.objects.latest("pk").response


def test_a_quick_sending_is_received_and_marked_and_a_slow_one_is_not(open_consultation):
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        quick, slow = check_page(open_consultation), check_page(open_consultation)
        assert quick.press().receipt
    with time_machine.travel(begun + guards.FASTEST, tick=False):
        assert slow.press().receipt
    assert doubts(open_consultation) == ["", Doubt.FAST]


def test_the_field_that_nobody_sees_asks_before_it_doubts(open_consultation):
    asked = check_page(open_consultation).press(**{guards.HONEYPOT: "http://example.org"})
    assert (asked.receipt, CaptchaStore.objects.count()) == (None, 1)
    assert asked.press(challenge=right_answer()).receipt
    other = check_page(open_consultation).press(**{guards.HONEYPOT: "x"})
    assert other.press(**{guards.HONEYPOT: "x"}).receipt, "without an answer it is received all the same"
    assert doubts(open_consultation) == ["", Doubt.TRAP]


def test_a_school_behind_one_address_is_received_to_the_last_pupil(open_consultation, monkeypatch):
    monkeypatch.setattr(guards, "MOST_IN_TEN_MINUTES", 1)
    pages = [check_page(open_consultation, Client(HTTP_USER_AGENT="school tablet")) for _ in range(3)]
    assert [bool(page.press().receipt) for page in pages] == [True, True, True]
    assert check_page(open_consultation, Client(HTTP_USER_AGENT="a phone")).press().receipt
    assert doubts(open_consultation) == [Doubt.FAST, Doubt.FAST, Doubt.MANY, Doubt.MANY]


def test_the_address_is_kept_nowhere_and_the_salt_is_of_the_day(open_consultation, rf):
    request = rf.get("/", REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="A rare browser")
    request.arrived_at = timezone.now()
    assert limits.count(request, "sending") == 1
    kept = " ".join(map(str, caches["guards"]._cache.items()))
    assert "203.0.113.77" not in kept
    assert "A rare browser" not in kept
    today = limits.salt_of_the_day()
    assert limits.salt_of_the_day() == today
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert limits.salt_of_the_day() != today
    columns = {field.name for field in [*Submission._meta.fields, *Response._meta.fields]}
    assert columns & {"address", "ip", "agent", "user_agent"} == set()


def test_what_a_visitor_claims_of_the_address_counts_only_behind_a_proxy(rf, settings):
    request = rf.get("/", REMOTE_ADDR="203.0.113.77", HTTP_X_FORWARDED_FOR="198.51.100.1, 192.0.2.9")
    settings.BEHIND_PROXY = False
    assert limits.address_of(request) == "203.0.113.77"
    settings.BEHIND_PROXY = True
    assert limits.address_of(request) == "192.0.2.9"


def test_guards_that_can_not_count_let_people_in(open_consultation, settings):
    settings.CACHES = settings.CACHES | {"guards": {"BACKEND": "django.core.cache.backends.dummy.Nothing"}}
    caches["guards"].clear() if hasattr(caches._connections, "guards") else None
    assert check_page(open_consultation).press().receipt


def test_an_editor_can_demand_a_question_and_every_wrong_answer_burns_it(open_consultation):
    ConsultationPage.objects.filter(pk=open_consultation.source_page_id).update(asks_challenge=True)
    check = check_page(open_consultation)
    assert CaptchaStore.objects.count() == 0, "nothing is written for looking at the page"
    asked = check.press()
    first = right_answer()
    assert (asked.response.status_code, asked.receipt) == (422, None)
    wrong = asked.press(challenge="nope")
    assert wrong.title.startswith("Fel:")
    assert asked.press(challenge=first).receipt is None, "the first question was used up by the wrong answer"
    empty = wrong.press(challenge="")
    assert (empty.receipt, empty.title[:4]) == (None, "Fel:")
    words = empty.press(go="words")
    assert ("plus" in words.text, b"<img class" in words.response.content) == (True, False)
    assert words.fields["kind"] == ["words"]
    assert words.press(challenge=f" {right_answer()} ").receipt
    assert doubts(open_consultation) == [""]


def test_digits_of_other_scripts_are_digits_and_letters_may_be_small():
    words = challenge.new_challenge(in_words=True)
    answer = CaptchaStore.objects.get(hashkey=words.key).response
    assert challenge.is_answered(words.key, answer.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
    letters = challenge.new_challenge(in_words=False)
    assert not challenge.is_answered(letters.key, "")
    letters = challenge.new_challenge(in_words=False)
    shown = CaptchaStore.objects.get(hashkey=letters.key).challenge
    assert challenge.is_answered(letters.key, " ".join(shown))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_time_one_uses_the_question():
    """The package's own field lets several through: it looks before it deletes, and not at what it deleted."""
    rounds = []
    for _ in range(5):
        asked = challenge.new_challenge(in_words=False)
        answer, passed, start = right_answer(), [], threading.Barrier(6)

        def press(asked=asked, answer=answer, passed=passed, start=start):
            start.wait()
            passed.append(challenge.is_answered(asked.key, answer))
            connection.close()

        threads = [threading.Thread(target=press) for _ in range(6)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        rounds.append(sum(passed))
    assert rounds == [1] * 5


def test_the_picture_is_never_kept_and_sound_is_there_only_with_its_program(resident, monkeypatch, tmp_path):
    asked = challenge.new_challenge(in_words=False)
    picture = resident.get(f"/sv/fraga/{asked.key}/bild.png")
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/png")
    assert "no-store" in picture.headers["Cache-Control"]
    assert resident.get("/sv/fraga/finnsinte/bild.png").status_code == 410
    monkeypatch.setattr(challenge, "speaker", lambda: None)
    assert resident.get(f"/sv/fraga/{asked.key}/ljud.wav").status_code == 404
    program = tmp_path / "speaks"
    program.write_text('#!/bin/sh\necho "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(challenge, "speaker", lambda: str(program))
    said = resident.get(f"/sv/fraga/{asked.key}/ljud.wav").content.decode()
    assert said.startswith("-v sv")
    assert ". ".join(CaptchaStore.objects.get(hashkey=asked.key).challenge) in said
    assert challenge.new_challenge(in_words=False).sound.endswith("/ljud.wav")
    assert resident.get("/captcha/refresh/", follow=True).status_code == 404
