"""The rules, on labelled texts: half of them tuned on, half held out. They point; they never decide."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.moderation.flags import personal_number
from consultations.moderation.flags.copies import are_alike, print_of
from consultations.moderation.flags.language import guess_language, language_to_read
from consultations.moderation.flags.protocol import Circumstances
from consultations.moderation.flags.rules import BY_NAME, RULES, find_flags
from consultations.moderation.flags.words import read_words, shipped_words
from tests.moderation.measuring import BY_OTHERS, examples, flagged, measure, share, table
from tests.project import ROOT

CIRCUMSTANCES = Circumstances("sv", shipped_words())


def rules_of(text, **said) -> set[str]:
    return {finding.rule for finding in find_flags(text, Circumstances(**said) if said else CIRCUMSTANCES)}


def test_there_are_examples_in_four_languages_for_each_rule_and_many_that_are_innocent():
    every = examples()
    assert len(every) >= 300
    assert {example.locale for example in every} == {"sv", "en", "fi", "ar"}
    on_lists = {"name"}
    assert frozenset().union(*(example.wanted for example in every)) == {rule.name for rule in RULES} - on_lists
    for half in (True, False):
        chosen = [example for example in every if example.held_out is half]
        assert len(chosen) >= 150
        assert sum(not example.wanted for example in chosen) >= 50


def test_the_rules_are_good_enough_on_what_they_were_not_tuned_on():
    held_out = [example for example in examples() if example.held_out]
    columns = list(zip(*measure(held_out).values(), strict=True))
    right, wrong, missed = (sum(column) for column in columns)
    assert share(right, wrong) >= 0.9
    assert share(right, missed) >= 0.85


def test_the_moderators_guide_tells_the_figures_as_they_are():
    held_out = [example for example in examples() if example.held_out]
    guide = (ROOT / "docs/moderators.md").read_text()
    assert table(held_out) in guide
    assert table(examples(BY_OTHERS)) in guide


def test_the_rules_get_no_worse_on_what_somebody_else_has_written():
    every = examples(BY_OTHERS)
    assert len(every) == 320
    assert {example.locale for example in every} == {"sv", "en", "fi", "ar"}
    right, wrong, missed = (sum(column) for column in zip(*measure(every).values(), strict=True))
    assert share(right, wrong) >= 0.93
    assert share(right, missed) >= 0.75


@pytest.mark.parametrize("gap", ["\u200b", "\u2060", "\u00ad", "\U000e0020"])
def test_what_can_not_be_seen_hides_nothing_from_the_other_rules(gap):
    text = f"Skriv till bo.s{gap}tolpe@exam{gap}ple.net"
    found = {(flag.rule, text[flag.start : flag.end]) for flag in find_flags(text, CIRCUMSTANCES)}
    assert ("email", f"bo.s{gap}tolpe@exam{gap}ple.net") in found
    assert ("invisible", gap) in found
    assert find_flags(gap * 30, CIRCUMSTANCES)


def test_no_personal_number_is_missed_and_no_order_number_taken_for_one():
    for example in examples():
        assert ("personal_number" in flagged(example)) == ("personal_number" in example.wanted), example.text


@pytest.mark.parametrize(
    "text",
    ["19121212-1212", "121212+1212", "1912 12 12 1212".replace(" ", ""), "１", "191212121212", "121212–1212"],
)
def test_personal_numbers_are_found_however_they_are_written(text):
    assert ("personal_number" in rules_of(f"Jag är {text}.")) == (text != "１")


@pytest.mark.parametrize(
    "text", ["121212-1213", "121312-1210", "120230-1218", "12121212121212", "9121212-1212", "1,121212-1212"]
)
def test_a_wrong_check_digit_or_date_is_no_personal_number(text):
    assert "personal_number" not in rules_of(f"Ordernr {text} saknas.")


@given(st.dates(date(1900, 1, 1), date(2025, 12, 31)), st.integers(0, 999), st.sampled_from(["-", "+", ""]))
def test_whatever_date_and_number_the_right_check_digit_is_found_and_no_other(day, serial, sign):
    digits = f"{day:%y%m%d}{serial:03}"
    right = personal_number.check_digit(digits)
    for check in range(10):
        text = f"{digits[:6]}{sign}{digits[6:]}{check}"
        found = list(personal_number.find(f"Jag är {text}", CIRCUMSTANCES))
        assert found == ([(7, 7 + len(text))] if check == right else [])


@given(st.text(max_size=300))
def test_every_place_lies_in_the_text_whatever_the_text(text):
    for finding in find_flags(text, CIRCUMSTANCES):
        assert 0 <= finding.start < finding.end <= len(text) or (finding.start, finding.end) == (0, len(text))
        assert finding.rule in BY_NAME


@pytest.mark.parametrize(
    "text",
    [
        "1" * 30_000,
        "a@" * 15_000,
        "A" * 30_000,
        "070 " * 8_000,
        "www." * 8_000,
        "\u200b" * 30_000,
        "Aa" * 15_000 + "gatan",
    ],
)
def test_no_long_text_keeps_the_rules_busy(text):
    import time

    begun = time.perf_counter()
    find_flags(text, CIRCUMSTANCES)
    print_of(text)
    assert time.perf_counter() - begun < 2


def test_a_name_is_marked_only_if_somebody_put_it_on_the_list():
    text = "Gun-Britt Påhittad är bra."
    assert "name" not in rules_of(text)
    words = {("name", "x"): read_words("# chefer\nGun-Britt  Påhittad\n\n")}
    assert "name" in rules_of(
        text.replace("t P", "t P"), locale="sv", words={("name", "x"): read_words("gun-britt påhittad")}
    )
    assert "name" in rules_of(text, locale="sv", words=words)
    assert "name" not in rules_of("Påhittade förslag", locale="sv", words=words)


def test_a_star_stands_for_any_ending_and_no_word_for_a_part_of_another():
    words = {("hate", "x"): read_words("blåbär*\nko")}
    found = find_flags("Blåbärssoppa, ko och kollo", Circumstances("sv", words))
    assert [(f.start, f.end) for f in found if f.rule == "hate"] == [(0, 12), (14, 16)]


def test_the_lists_that_come_with_the_program_are_short():
    for words in shipped_words().values():
        assert 0 < len(words) <= 40


def test_languages_are_told_apart_where_it_is_clear_and_else_not_guessed():
    assert guess_language("Det är inte bra att bussen går så sällan") == "sv"
    assert guess_language("It is not good that the bus goes so seldom") == "en"
    assert guess_language("Ei ole hyvä että bussi kulkee niin harvoin") == "fi"
    assert guess_language("ليس من الجيد أن الحافلة نادرة") == "ar"
    assert guess_language("Storgatan Torget Museet Domkyrkan Biblioteket") == ""


def test_copies_have_one_print_whatever_the_capitals_and_signs_and_near_ones_are_alike():
    text = "Vi vill att kommunen behåller den lilla skolan i byn och skjutsen dit varje morgon"
    assert print_of(text).exact == print_of(f"  {text.upper()}!!! ").exact
    near = text.replace("varje morgon", "varje dag")
    assert are_alike(text, near)
    assert set(print_of(text).bands) & set(print_of(near).bands)
    assert not are_alike(text, "Fler bänkar i parken och en lekplats för de minsta barnen vid ån")
    assert print_of("Ja tack!").exact == ""


def test_every_rule_explains_itself():
    for rule in BY_NAME.values():
        assert rule.label
        assert re.search(r"[.?]$", str(rule.why))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Fler bussar på kvällen till oss som bor i Molkom", "sv"),
        ("More buses in the evening for those who live out of town", "en"),
        ("Bra!", "sv"),
        ("👍🏽", ""),
        ("", ""),
        ("المزيد", "ar"),
        ("Більше автобусів увечері для тих хто живе за містом", ""),
        ("[dolt av kommunen]", "sv"),
    ],
)
def test_a_text_is_read_aloud_in_its_own_language_where_it_tells(text, language):
    assert language_to_read(text) == language
