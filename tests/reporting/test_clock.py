"""Stage by the clock: what an editor does takes effect at once and in all languages, to the second and in any night."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consultations.enums import EventKind, Stage
from consultations.models import Consultation, Log
from consultations.questions.scheduling import NotRescheduled, close_early, extend, pause
from consultations.reporting.clock import TimesForm
from tests.builders import a_consultation
from tests.reporting.public import address

STOCKHOLM = ZoneInfo("Europe/Stockholm")
REASON = {"reason": "Kommunstyrelsen bad om det."}
SECOND = timedelta(seconds=1)
CASES = settings(max_examples=2000)
# The nights when clocks move, and the days around them.
NIGHTS = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
moments = st.builds(
    lambda night, seconds, micro: night + timedelta(seconds=seconds, microseconds=micro),
    st.sampled_from(NIGHTS),
    st.integers(-100_000, 100_000),
    st.sampled_from([0, 1, 999_999]),
)


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

    @pytest.mark.parametrize("stage", ["upcoming", "closed", "decided"])
    def test_only_what_is_open_closes(self, site, editor, stage):
        with pytest.raises(NotRescheduled):
            close_early(a_consultation(stage=stage), by=editor, reason="Nog.", now=timezone.now())


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

    @pytest.mark.parametrize(
        "change", [{"note_sv": " "}, {"closes": "2020-01-01 10:00"}, {"closes": "x"}, {"reason": ""}]
    )
    def test_what_is_missing_or_no_extension_is_refused(self, open_consultation, browser, change):
        refused = browser.post(place(open_consultation, "clock_extend"), self.data(open_consultation, **change))
        assert refused.status_code == 200
        assert not open_consultation.events.exists()
        browser.post(place(open_consultation, "clock_extend"), self.data(open_consultation))
        assert open_consultation.events.count() == 1

    def test_a_closed_one_opens_again(self, closed, editor):
        now = timezone.now()
        later = extend(closed, closes=now + SECOND, notes={"sv": "Vi väntar."}, by=editor, reason="Post.", now=now)
        assert later.is_open(now)


class TestTheClock:
    @CASES
    @given(opens=moments, length=st.integers(1, 200_000), now=moments)
    @example(opens=NIGHTS[0], length=1, now=NIGHTS[0] + SECOND)
    def test_open_from_its_opening_until_the_closing_second(self, opens, length, now):
        closes = opens + timedelta(seconds=length)
        one = Consultation(opens=opens, closes=closes)
        assert one.is_open(now) == (opens <= now < closes)
        assert [one.is_open(at) for at in (opens - SECOND, opens, closes - SECOND, closes)] == [
            False,
            True,
            True,
            False,
        ]
        assert one.takes_responses(closes, begun_at=opens) is True
        assert one.takes_responses(closes + one.grace, begun_at=opens) is False

    @CASES
    @given(moment=moments)
    def test_a_local_time_means_one_moment_or_is_asked_for_again(self, moment):
        """What the editor's form reads in the nights when the clock moves: never silently an hour off."""
        local = moment.astimezone(STOCKHOLM).replace(tzinfo=None, microsecond=0)
        said = TimesForm({"opens": local.isoformat(" "), "closes": "2027-01-01 00:00", **REASON})
        first, second = (local.replace(tzinfo=STOCKHOLM, fold=fold).utcoffset() for fold in (0, 1))
        twice = first != second
        assert said.is_valid() is not twice
        if not twice:
            assert said.cleaned_data["opens"] == moment.replace(microsecond=0)

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
