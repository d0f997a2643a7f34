"""What may be shown of a question whose rows hang together, such as a first, a second and a third choice.

Rule P3 over all rows at once. Pure, like ``disclosure``; ``tests/results/test_disclosure_of_rows.py`` tries every truth.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from consultations.results.disclosure import (
    NOT_ANSWERED,
    Disclosed,
    Group,
    K,
    Key,
    coarsened,
    is_safe,
    stands,
)


def disclose_together(
    rows: Mapping[Key, Mapping[Key, int]], *, asked: int, earlier: Sequence[Disclosed] = (), k: int = K
) -> dict[Key, Disclosed]:
    """Rows that hang together: nobody stands on the same line in two rows, or on a row without the one before.

    So one row can give away what another hides. The same lines are merged in all of them, and what follows from
    several rows (how many stand on a line in none of them, how many stopped after a row) has to be safe as well.
    """
    tables = [{**cells, NOT_ANSWERED: asked - sum(cells.values())} for cells in rows.values()]
    partition = _halved_together(tuple(tables[0]), tables, asked=asked, k=k)
    partition = coarsened(partition, earlier)
    hidden = len(partition) == 1
    alone = (NOT_ANSWERED,) in partition
    return {
        row: Disclosed(
            asked,
            asked - cells[NOT_ANSWERED] if alone else None,
            tuple(
                Group(keys, None if hidden else sum(cells[key] for key in keys))
                for keys in partition
                if keys != (NOT_ANSWERED,)
            ),
        )
        for row, cells in zip(rows, tables, strict=True)
    }


def _halved_together(keys: tuple[Key, ...], tables: Sequence[Mapping[Key, int]], *, asked: int, k: int):
    if len(keys) <= 1:
        return [keys]
    half = len(keys) // 2
    groups = [
        *_halved_together(keys[:half], tables, asked=asked, k=k),
        *_halved_together(keys[half:], tables, asked=asked, k=k),
    ]
    return groups if all(_stands_together(group, tables, asked=asked, k=k) for group in groups) else [keys]


def _stands_together(group: tuple[Key, ...], tables: Sequence[Mapping[Key, int]], *, asked: int, k: int) -> bool:
    if not all(stands(group, cells, k=k) for cells in tables):
        return False
    if group == (NOT_ANSWERED,):
        return all(is_safe(after[NOT_ANSWERED] - cells[NOT_ANSWERED], k=k) for cells, after in pairwise(tables))
    most = min(len(group), len(tables)) * asked
    return is_safe(most - sum(cells[key] for cells in tables for key in group), k=k)
