"""The population figures that the software brings: Värmland's municipalities by gender and by birth abroad. Never by age."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultations.results.population import BORN, GENDER, MUNICIPALITY, Dimension, Figures

FILE = Path(__file__).with_name("population_varmland.toml")


@dataclass(frozen=True)
class KnownTable:
    """A population table, wherever it is kept. ``is_own`` if the organisation has imported it."""

    key: str
    name: str | Promise
    source: str
    as_of: date
    licence: str
    figures: Figures
    is_own: bool = False


@cache
def shipped_tables() -> tuple[KnownTable, ...]:
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    places = said["municipalities"]
    genders = [("woman", _("Women")), ("man", _("Men"))]
    births = [("domestic", _("Born in Sweden")), ("foreign", _("Born abroad"))]
    by_gender = [n for place in places.values() for n in (place["women"], place["men"])]
    residents = [place["women"] + place["men"] for place in places.values()]
    abroad = [place["foreign"] for place in places.values()]
    by_birth = [n for all_, some in zip(residents, abroad, strict=True) for n in (all_ - some, some)]
    names = {"gender": _("Värmland by municipality and gender"), "born": _("Värmland by municipality and birth abroad")}
    where = Dimension(MUNICIPALITY, MUNICIPALITY, tuple((code, p["name"]) for code, p in places.items()), MUNICIPALITY)
    return tuple(
        KnownTable(
            f"varmland-{concept}",
            names[concept],
            said["source"],
            said["as_of"],
            "",
            Figures((where, Dimension(concept, concept, tuple(categories), concept)), tuple(values)),
        )
        for concept, categories, values in ((GENDER, genders, by_gender), (BORN, births, by_birth))
    )
