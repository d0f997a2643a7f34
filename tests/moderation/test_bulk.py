"""Several texts at once: read in full first, then decided on, each as it was seen."""

import pytest
from django.urls import reverse

from consultations.moderation.flagging import flag_what_has_come
from tests.builders import a_consultation
from tests.moderation.texts import a_text, decided, decisions_on, seen, state_of

pytestmark = pytest.mark.django_db
PETITION = "Vi vill att kommunen behåller den lilla skolan i byn och skjutsen dit varje morgon"


@pytest.fixture
def url():
    return reverse("moderation_bulk")


@pytest.fixture
def browser(moderator, signed_in):
    return signed_in(moderator)


def mark(answer) -> str:
    return f"{answer.pk}:{seen(answer)}"


def test_copies_are_one_line_with_their_senders_and_one_press_away_from_a_decision(open_consultation, browser, url):
    texts = [a_text(open_consultation, PETITION) for _ in range(4)]
    alone = a_text(open_consultation, "Något helt annat än vad alla andra skriver")
    flag_what_has_come()
    (row,) = browser.get(reverse("moderation_copies")).context["rows"]
    assert (row["group"].size, row["group"].waiting, row["text"]) == (4, 4, PETITION)
    page = browser.get(row["url"])
    assert (len(page.context["rows"]), page.context["different"]) == (4, 1)
    pressed = {"state": "published", "seen_text": [line["seen"] for line in page.context["rows"]]}
    assert browser.post(row["url"], pressed).status_code == 302
    assert [state_of(text) for text in texts] == ["published"] * 4
    assert state_of(alone) == "waiting"
    assert browser.get(reverse("moderation_copies")).context["rows"] == []


def test_what_is_ticked_in_the_queue_is_shown_in_full_and_nothing_is_decided_yet(open_consultation, browser, url):
    texts = [a_text(open_consultation, f"Text {n} " + "lång " * 200) for n in range(3)]
    page = browser.post(url, {"text": [str(text.pk) for text in texts[:2]]})
    assert {row["answer"].pk for row in page.context["rows"]} == {text.pk for text in texts[:2]}
    assert texts[0].text.strip() in page.content.decode()
    assert [decisions_on(text) for text in texts] == [[], [], []]


def test_a_text_that_was_decided_on_meanwhile_is_left_and_told(open_consultation, moderator, browser, url):
    first, second = a_text(open_consultation, "Ett"), a_text(open_consultation, "Två")
    marks = [mark(first), mark(second)]
    decided(first, moderator, "hidden", reason="spam")
    page = browser.post(url, {"state": "published", "seen_text": marks}, follow=True)
    assert [state_of(first), state_of(second)] == ["hidden", "published"]
    assert "1 lämnades som de är" in page.content.decode()


def test_hiding_many_needs_a_reason_as_hiding_one_does(open_consultation, browser, url):
    text = a_text(open_consultation)
    refused = browser.post(url, {"state": "hidden", "seen_text": [mark(text)]})
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"reason"}
    assert len(refused.context["rows"]) == 1
    assert state_of(text) == "waiting"
    assert browser.post(url, {"state": "hidden", "reason": "spam", "seen_text": [mark(text)]}).status_code == 302
    assert state_of(text) == "hidden"


def test_nobody_decides_on_what_they_may_not_moderate_by_naming_it(
    open_consultation, region, moderator, outsider, signed_in, url
):
    ours, theirs = a_text(open_consultation), a_text(a_consultation(organisation=region))
    said = {"state": "published", "seen_text": [mark(ours), mark(theirs)]}
    signed_in(outsider).post(url, said)
    assert [state_of(ours), state_of(theirs)] == ["waiting", "published"]
    shown = signed_in(moderator).post(url, {"text": [str(theirs.pk), str(ours.pk), "x"]})
    assert [row["answer"].pk for row in shown.context["rows"]] == [ours.pk]


@pytest.mark.parametrize("texts", [1, 3])
def test_the_same_queries_whatever_the_number_of_copies(open_consultation, browser, texts, django_assert_num_queries):
    for n in range(texts):
        for _ in range(2):
            a_text(open_consultation, f"{PETITION.replace('skolan', 'abcdefg'[n] * 9)} {'xyz'[n] * 30} {n} {n} {n} {n}")
    flag_what_has_come()
    browser.get(reverse("moderation_copies"))
    with django_assert_num_queries(17):
        browser.get(reverse("moderation_copies"))


class TestNarrowing:
    def test_the_queue_is_narrowed_by_flag_language_age_and_question(self, open_consultation, browser):
        from datetime import timedelta

        from django.utils import timezone

        a_text(open_consultation, "Ring 070-174 06 05", at=timezone.now() - timedelta(days=8))
        a_text(open_consultation, "In English please", locale="en")
        flag_what_has_come()

        def shown(**query):
            page = browser.get(reverse("moderation_queue"), query)
            return [row["excerpt"] for row in page.context["rows"]]

        assert shown(flag="phone") == ["Ring 070-174 06 05"]
        assert shown(language="en") == ["In English please"]
        assert shown(days="7") == ["Ring 070-174 06 05"]
        assert shown(question="x") == []
        assert len(shown(flag="made up", language="xx", days="8", who="\0")) == 2

    def test_the_way_goes_on_within_what_was_chosen(self, open_consultation, browser):
        flagged = [a_text(open_consultation, f"Ring 070-174 06 0{n}") for n in range(2)]
        a_text(open_consultation, "Inget")
        flag_what_has_come()
        first, second = sorted(flagged, key=lambda answer: answer.pk)
        url = reverse("moderation_text", args=[first.pk]) + "?flag=phone"
        pressed = browser.post(url, {"state": "published", "seen": seen(first)})
        assert pressed.url == reverse("moderation_text", args=[second.pk]) + "?flag=phone"
