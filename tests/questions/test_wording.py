"""What the rules on wording point at, and what they leave in peace."""

import pytest

from consultations.questions.wording import asks_two_things, empty_links, leading_words, lix, plain


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Håller du inte med om att parken behövs?", "sv"),
        ("Hur mycket bättre har bussen blivit?", "sv"),
        ("Självklart ska alla få vara med. Vad tycker du?", "sv"),
        ("Don't you agree that the park is needed?", "en"),
        ("How much better has the bus become?", "en"),
    ],
)
def test_what_leads_is_pointed_at(text, language):
    assert leading_words(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vad tycker du om parken?", "sv"),
        ("Hur visste du var du skulle gå?", "sv"),
        ("Är det något du saknar?", "sv"),
        ("Vilken viktig fråga saknas?", "sv"),
        ("What do you think of the park?", "en"),
        ("Where did you go, of all places?", "en"),
    ],
)
def test_what_only_looks_like_it_is_not(text, language):
    assert leading_words(text, language) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vad tycker du om bussen och hur ofta åker du?", "sv"),
        ("Är bussen snabb och enkel att använda?", "sv"),
        ("Do you cycle and do you feel safe?", "en"),
        ("Is the page clear and easy to use?", "en"),
    ],
)
def test_two_questions_in_one_are_seen(text, language):
    assert asks_two_things(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hur ofta åker du till Karlstad och Hammarö?", "sv"),
        ("Vad tycker du om gator och torg?", "sv"),
        ("Är du man eller kvinna?", "sv"),
        ("Where do you go for food and drink?", "en"),
    ],
)
def test_one_question_with_and_is_one(text, language):
    assert asks_two_things(text, language) == ""


def test_lix_is_bjornssons_index_and_silent_of_short_texts():
    # 10 words in 2 sentences, 2 of them over six letters: 10/2 + 100 x 2/10 = 25.
    assert lix("Vi vill veta vad du tycker. Kommunen lyssnar på alla.") == 25
    assert lix("Hur mår du?") is None
    hard = "Kommunfullmäktiges demokratiberedning eftersträvar medborgardialogens genomförande avseende samhällsplaneringens inriktning."
    assert lix(hard) > 60


def test_links_that_say_nothing_are_named_and_others_are_not():
    html = '<p>Läs <a href="/a/">här</a>, <a href="/b/"><b>Klicka här</b> »</a> eller <a href="/c/">förslaget till principer</a>.</p>'
    assert empty_links(html, "sv") == ["här", "Klicka här »"]
    assert empty_links('<a href="/x/">Read more</a> <a href="/y/">the draft</a>', "en") == ["Read more"]


def test_rich_text_ends_a_sentence_with_each_paragraph():
    assert plain("<p>Ett &amp; två</p><ul><li>tre</li></ul>") == "Ett & två\ntre"
