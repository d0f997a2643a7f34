"""The public figures: right, made by themselves, and never of fewer than five people."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from consultations.enums import Reason
from consultations.models import OpennessReport
from consultations.moderation.openness import count_moderation, make_openness_reports, public_figures, rounded
from tests.builders import a_consultation
from tests.moderation.redress import a_hidden_text, an_appeal
from tests.moderation.texts import a_text, decided

NUMBER = st.integers(0, 60)


@pytest.mark.django_db
class TestTheFigures:
    def test_are_exact_inside_and_rounded_down_outside(self, closed, moderator):
        for n in range(7):
            decided(a_text(closed, f"Text {n}"), moderator)
        decided(a_text(closed, "Ring 070", locale="en"), moderator, redactions=[(0, 4)], reason=Reason.PERSONAL_DATA)
        decided(a_text(closed, "Reklam"), moderator, "hidden", reason=Reason.SPAM)
        a_text(closed, "Väntar")
        an_appeal(closed)
        counts = count_moderation(closed)
        assert counts["states"] == {"published": 7, "redacted": 1, "hidden:spam": 2, "waiting": 1}
        assert (counts["received"], counts["appealed"], counts["overturned"]) == (11, 1, 0)
        assert counts["languages"] == {"sv": 10, "en": 1}
        assert len(counts["hours"]) == 10
        shown = public_figures(counts)
        assert (shown["received"], shown["published"], shown["published_with_parts_hidden"]) == (10, 5, 0)
        assert set(shown["hidden_by_rule"].values()) == {0}
        assert shown["hours_to_decision_median"] is None

    def test_tell_the_time_from_twenty_decisions_on(self, closed, moderator):
        counts = count_moderation(closed) | {"hours": list(range(1, 21))}
        shown = public_figures(counts)
        assert (shown["hours_to_decision_median"], shown["hours_to_decision_90th_percentile"]) == (10, 18)

    def test_are_made_by_the_worker_at_most_once_an_hour(self, closed, moderator):
        now = timezone.now()
        assert [make_openness_reports(now=now + timedelta(minutes=m)) for m in (0, 30, 61)] == [2, 0, 2]
        assert OpennessReport.objects.count() == 2

    def test_stand_on_pages_and_for_machines(self, closed, moderator, resident):
        for n in range(6):
            a_hidden_text(closed, moderator, f"Reklam {n}", reason="threat" if n < 2 else "spam")
        urls = [reverse("openness"), reverse("openness_of", args=[closed.translation_key])]
        for url in urls:
            assert "Det finns inga siffror än" in resident.get(url).content.decode()
        make_openness_reports()
        for url in urls:
            page = resident.get(url).content.decode()
            assert "färre än fem" in page
            assert 'Hot</th><td class="number">färre än fem' in page
        figures = resident.get(reverse("openness_of_json", args=[closed.translation_key])).json()["figures"]
        assert (figures["hidden"], figures["hidden_by_rule"]["threat"]) == (5, 0)
        assert resident.get(reverse("openness_json")).json()["figures"]["received"] == 5
        assert (
            reverse("openness_of", args=[closed.translation_key]) in resident.get(reverse("openness")).content.decode()
        )

    def test_of_what_is_not_public_are_not_found(self, closed, resident):
        unpublished = a_consultation()
        unpublished.source_page.unpublish()
        make_openness_reports()
        for name in ("openness_of", "openness_of_json"):
            assert resident.get(reverse(name, args=[unpublished.translation_key])).status_code == 404
            assert resident.get(reverse(name, args=[closed.pk])).status_code == 404
            assert resident.get(reverse(name, args=[closed.translation_key])).status_code == 200


@given(st.lists(NUMBER, min_size=2, max_size=6))
def test_no_sum_or_difference_of_what_is_shown_tells_a_small_number(cells):
    """What is shown of the cells and of their sum leaves each small cell at least five values that it could have."""
    shown, total = [rounded(cell) for cell in cells], rounded(sum(cells))
    for place, cell in enumerate(cells):
        others = sum(shown) - shown[place]
        possible = [
            value
            for value in range(shown[place], shown[place] + 5)
            if any(total <= value + rest < total + 5 for rest in range(others, others + 4 * (len(cells) - 1) + 1))
        ]
        assert cell in possible
        assert len(possible) > 1
