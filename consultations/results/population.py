"""Population figures, and what their codes mean in the words of a questionnaire's choices. Pure.

A group is what a share can be told of: one choice, or several that the figures do not tell apart (three ways to be born
abroad). A choice that means no code, as "Prefer not to say", is in no group.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

MUNICIPALITY, GENDER, AGE, BORN = "municipality", "gender", "age", "born"
CONCEPTS = (MUNICIPALITY, GENDER, AGE, BORN)
SUM = "sum"
OLDEST = 10_000
TOTALS = {"totalt", "total", "samtliga", "tot", "riket", "00", "1+2", "båda könen", "both sexes", "hela riket"}
NAMES = {
    MUNICIPALITY: ("region", "kommun", "municipality"),
    GENDER: ("kon", "kön", "sex", "gender"),
    AGE: ("alder", "ålder", "age"),
    BORN: ("fodelse", "födelse", "född", "birth", "born"),
}
MEANINGS = {  # words for the same, in the questions' and in the statistics' language
    "woman": {"kvinna", "kvinnor", "woman", "women", "female", "females"},
    "man": {"man", "män", "men", "male", "males"},
    "domestic": {"i sverige", "sverige", "född i sverige", "födda i sverige", "inrikes född", "inrikes födda"}
    | {"in sweden", "sweden", "born in sweden"},
    "nordic": {"i ett annat land i norden", "norden utom sverige", "in another nordic country"},
    "europe": {"i ett land i eu eller efta utanför norden", "eu/efta utom norden"}
    | {"in an eu or efta country outside the nordics"},
    "world": {"i ett annat land i världen", "övriga världen", "in another country"},
    "foreign": {
        "utrikes född",
        "utrikes födda",
        "född i ett annat land",
        "foreign born",
        "foreign-born",
        "born abroad",
    },
}
ABROAD = ("nordic", "europe", "world")

Codes = frozenset[str]


@dataclass(frozen=True)
class Dimension:
    """``use`` is a concept, "sum" (all categories but totals together) or "=code" (only that one)."""

    code: str
    label: str
    categories: tuple[tuple[str, str], ...]
    use: str

    @cached_property
    def parts(self) -> dict[str, str]:
        """Labels by code, totals left out; of places only municipalities, which have four digits."""
        kept = {code: label for code, label in self.categories if not is_total(code, label)}
        if self.use == MUNICIPALITY:
            return {code: label for code, label in kept.items() if re.fullmatch(r"\d{4}", code)}
        return kept

    def takes(self, code: str) -> bool:
        return code == self.use[1:] if self.use.startswith("=") else code in self.parts


@dataclass(frozen=True)
class Figures:
    """A table of people; the last dimension runs fastest."""

    dimensions: tuple[Dimension, ...]
    values: tuple[int | None, ...]

    @classmethod
    def read(cls, stored: Mapping) -> "Figures":
        """As ``store`` gave it."""
        dimensions = [
            Dimension(
                each["code"], each["label"], tuple((code, label) for code, label in each["categories"]), each["use"]
            )
            for each in stored["dimensions"]
        ]
        return cls(tuple(dimensions), tuple(stored["values"]))

    def store(self) -> dict:
        """Made of JSON."""
        dimensions = [
            {**vars_of(each), "categories": [list(pair) for pair in each.categories]} for each in self.dimensions
        ]
        return {"dimensions": dimensions, "values": list(self.values)}

    def used_as(self, uses: Sequence[str]) -> "Figures":
        pairs = zip(self.dimensions, uses, strict=True)
        return Figures(tuple(Dimension(d.code, d.label, d.categories, use) for d, use in pairs), self.values)

    @property
    def concepts(self) -> list[str]:
        return [each.use for each in self.dimensions if each.use in CONCEPTS]

    def dimension(self, concept: str) -> Dimension | None:
        return next((each for each in self.dimensions if each.use == concept), None)

    def counts(self, *concepts: str, areas: Codes = frozenset()) -> dict[tuple[str, ...], int]:
        """People by the codes of these concepts, the rest summed up; only of some municipalities where these are named."""
        places = [[each.use for each in self.dimensions].index(concept) for concept in concepts]
        counted: dict[tuple[str, ...], int] = defaultdict(int)
        for codes, n in zip(
            product(*([c for c, _l in d.categories] for d in self.dimensions)), self.values, strict=True
        ):
            if n and all(self._takes(d, code, areas) for d, code in zip(self.dimensions, codes, strict=True)):
                counted[tuple(codes[place] for place in places)] += n
        return dict(counted)

    def _takes(self, dimension: Dimension, code: str, areas: Codes) -> bool:
        if areas and dimension.use == MUNICIPALITY and code not in areas:
            return False
        return dimension.takes(code)


def vars_of(dimension: Dimension) -> dict[str, str]:
    return {"code": dimension.code, "label": dimension.label, "use": dimension.use}


def is_total(code: str, label: str) -> bool:
    return bool({code.casefold(), label.casefold()} & TOTALS) or label.casefold().startswith("totalt")


def likely_use(code: str, label: str, categories: Sequence[tuple[str, str]]) -> str:
    """What a dimension probably stands for; of what is no concept, the last category: years come in order."""
    said = f"{code} {label}".casefold()
    for concept, names in NAMES.items():
        if any(re.search(rf"\b{name}", said) for name in names):
            return concept
    return f"={categories[-1][0]}"


def plain(text: str) -> str:
    """Words to be compared: without case, and what stands around them."""
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip(" .").casefold()


def ages_in(text: str) -> tuple[int, int] | None:
    """The first and the last year that a text means: "16–19 år", "Under 13", "80 år eller äldre", "100+", "7 år"."""
    said = plain(text)
    numbers = [int(n) for n in re.findall(r"\d{1,3}", said)]
    if len(numbers) == 2 and numbers[0] <= numbers[1]:
        return numbers[0], numbers[1]
    if len(numbers) != 1:
        return None
    (age,) = numbers
    if re.match(r"(under|yngre än|younger than|alle)\b", said):
        return 0, age - 1
    if "+" in said or re.search(r"\b(eller äldre|or older|och äldre|and older|and over|yli)\b", said):
        return age, OLDEST
    return age, age


def guess(concept: str, choice: str, categories: Mapping[str, str]) -> list[str]:
    """The codes that a choice's words mean; none where that isn't plain."""
    same = [code for code, label in categories.items() if plain(choice) in {plain(label), plain(code)}]
    if same or concept == MUNICIPALITY:
        return same
    return _guess_ages(choice, categories) if concept == AGE else _guess_meaning(choice, categories)


def _guess_ages(choice: str, categories: Mapping[str, str]) -> list[str]:
    """Those that lie within, if together they fill the whole of it: a group that sticks out would count others too."""
    span = ages_in(choice)
    if span is None:
        return []
    low, high = span
    ages = {code: ages_in(label) for code, label in categories.items()}
    within = sorted(
        (a, b, code) for code, age in ages.items() if age and low <= (a := age[0]) and (b := age[1]) <= high
    )
    following = low
    for first, last, _code in within:
        if first != following:
            return []
        following = last + 1
    return [code for _a, _b, code in within] if within and following == high + 1 else []


def _guess_meaning(choice: str, categories: Mapping[str, str]) -> list[str]:
    meant = _meaning(choice)
    by_meaning = {_meaning(label): code for code, label in categories.items()} | {
        code: code for code in categories if code in MEANINGS
    }
    if meant in ABROAD and not any(each in by_meaning for each in ABROAD):
        meant = "foreign"
    return [by_meaning[meant]] if meant and meant in by_meaning else []


def _meaning(text: str) -> str:
    return next((meaning for meaning, words in MEANINGS.items() if plain(text) in words), "")


@dataclass(frozen=True)
class Grouping:
    """One question's choices by group. ``groups`` are the choices' ids by code set, ``labels`` their words."""

    concept: str
    question: str
    groups: Mapping[Codes, tuple[str, ...]]
    labels: Mapping[Codes, str]

    def group_of(self, choice: str) -> Codes | None:
        return next((codes for codes, choices in self.groups.items() if choice in choices), None)

    def group_of_code(self, code: str) -> Codes | None:
        return next((codes for codes in self.groups if code in codes), None)


def group(concept: str, question: str, choices: Iterable[tuple[str, str, Sequence[str]]]) -> Grouping:
    """Of (id, text, codes) the groups. Raises ValueError where two choices share some codes but not all."""
    groups: dict[Codes, list[str]] = defaultdict(list)
    labels: dict[Codes, list[str]] = defaultdict(list)
    for id, text, codes in choices:  # noqa: A001
        if codes:
            groups[frozenset(codes)].append(id)
            labels[frozenset(codes)].append(text)
    known = list(groups)
    if sum(map(len, known)) != len(frozenset().union(*known)):
        raise ValueError(f"Choices of {concept} overlap.")
    return Grouping(
        concept,
        question,
        {codes: tuple(ids) for codes, ids in groups.items()},
        {codes: " / ".join(texts) for codes, texts in labels.items()},
    )
