"""Reads a table of population figures from a file: JSON-stat 2.0, or CSV with a column for each dimension. Pure.

What statistics agencies offer as open data has one of these forms. Nothing is asked of the sums: since 2025 SCB adds
small random noise, so that totals need not be the sum of their parts.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from django.utils.translation import gettext as _

from consultations.results.population import Dimension, Figures, likely_use

MOST_BYTES = 5_000_000
MOST_CELLS = 100_000
MOST_DIMENSIONS = 8
MOST_LETTERS = 200  # in a code or a label
VALUES = {"antal", "värde", "value", "count", "personer", "people", "folkmängd", "population"}
NOTES = {"kalla", "källa", "source", "not", "note"}
NOTHING = {"", "-", "–", "..", "."}


class NotATable(ValueError):  # noqa: N818
    """Why a file cannot be taken in, in words."""


def read_file(content: bytes) -> Figures:
    """The table in a file. Raises NotATable."""
    if len(content) > MOST_BYTES:
        raise NotATable(_("The file is too large: at most 5 megabytes."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    figures = _read_json(text) if text.lstrip().startswith("{") else _read_csv(text)
    if not any(figures.values):
        raise NotATable(_("There are no numbers of people in the file."))
    return figures


def _read_json(text: str) -> Figures:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotATable(_("The file begins as JSON but can't be read as such.")) from error
    if data.get("class") != "dataset" or not isinstance(data.get("id"), list):
        raise NotATable(_("The file is JSON, but not a “dataset” of JSON-stat 2.0."))
    try:
        return read_json_stat(data)
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        if isinstance(error, NotATable):
            raise
        raise NotATable(_("The file says that it is JSON-stat 2.0, but doesn't keep to it.")) from error


def read_json_stat(data: Mapping[str, Any]) -> Figures:
    """A "dataset" (json-stat.org/full): ``id``, ``size``, ``dimension`` and ``value``, which is a list or an object by index."""
    size = [int(n) for n in data["size"]]
    _check_size(size)
    dimensions = [_json_dimension(code, data["dimension"][code]) for code in data["id"]]
    if [len(each.categories) for each in dimensions] != size:
        raise NotATable(_("The file's sizes don't agree with its categories."))
    given = data["value"]
    if isinstance(given, Mapping):
        values = [_number(given.get(str(n))) for n in range(prod(size))]
    else:
        values = [_number(each) for each in given]
    if len(values) != prod(size):
        raise NotATable(_("The file has another number of values than its sizes say."))
    return Figures(tuple(dimensions), tuple(values))


def _json_dimension(code: str, said: Mapping[str, Any]) -> Dimension:
    category = said["category"]
    labels = category.get("label") or {}
    index = category.get("index", list(labels))
    codes = sorted(index, key=index.__getitem__) if isinstance(index, Mapping) else list(index)
    pairs = [(storable(c), storable(labels.get(c, c))) for c in codes]
    return _dimension(storable(code), storable(said.get("label") or code), pairs)


def _dimension(code: str, label: str, categories: Sequence[tuple[str, str]]) -> Dimension:
    if len({code for code, _label in categories}) != len(categories):
        raise NotATable(_("A category stands twice in “%(dimension)s”.") % {"dimension": label})
    return Dimension(code, label, tuple(categories), likely_use(code, label, categories))


def _read_csv(text: str) -> Figures:
    text = text.replace("\0", "").lstrip()
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    try:
        lines = [line for line in csv.reader(io.StringIO(text), delimiter=delimiter) if any(line)]
    except csv.Error as error:
        raise NotATable(_("The file can't be read as CSV.")) from error
    if len(lines) < 2 or len(lines[0]) < 2:
        raise NotATable(_("The file needs a line of headings, and below it lines of figures."))
    if len(lines) > MOST_CELLS:
        _check_size([len(lines)])
    heads = [head.strip() for head in lines[0]]
    rows = []
    for n, line in enumerate(lines[1:], start=2):
        if len(line) != len(heads):
            raise NotATable(_("Line %(n)d has another number of columns than the headings.") % {"n": n})
        rows.append(dict(zip(heads, (cell.strip() for cell in line), strict=True)))
    return _table_of(heads, [_with_ages(row) for row in rows])


def _table_of(heads: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Figures:
    counted = next((head for head in heads if head.casefold() in VALUES), heads[-1])
    names = [name for name in rows[0] if name != counted and name.casefold() not in NOTES]
    found: dict[str, dict[str, str]] = {name: {} for name in names}
    cells: dict[tuple[str, ...], int | None] = {}
    for row in rows:
        pairs = [code_and_label(row[name]) for name in names]
        for name, (code, label) in zip(names, pairs, strict=True):
            found[name].setdefault(code, label)
        key = tuple(code for code, _label in pairs)
        if key in cells:
            raise NotATable(_("The same line stands twice: %(line)s.") % {"line": ", ".join(key)})
        cells[key] = _number(row[counted])
    _check_size([len(categories) for categories in found.values()])
    dimensions = tuple(_dimension(name, name, list(categories.items())) for name, categories in found.items())
    keys = product(*found.values())
    return Figures(dimensions, tuple(cells.get(key) for key in keys))


def _with_ages(row: Mapping[str, str]) -> dict[str, str]:
    """Two columns, from which age and to which, are one dimension."""
    if not {"alder_fran", "alder_till"} <= row.keys():
        return dict(row)
    low, high = row["alder_fran"], row["alder_till"]
    age = low if low == high else f"{low}-{high}" if high else f"{low}+"
    return {name: text for name, text in row.items() if name not in {"alder_fran", "alder_till"}} | {"alder": age}


def code_and_label(text: str) -> tuple[str, str]:
    """ "1780 Karlstad" has both; other texts are their own codes."""
    found = re.fullmatch(r"(\d{4}|\d{2})\s+(?!år|year)(\D.*)", text)
    return (found[1], found[2][:MOST_LETTERS]) if found else (text[:MOST_LETTERS],) * 2


def storable(text: Any) -> str:
    """Without what a database or a page can't hold: null characters and halves of surrogate pairs."""
    return str(text).replace("\0", "").encode("utf-8", "ignore").decode()[:MOST_LETTERS]


def _number(given: Any) -> int | None:
    """A number of people; None where there is none. Raises NotATable for what is no number of people."""
    if given is None or (isinstance(given, str) and given.strip() in NOTHING):
        return None
    text = re.sub(r"\s", "", str(given))
    if not re.fullmatch(r"\d{1,11}([.,]0+)?", text):
        raise NotATable(_("“%(text)s” is no number of people.") % {"text": str(given)[:40]})
    return int(re.split("[.,]", text)[0])


def _check_size(size: Iterable[int]) -> None:
    size = list(size)
    if not size or len(size) > MOST_DIMENSIONS or min(size) < 1 or prod(size) > MOST_CELLS:
        words = _(
            "The table has to have between 1 and %(most)s cells, in at most %(dimensions)d dimensions. Fetch less of it."
        )
        raise NotATable(words % {"most": f"{MOST_CELLS:,}".replace(",", " "), "dimensions": MOST_DIMENSIONS})
