"""Coding: it binds to the text that was read, each coder for themselves, and two are compared when both are done."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_scopes import scope

from consultations.models import Answer, SampledText, Theme
from consultations.moderation.flagging import flag_what_has_come
from consultations.questions.questionnaire import read_version
from consultations.reporting.erasing import erase_responses
from consultations.responding.changing import withdraw_response
from consultations.results.coding import NotCoded, next_text, own_themes, progress, texts_alike
from consultations.results.double_coding import agreement, differences, draw_sample, how_far, sample_of, settle
from consultations.results.themed import count_themes
from consultations.results.themes import NotMerged, merge_themes, move_theme, retire_theme
from tests.builders import an_id
from tests.moderation.texts import ASKED, a_text
from tests.responding.test_changing import a_change
from tests.results.coded import a_colleague, a_theme, coded, codings_in, question_of

pytestmark = pytest.mark.django_db
TEXT = "Fler turer på kvällen"


@pytest.fixture
def consultation(open_consultation):
    return open_consultation


@pytest.fixture
def themes(consultation, official):
    return [a_theme(consultation, name, by=official) for name in ("Turer", "Pris")]


class TestWhatACoderSays:
    def test_is_kept_for_each_coder_and_replaced_by_what_they_say_next(self, consultation, themes, official, karlstad):
        text, colleague = a_text(consultation, TEXT), a_colleague(karlstad)
        coded(text, *themes, by=official)
        coded(text, by=colleague)
        coded(text, themes[1], by=official)
        assert codings_in(consultation) == [(TEXT, "Pris", "official"), (TEXT, None, "colleague")]
        assert own_themes(text, coder=colleague) == {None}

    def test_only_those_who_may_say_it(self, consultation, themes, official, moderator, outsider, registrar):
        text = a_text(consultation, TEXT)
        for person in (moderator, outsider, registrar):
            with pytest.raises(PermissionDenied):
                coded(text, themes[0], by=person)
        assert coded(text, themes[0], by=official) == 1

    def test_is_themes_or_none_and_themes_in_use(self, consultation, themes, official):
        text = a_text(consultation, TEXT)
        coded(text, themes[1], by=official)
        retire_theme(themes[0], by=official, now=timezone.now())
        retire_theme(themes[1], by=official, now=timezone.now())
        refused = [((), {"none_fits": False}), ((themes[1],), {"none_fits": True}), ((themes[0],), {})]
        for ticked, said in refused:
            with pytest.raises(NotCoded):
                coded(text, *ticked, by=official, **said)
        assert coded(text, themes[1], by=official) == 1  # ticked before it was retired

    def test_binds_to_the_text(self, consultation, themes, official):
        """The same text sent again keeps it; a changed one loses it, and comes back to be coded."""
        text = a_text(consultation, TEXT)
        response = text.submission.response
        coded(text, themes[0], by=official)
        a_change(response, {"Åker du buss?": "Nej", ASKED: TEXT})
        assert codings_in(consultation) == [(TEXT, "Turer", "official")]
        assert progress(consultation, question_of(consultation), coder=official).coded == 1
        response.refresh_from_db()
        a_change(response, {"Åker du buss?": "Nej", ASKED: f"{TEXT}!"})
        assert codings_in(consultation) == []
        assert next_text(consultation, question_of(consultation), coder=official).text == f"{TEXT}!"
        with pytest.raises(NotCoded):
            coded(text, themes[0], by=official)

    @pytest.mark.parametrize("how", ["withdrawn", "responses", "texts"])
    def test_goes_with_the_text(self, how, consultation, themes, official, karlstad):
        text, other = a_text(consultation, TEXT), a_text(consultation, "Sänk priset")
        for each in (text, other):
            coded(each, themes[0], by=official)
        draw(consultation, official, a_colleague(karlstad), share=100)
        response = text.submission.response
        if how == "withdrawn":
            withdraw_response(response, now=timezone.now())
        else:
            erase_responses(consultation, [response.pk], what=how, decision="KS 1", on=timezone.localdate())
        assert codings_in(consultation) == [("Sänk priset", "Turer", "official")]
        with scope(consultation=consultation):
            assert list(SampledText.objects.values_list("answer__text", flat=True)) == ["Sänk priset"]

    def test_can_be_said_of_all_that_are_alike_and_were_seen(self, consultation, themes, official):
        near = "Jag vill ha många fler turer på kvällen och på natten hem från stan"
        text, same, nearly, apart = (a_text(consultation, t) for t in (near, near, f"{near} nu", "Sänk priset"))
        flag_what_has_come()
        alike = texts_alike(text, question_of(consultation))
        assert {answer.pk for answer in alike} == {same.pk, nearly.pk}
        assert coded(text, themes[0], by=official, alike=[same.pk, nearly.pk, apart.pk]) == 3
        assert progress(consultation, question_of(consultation), coder=official).own == 3


class TestTheCodeBook:
    def test_a_merged_theme_gives_its_texts_to_the_other_once(self, consultation, themes, official, karlstad):
        one, other = a_text(consultation, "Ett"), a_text(consultation, "Två")
        coded(one, *themes, by=official)
        coded(other, themes[1], by=official)
        coded(other, themes[1], by=a_colleague(karlstad))
        merge_themes(themes[1], into=themes[0], by=official, now=timezone.now())
        assert codings_in(consultation) == [
            ("Ett", "Turer", "official"),
            ("Två", "Turer", "colleague"),
            ("Två", "Turer", "official"),
        ]
        with pytest.raises(NotMerged):
            merge_themes(themes[0], into=themes[1], by=official, now=timezone.now())

    def test_themes_change_places(self, consultation, themes, official, outsider):
        move_theme(themes[1], up=True, by=official)
        move_theme(themes[1], up=True, by=official)
        assert [theme.name for theme in Theme.objects.all()] == ["Pris", "Turer"]
        with pytest.raises(PermissionDenied):
            move_theme(themes[1], up=False, by=outsider)


def draw(consultation, first, second, share=100):
    asked = question_of(consultation)
    return draw_sample(consultation, asked, by=first, second=second, share=share, now=timezone.now())


class TestTwoCoders:
    @pytest.fixture
    def colleague(self, karlstad):
        return a_colleague(karlstad)

    @pytest.fixture
    def texts(self, consultation):
        return [a_text(consultation, f"Text {n}") for n in range(4)]

    def test_get_the_sample_first_and_nothing_before_both_are_done(
        self, consultation, themes, texts, official, colleague
    ):
        asked = question_of(consultation)
        for text in texts:
            coded(text, themes[0], by=official)
        assert next_text(consultation, asked, coder=colleague) is None
        sample = draw(consultation, official, colleague, share=50)
        assert how_far(sample, asked) == (2, 2, 0)
        while text := next_text(consultation, asked, coder=colleague):
            for compare in (agreement, differences):
                with pytest.raises(NotCoded):
                    compare(sample_of(consultation, asked), asked)
            coded(text, themes[1], by=colleague)
        found = agreement(sample_of(consultation, asked), asked)
        assert (found.texts, found.same, [line.both for line in found.themes]) == (2, 0, [0, 0])
        with pytest.raises(NotCoded):  # It is compared: nobody mends their own afterwards.
            coded(differences(sample_of(consultation, asked), asked)[0].answer, themes[0], by=colleague)

    def test_are_compared_and_settled(self, consultation, themes, texts, official, colleague):
        asked, (turns, price) = question_of(consultation), themes
        draw(consultation, official, colleague)
        for text, one, other in zip(
            texts, [[turns], [price], [turns], []], [[turns], [price], [price], []], strict=True
        ):
            coded(text, *one, by=official)
            coded(text, *other, by=colleague)
        sample, questionnaire = sample_of(consultation, asked), read_version(consultation.current, "sv")
        found = agreement(sample, asked)
        assert (found.texts, found.same) == (4, 3)
        assert [(line.first, line.second, line.both, line.kappa) for line in found.themes] == [
            (2, 1, 1, 0.5),
            (1, 2, 1, 0.5),
        ]
        counted = count_themes(consultation, asked, questionnaire=questionnaire)
        assert (counted.people, counted.disputed) == (3, 1)
        settle(sample, asked, texts[2].pk, by=colleague, themes=[turns.pk, price.pk], now=timezone.now())
        assert [one.settled for one in differences(sample, asked)] == [frozenset([turns.pk, price.pk])]
        counted = count_themes(consultation, asked, by=an_id("question Åker du buss?"), questionnaire=questionnaire)
        assert (counted.people, counted.disputed) == (4, 0)
        assert [(str(line.theme), line.people, line.in_groups) for line in counted.lines] == [
            ("Turer", 2, [2, 0]),
            ("Pris", 2, [2, 0]),
            ("None", 1, [1, 0]),
        ]
        assert [(group.label, group.people) for group in counted.groups] == [("Ja", 4), ("Nej", 0)]

    def test_are_two_people_who_may(self, consultation, texts, official, outsider, moderator):
        for other in (official, outsider, moderator):
            with pytest.raises(NotCoded):
                draw(consultation, official, other)

    def test_are_done_too_when_the_last_text_is_withdrawn(self, consultation, themes, texts, official, colleague):
        asked = question_of(consultation)
        draw(consultation, official, colleague)
        for text in texts[1:]:
            coded(text, themes[0], by=official)
            coded(text, themes[0], by=colleague)
        assert sample_of(consultation, asked).finished_at is None
        withdraw_response(texts[0].submission.response, now=timezone.now())
        assert agreement(sample_of(consultation, asked), asked).same == 3


def test_a_text_that_is_sent_again_stays_in_the_sample(consultation, official, karlstad):
    text = a_text(consultation, TEXT)
    draw(consultation, official, a_colleague(karlstad))
    a_change(text.submission.response, {"Åker du buss?": "Nej", ASKED: TEXT})
    with scope(consultation=consultation):
        assert SampledText.objects.get().answer == Answer.objects.get(text=TEXT, counted=True)
