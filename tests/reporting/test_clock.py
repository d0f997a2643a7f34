"""Stage by the clock: what an editor does takes effect at once and in all languages, to the second and in any night."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.urls import reverse
from django.utils import timezone

from consultations.enums import EventKind, Stage
from consultations.models import Consultation, Log
from consultations.questions.scheduling import NotRescheduled, close_early, extend, pause
from consultations.reporting.clock import TimesForm
from tests.builders import a_consultation
from tests.reporting.public import address

STOCKHOLM = ZoneInfo("Europe/Stockholm")
REASON = {"reason": "Kommunstyrelsen bad om det."}
SECOND = timedelta(seconds=1)
# The nights when clocks move, and the days around them.
NIGHTS = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
CASES = 2000


def a_moment(chance: Random) -> datetime:
    seconds, micro = chance.randint(-100_000, 100_000), chance.choice([0, 1, 999_999])
    return chance.choice(NIGHTS) + timedelta(seconds=seconds, microseconds=micro)


def place(consultation, name) -> str:
    return reverse(name, args=[consultation.pk])


def both(consultation) -> list[str]:
    swedish = address(consultation)
    return [swedish, address(consultation, "en")]


@pytest.fixture
def browser(editor, signed_in):
    return signed_in(editor)


class TestWhatAnEditorCanDo:
    def test_from_the_menu_of_the_page_in_any_language(self, open_consultation, browser, moderator, signed_in):
        clock = place(open_consultation, "clock")
        faces = open_consultation.source_page.get_translations(inclusive=True)
        edits = [reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in faces]
        assert [clock in browser.get(edit).content.decode() for edit in edits] == [True, True]
        assert signed_in(moderator).get(clock, follow=True).status_code == 404

    @pytest.mark.parametrize(
        ("stage", "offered"),
        [
            ("upcoming", ["results_pause", "results_times"]),
            ("open", ["clock_close", "clock_extend", "results_pause", "results_times"]),
            ("closed", ["clock_extend", "results_times"]),
            ("decided", []),
        ],
    )
    def test_what_the_stage_allows(self, site, browser, stage, offered):
        consultation = a_consultation(stage=stage)
        acts = browser.get(place(consultation, "clock")).context["acts"]
        assert [act["url"] for act in acts] == [place(consultation, name) for name in offered]

    def test_of_the_own_organisation_only(self, open_consultation, browser, outsider, signed_in):
        names = ["clock", "clock_close", "clock_extend", "results_pause", "results_times"]
        for name in names:
            assert browser.get(place(open_consultation, name)).status_code == 200
            assert signed_in(outsider).get(place(open_consultation, name), follow=True).status_code == 404
            signed_in(outsider).post(place(open_consultation, name), REASON)
        open_consultation.refresh_from_db()
        assert open_consultation.is_open(timezone.now())

    def test_a_reason_is_demanded_each_time(self, open_consultation, browser):
        for name in ("clock_close", "results_pause"):
            assert browser.post(place(open_consultation, name), {"reason": " "}).status_code == 200
        assert not open_consultation.events.exists()


class TestClosingEarly:
    def test_at_once_in_all_languages(self, open_consultation, browser, resident):
        assert all("/svara/" in resident.get(page).content.decode() for page in both(open_consultation))
        assert browser.post(place(open_consultation, "clock_close"), REASON).status_code == 302
        assert not any("/svara/" in resident.get(page).content.decode() for page in both(open_consultation))
        assert open_consultation.events.get().kind == EventKind.CLOSED_EARLY
        assert Log.objects.get().action == "closed_early"

    def test_a_second_press_is_told_that_it_is_done(self, open_consultation, browser):
        browser.post(place(open_consultation, "clock_close"), REASON)
        assert browser.post(place(open_consultation, "clock_close"), REASON).status_code == 200
        assert open_consultation.events.count() == 1

    def test_who_has_begun_has_the_grace_and_who_has_not_is_late(self, open_consultation, editor):
        now = timezone.now()
        shut = close_early(open_consultation, by=editor, reason="Nog.", now=now)
        assert shut.takes_responses(now + SECOND, begun_at=now - SECOND)
        assert not shut.takes_responses(now + SECOND)
        assert not shut.takes_responses(now + shut.grace, begun_at=now - SECOND)

    def test_one_that_is_paused_closes_for_good(self, open_consultation, editor):
        now = timezone.now()
        pause(open_consultation, by=editor, reason="Fel.", now=now)
        shut = close_early(open_consultation, by=editor, reason="Nog.", now=now + SECOND)
        assert (shut.paused, shut.stage(now + SECOND)) == (False, Stage.CLOSED)

    def test_only_what_is_open_closes(self, open_consultation, editor):
        one, now = open_consultation, timezone.now()
        for wrong in (one.opens - SECOND, one.opens, one.closes, one.closes + SECOND):
            with pytest.raises(NotRescheduled):
                close_early(one, by=editor, reason="Nog.", now=wrong)
        assert close_early(one, by=editor, reason="Nog.", now=now).closes == now


class TestExtending:
    def data(self, consultation, days=7, **said) -> dict:
        closes = timezone.localtime(consultation.closes + timedelta(days=days)).strftime("%Y-%m-%d %H:%M")
        return REASON | {"closes": closes, "note_sv": "Fler ska hinna <svara>.", "note_en": ""} | said

    def test_the_note_stands_on_the_page_in_each_language(self, open_consultation, browser, resident):
        said = self.data(open_consultation, note_en="More people will have time.")
        assert browser.post(place(open_consultation, "clock_extend"), said).status_code == 302
        swedish, english = (resident.get(page).content.decode() for page in both(open_consultation))
        assert "Fler ska hinna &lt;svara&gt;." in swedish
        assert "More people will have time." in english
        assert open_consultation.events.get().kind == EventKind.EXTENDED
        assert set(Log.objects.get().detail) == {"before", "after"}

    def test_without_a_translation_the_source_stands_and_says_its_language(self, open_consultation, browser, resident):
        browser.post(place(open_consultation, "clock_extend"), self.data(open_consultation))
        body = resident.get(both(open_consultation)[1]).content.decode()
        assert '<span lang="sv" dir="auto">Fler ska hinna' in body

    def test_the_note_goes_when_it_has_closed_or_been_moved_again(self, open_consultation, browser, editor, resident):
        browser.post(place(open_consultation, "clock_extend"), self.data(open_consultation))
        open_consultation.refresh_from_db()
        close_early(open_consultation, by=editor, reason="Nog.", now=timezone.now())
        assert "Fler ska hinna" not in resident.get(address(open_consultation)).content.decode()

    def test_what_is_missing_or_no_extension_is_refused(self, open_consultation, browser):
        address = place(open_consultation, "clock_extend")
        for wrong in ({"note_sv": " "}, {"closes": "2020-01-01 10:00"}, {"closes": "x"}, {"reason": ""}):
            assert browser.post(address, self.data(open_consultation, **wrong)).status_code == 200
        assert not open_consultation.events.exists()
        browser.post(address, self.data(open_consultation))
        assert open_consultation.events.count() == 1

    def test_a_closed_one_opens_again(self, closed, editor):
        now = timezone.now()
        later = extend(closed, closes=now + SECOND, notes={"sv": "Vi väntar."}, by=editor, reason="Post.", now=now)
        assert later.is_open(now)


class TestTheClock:
    def test_open_from_its_opening_until_the_closing_second(self):
        chance = Random(1)  # noqa: S311
        for _ in range(CASES):
            opens, now = a_moment(chance), a_moment(chance)
            one = Consultation(opens=opens, closes=opens + timedelta(seconds=chance.randint(1, 200_000)))
            edges = (opens - SECOND, opens, one.closes - SECOND, one.closes)
            assert [one.is_open(at) for at in edges] == [False, True, True, False], one.opens
            assert one.is_open(now) == (opens <= now < one.closes), (opens, one.closes, now)
            assert one.takes_responses(one.closes, begun_at=opens)
            assert not one.takes_responses(one.closes + one.grace, begun_at=opens)

    def test_a_local_time_means_one_moment_or_is_asked_for_again(self):
        """What the editor's form reads in the nights when the clock moves: never silently an hour off."""
        chance, asked_again = Random(2), 0  # noqa: S311
        for _ in range(CASES):
            moment = a_moment(chance).replace(microsecond=0)
            local = moment.astimezone(STOCKHOLM).replace(tzinfo=None)
            first, second = (local.replace(tzinfo=STOCKHOLM, fold=fold).utcoffset() for fold in (0, 1))
            try:
                assert forms.DateTimeField().clean(local.isoformat(" ")) == moment
            except forms.ValidationError:
                assert first != second, local
                asked_again += 1
            else:
                assert first == second, local
        assert asked_again > 10

    def test_an_hour_that_does_not_exist_is_asked_for_again(self):
        said = TimesForm({"opens": "2026-03-29 02:30", "closes": "2027-01-01 00:00", **REASON})
        assert list(said.errors) == ["opens"]

    def test_the_database_tells_the_same_stage(self, open_consultation):
        one = open_consultation
        for paused in (False, True):
            Consultation.objects.update(paused=paused)
            one.paused = paused
            for now in (one.opens - SECOND, one.opens, one.closes - SECOND, one.closes):
                found = [stage for stage in Stage if Consultation.objects.at_stage(stage, now).exists()]
                assert found == [one.stage(now)]
