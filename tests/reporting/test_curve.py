"""Responses over time: no day is left out, what happened stands beside them, and only officials write notes."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.models import Log, OutreachNote
from consultations.questions.scheduling import extend
from consultations.results.curve import Happening, curve
from tests.builders import a_consultation, a_response

FIRST = date(2026, 3, 2)  # a Monday


def day(n: int) -> date:
    return FIRST + timedelta(days=n)


def test_days_without_any_stand_there_too():
    points = curve({"2026-03-02": 4, "2026-03-04": 8}, [Happening(day(2), "Möte")], first=FIRST, last=day(3))
    assert [(p.begins, p.count, p.total, p.percent) for p in points] == [
        (day(0), 4, 4, 50),
        (day(1), 0, 4, 0),
        (day(2), 8, 12, 100),
        (day(3), 0, 12, 0),
    ]
    assert [len(p.happenings) for p in points] == [0, 0, 1, 0]


def test_what_lies_outside_widens_the_curve_and_many_days_become_weeks():
    points = curve({}, [Happening(day(-1), "Brev")], first=FIRST, last=day(1))
    assert [p.begins for p in points] == [day(-1), day(0), day(1)]
    weeks = curve({day(n).isoformat(): 1 for n in range(100)}, [Happening(day(8), "Brev")], first=day(2), last=day(99))
    assert (len(weeks), weeks[0].begins, weeks[0].ends) == (15, FIRST, day(6))
    assert ([p.count for p in weeks[:2]], weeks[-1].count, weeks[-1].total) == ([7, 7], 2, 100)
    assert [n for n, p in enumerate(weeks) if p.happenings] == [1]


@pytest.mark.parametrize(("span", "points"), [(91, 92), (92, 14)])
def test_the_step_changes_after_three_months(span, points):
    assert len(curve({}, [], first=FIRST, last=day(span))) == points


@pytest.mark.django_db
class TestThePage:
    @pytest.fixture
    def running(self, site):
        consultation = a_consultation(stage="open")
        for _ in range(3):
            a_response(consultation, {"Åker du buss?": "Ja"})
        return consultation

    def place(self, consultation, rest=""):
        return f"/admin/resultat/{consultation.pk}/kurva/{rest}"

    def test_an_official_notes_a_letter_and_takes_it_away_again(self, running, official, signed_in):
        browser, today = signed_in(official), timezone.localdate().isoformat()
        browser.post(self.place(running), {"day": today, "kind": "letter", "text": "Till alla hushåll"})
        note = OutreachNote.objects.get()
        assert (note.kind, note.by, note.consultation) == ("letter", official, running)
        page = browser.get(self.place(running)).content.decode()
        assert "<strong>Brev skickat</strong>: Till alla hushåll" in page
        assert "<strong>Öppnade</strong>" in page
        browser.post(self.place(running, f"{note.pk}/ta-bort/"))
        assert OutreachNote.objects.count() == 0
        assert list(Log.objects.order_by("n").values_list("action", flat=True)) == ["outreach_noted", "note_removed"]

    def test_what_was_done_with_the_times_stands_there(self, running, official, signed_in):
        said = {"closes": running.closes + timedelta(days=7), "reason": "Posten var sen", "notes": {"sv": "Mer tid"}}
        extend(running, **said, by=official, now=timezone.now())
        page = signed_in(official).get(self.place(running)).content.decode()
        assert "<strong>Förlängt</strong>: Posten var sen" in page

    def test_administrators_read_but_do_not_write_and_outsiders_do_neither(
        self, running, official, administrator, outsider, signed_in
    ):
        sent = {"day": "2026-03-02", "kind": "news", "text": ""}
        people = [administrator, outsider, official]
        assert [signed_in(p).get(self.place(running)).status_code for p in people] == [200, 404, 200]
        assert [signed_in(p).post(self.place(running), sent).status_code for p in people] == [404, 404, 302]
        note = OutreachNote.objects.get()
        gone = [signed_in(p).post(self.place(running, f"{note.pk}/ta-bort/")).status_code for p in people]
        assert gone == [404, 404, 302]

    @pytest.mark.parametrize("sent", [{"day": "0001-01-01", "kind": "news"}, {"day": "x", "kind": "y"}, {}])
    def test_what_makes_no_sense_is_refused_in_words(self, running, official, signed_in, sent):
        answer = signed_in(official).post(self.place(running), sent)
        assert (answer.status_code, OutreachNote.objects.count()) == (200, 0)
        assert answer.context["form"].errors

    def test_a_note_of_another_consultation_is_not_found(self, running, official, signed_in):
        other = a_consultation(stage="open")
        note = OutreachNote.objects.create(consultation=other, day=timezone.localdate(), kind="news")
        browser = signed_in(official)
        assert browser.post(self.place(running, f"{note.pk}/ta-bort/")).status_code == 404
        assert browser.get(self.place(running, f"{note.pk}/ta-bort/")).status_code == 405
        assert OutreachNote.objects.count() == 1

    def test_it_costs_the_same_with_few_and_many_notes(self, running, official, signed_in):
        browser = signed_in(official)

        def cost() -> int:
            browser.get(self.place(running))
            with CaptureQueriesContext(connection) as caught:
                browser.get(self.place(running))
            return len(caught)

        few = cost()
        for n in range(5):
            OutreachNote.objects.create(consultation=running, day=timezone.localdate() - timedelta(days=n), kind="news")
        assert cost() == few
