"""Population figures: read from files, understood in a questionnaire's words, held beside those who answered."""

import json

import pytest

from consultations.questions.questionnaire import Choice, Question, Questionnaire, Section
from consultations.results.participation import gaps, participation
from consultations.results.population import AGE, BORN, GENDER, MUNICIPALITY, Figures, ages_in, guess
from consultations.results.population_file import MOST_BYTES, NotATable, read_file
from consultations.results.reference import KnownTable, refer
from consultations.results.shipped import shipped_tables
from tests.population import a_json_stat, an_own_table


def asking(concept: str, *texts: str) -> Question:
    choices = tuple(Choice(f"{concept} {n}", text) for n, text in enumerate(texts))
    return Question(id=concept, type="single_choice", text=concept, concept=concept, choices=choices)


def a_questionnaire(*questions: Question) -> Questionnaire:
    return Questionnaire("sv", ("sv",), "sections", (Section("s", "", "", questions),))


WHERE = asking(MUNICIPALITY, "Karlstad", "Hagfors", "Kil", "Utanför Värmland", "Vill inte svara")
WHO = asking(GENDER, "Kvinna", "Man", "Annat alternativ", "Vill inte svara")
FROM = asking(
    BORN,
    "I Sverige",
    "I ett annat land i Norden",
    "I ett land i EU eller EFTA utanför Norden",
    "I ett annat land i världen",
    "Vill inte svara",
)


def test_the_figures_that_are_shipped_are_those_of_the_source():
    by_gender, by_birth = (table.figures for table in shipped_tables())
    assert by_gender.counts(GENDER) == {("woman",): 140_713, ("man",): 142_671}
    assert by_birth.counts(BORN)["foreign",] == 40_324
    assert by_birth.counts(MUNICIPALITY) == by_gender.counts(MUNICIPALITY)
    assert by_gender.counts(MUNICIPALITY)["1780",] == 98_084


class TestFiles:
    def test_json_stat_is_read_with_either_kind_of_index_and_of_value(self):
        found = read_file(json.dumps(a_json_stat()).encode())
        assert [(each.code, each.use) for each in found.dimensions] == [
            ("Region", MUNICIPALITY),
            ("Kon", GENDER),
            ("Tid", "=2024"),
        ]
        assert found.counts(GENDER) == {("1",): 48_749, ("2",): 49_335}  # the county's total is no municipality
        other = a_json_stat()
        other["dimension"]["Kon"]["category"]["index"] = ["1", "2"]
        other["value"] = {str(n): value for n, value in enumerate(other["value"])}
        assert read_file(json.dumps(other).encode()) == found
        assert Figures.read(json.loads(json.dumps(found.store()))) == found

    @pytest.mark.parametrize("coding", ["utf-8-sig", "cp1252"])
    def test_csv_is_read_as_the_agency_writes_it(self, coding):
        text = '"region";"ålder";"kön";"Folkmängd 2024"\n"1780 Karlstad";"16 år";"män";12\n"1780 Karlstad";"17 år";"män";"1 004"\n'
        found = read_file(text.encode(coding))
        assert found.counts(AGE) == {("16 år",): 12, ("17 år",): 1_004}
        assert found.dimension(MUNICIPALITY).categories == (("1780", "Karlstad"),)

    def test_csv_of_ages_from_and_to(self):
        text = "ar;kommunkod;kon;alder_fran;alder_till;antal;kalla\n2024;1780;k;16;19;7;x\n2024;1780;k;80;;9;x\n"
        found = read_file(text.encode())
        assert found.counts(AGE) == {("16-19",): 7, ("80+",): 9}

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"x" * (MOST_BYTES + 1), "large"),
            (b"{", "JSON"),
            (b'{"class": "collection"}', "dataset"),
            (b'{"class": "dataset", "id": ["a"], "size": [2]}', "keep to it"),
            (b'{"class": "dataset", "id": ["a"], "size": ["x"], "dimension": {}, "value": []}', "keep to it"),
            (b'{"class": "dataset", "id": [], "size": [], "dimension": {}, "value": []}', "cells"),
            (b'{"class": "dataset", "id": ["a","b"], "size": [99999, 99999], "dimension": {}, "value": []}', "cells"),
            (b"", "headings"),
            (b"a;b\n1;2;3\n", "columns"),
            (b"region;antal\n1780;tio\n", "number"),
            (b"region;antal\n1780;-4\n", "number"),
            (b"region;antal\n1780;1\n1780;2\n", "twice"),
            (b"region;antal\n1780;..\n", "no numbers"),
            (b"\x00\xff\xfe", "headings"),
        ],
    )
    def test_what_is_no_such_table_is_refused_in_words(self, content, words):
        from django.utils import translation

        with translation.override("en"), pytest.raises(NotATable, match=words):
            read_file(content)

    def test_what_no_database_can_hold_is_left_out(self):
        file = a_json_stat()
        file["dimension"]["Kon"]["category"]["label"]["1"] = "m\0än\ud800"
        assert read_file(json.dumps(file).encode()).dimension(GENDER).parts["1"] == "män"
        assert read_file(b"reg\0ion;antal\n1780 Karl\0stad;3\n").dimension(MUNICIPALITY).parts == {"1780": "Karlstad"}

    def test_sizes_that_lie_are_refused(self):
        for change in ({"size": [3, 2, 1]}, {"value": [1, 2, 3]}):
            with pytest.raises(NotATable):
                read_file(json.dumps(a_json_stat() | change).encode())


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("16–19 år", (16, 19)),
        ("Under 13 år", (0, 12)),
        ("80 år eller äldre", (80, 10_000)),
        ("100+ år", (100, 10_000)),
        ("7 år", (7, 7)),
        ("0 år", (0, 0)),
        ("Vill inte svara", None),
        ("1 2 3", None),
    ],
)
def test_ages_in_words(text, span):
    assert ages_in(text) == span


