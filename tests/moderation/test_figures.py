"""Every text received stands in one state."""

import pytest

from consultations.enums import Consent, Reason
from consultations.moderation.figures import moderation_figures
from tests.moderation.texts import a_text, decided

pytestmark = pytest.mark.django_db


def test_received_is_the_sum_of_the_states_whatever_is_decided(open_consultation, moderator):
    texts = [a_text(open_consultation, f"Text {n}") for n in range(5)]
    a_text(open_consultation, "Bara för er", consent=Consent.NO)
    steps = [(0, "published"), (1, "hidden"), (2, "published"), (2, "waiting"), (3, "hidden"), (3, "published")]
    for n, state in steps:
        decided(texts[n], moderator, state, reason=Reason.SPAM)
        figures = moderation_figures(open_consultation)
        assert figures.pop("received") == sum(figures.values()) == 6
    assert figures == {"waiting": 2, "published": 2, "hidden": 1, "none": 1}


def test_one_query(open_consultation, django_assert_num_queries):
    a_text(open_consultation)
    with django_assert_num_queries(1):
        moderation_figures(open_consultation)
