"""Builders of population tables."""

import copy
from datetime import date

from consultations.results.population_file import read_json_stat
from consultations.results.reference import KnownTable

JSON_STAT = {
    "version": "2.0",
    "class": "dataset",
    "id": ["Region", "Kon", "Tid"],
    "size": [2, 2, 1],
    "dimension": {
        "Region": {
            "label": "region",
            "category": {"index": {"17": 0, "1780": 1}, "label": {"17": "Värmlands län", "1780": "Karlstad"}},
        },
        "Kon": {"label": "kön", "category": {"index": {"1": 0, "2": 1}, "label": {"1": "män", "2": "kvinnor"}}},
        "Tid": {"label": "år", "category": {"index": {"2024": 0}, "label": {"2024": "2024"}}},
    },
    "value": [142671, 140713, 48749, 49335],
}


def a_json_stat() -> dict:
    """The form in which SCB gives a table; the figures are those of 31 December 2024."""
    return copy.deepcopy(JSON_STAT)


def an_own_table() -> KnownTable:
    return KnownTable("own", "Karlstad", "SCB", date(2024, 12, 31), "CC0", read_json_stat(a_json_stat()), is_own=True)