def test_an_age_group_is_the_years_that_fill_it_and_none_that_sticks_out():
    years = {str(n): f"{n} år" for n in range(100)} | {"100+": "100+ år"}
    assert guess(AGE, "16–19 år", years) == ["16", "17", "18", "19"]
    assert guess(AGE, "80 år eller äldre", years)[-1] == "100+"
    fives = {"15-19": "15–19 år", "20-24": "20–24 år", "25-29": "25–29 år"}
    assert guess(AGE, "16–19 år", fives) == []
    assert guess(AGE, "20–29 år", fives) == ["20-24", "25-29"]


class TestReference:
    def test_choices_mean_what_they_say_and_three_ways_of_being_born_abroad_are_one_group(self):
        found = refer(a_questionnaire(WHERE, WHO, FROM), shipped_tables(), {})
        where, who, birth = found.margins
        assert list(where.groupings[0].labels.values()) == ["Karlstad", "Hagfors", "Kil"]
        assert who.total == where.total == 98_084 + 11_418 + 12_061  # of those who can say where they live
        assert birth.groupings[0].labels[frozenset({"foreign"})].count(" / ") == 2
        assert [pair.concepts for pair in found.pairs] == [(MUNICIPALITY, BORN), (MUNICIPALITY, GENDER)]

    def test_where_the_municipality_is_not_asked_one_can_be_chosen(self):
        everybody = refer(a_questionnaire(WHO), shipped_tables(), {})
        assert everybody.margins[0].total == 283_384
        karlstad = refer(a_questionnaire(WHO), shipped_tables(), {}, area="1780")
        assert karlstad.margins[0].total == 98_084
        assert everybody.areas["1780"] == "Karlstad"

    def test_nothing_is_known_of_ages_before_somebody_takes_a_table_in(self):
        age = asking(AGE, "13–15 år", "16–19 år")
        found = refer(a_questionnaire(age), shipped_tables(), {})
        assert (found.margins, found.without_figures) == ((), [age])

    def test_ones_own_table_comes_first_and_what_was_said_before_what_is_guessed(self):
        own = an_own_table()
        found = refer(
            a_questionnaire(asking(GENDER, "Tjej", "Man")), [own, *shipped_tables()], {(GENDER, "tjej"): ["2"]}
        )
        assert found.margins[0].table is own
        assert found.margins[0].people == {(frozenset({"2"}),): 49_335, (frozenset({"1"}),): 48_749}
        assert isinstance(own, KnownTable)


class TestParticipation:
    @pytest.fixture
    def margin(self):
        return refer(a_questionnaire(WHO), shipped_tables(), {}, area="1780").margins[0]

    def test_shares_are_of_those_who_are_in_a_group_and_the_rest_stands_apart(self, margin):
        counts = {"gender 0": 62, "gender 1": 38, "gender 2": 3, "gender 3": 5}
        found = participation(margin, counts, {choice.id: choice.text for choice in WHO.choices})
        woman, man = found.groups
        assert (found.base, woman.count, woman.share, woman.people) == (100, 62, 0.62, 49_335)
        assert woman.difference == pytest.approx(62 - 100 * 49_335 / 98_084)
        assert man.difference == pytest.approx(-woman.difference)
        assert found.apart == (("Annat alternativ", 3), ("Vill inte svara", 5))
        assert not woman.is_alike

    def test_nobody_yet_is_no_error(self, margin):
        found = participation(margin, {}, {})
        assert (found.base, found.has_too_few, found.groups[0].share) == (0, True, 0.0)

    def test_gaps_are_what_chance_does_not_explain_the_largest_first(self):
        (margin, *_rest) = refer(a_questionnaire(WHERE), shipped_tables(), {}).margins
        counts = {("municipality 0",): 392, ("municipality 1",): 3, ("municipality 2",): 40, ("municipality 4",): 9}
        (gap,) = gaps(margin, counts)
        assert (gap.label, gap.count, gap.expected, gap.missing) == ("Hagfors", 3, 41, 38)
        assert gaps(margin, {("municipality 0",): 29}) == []
