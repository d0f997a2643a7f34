"""Small, well-known statistics, worked out here so that nothing has to be installed. All are checked against published ones.

They describe those who answered. Everybody was free to answer or not, so that none of them says how all residents
think: whoever shows them says that beside them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z95 = 1.959963984540054
FEWEST_EXPECTED = 5  # Below this in more than a fifth of the cells chi-square's approximation is poor (Cochran 1954).
MOST_BELOW = 0.2


@dataclass(frozen=True)
class Independence:
    """Pearson's test: ``chi_square`` with ``df`` degrees of freedom, ``p`` from 0 to 1, Cramér's ``v`` from 0 to 1.

    ``is_reliable`` is False where too many cells have an expected count below five.
    """

    chi_square: float
    df: int
    p: float
    v: float
    is_reliable: bool


def wilson(count: int, base: int, *, z: float = Z95) -> tuple[float, float]:
    """Wilson's (1927) interval for a share, from 0 to 1; (0, 1) of nobody. Raises ValueError for more than all."""
    if not 0 <= count <= base:
        raise ValueError(f"{count} of {base} is no share.")
    if not base:
        return 0.0, 1.0
    share, square = count / base, z * z
    middle = share + square / (2 * base)
    width = z * math.sqrt(share * (1 - share) / base + square / (4 * base * base))
    below = 1 + square / base
    return max(0.0, (middle - width) / below), min(1.0, (middle + width) / below)


def difference(one: tuple[int, int], other: tuple[int, int], *, z: float = Z95) -> tuple[float, float]:
    """Newcombe's (1998) interval for the difference of two shares, each (count, base), from -1 to 1: his method 10.

    For two groups without anybody in common; (-1, 1) where one has nobody.
    """
    if not one[1] or not other[1]:
        return -1.0, 1.0
    (low, high), (other_low, other_high) = wilson(*one, z=z), wilson(*other, z=z)
    share, other_share = one[0] / one[1], other[0] / other[1]
    apart = share - other_share
    return (
        apart - math.hypot(share - low, other_high - other_share),
        apart + math.hypot(high - share, other_share - other_low),
    )


def independence(table: Sequence[Sequence[int]]) -> Independence | None:
    """Pearson's chi-square of a table of counts; None where fewer than two rows or columns have anybody."""
    rows = [row for row in table if sum(row)]
    columns = [column for column in zip(*rows, strict=True) if sum(column)]
    if len(rows) < 2 or len(columns) < 2:
        return None
    cells = list(zip(*columns, strict=True))
    total = sum(map(sum, cells))
    expected = [[sum(row) * sum(column) / total for column in columns] for row in cells]
    pairs = [(o, e) for row, ideal in zip(cells, expected, strict=True) for o, e in zip(row, ideal, strict=True)]
    chi_square = sum((o - e) ** 2 / e for o, e in pairs)
    df = (len(rows) - 1) * (len(columns) - 1)
    below = sum(e < FEWEST_EXPECTED for _o, e in pairs)
    smallest = min(len(rows), len(columns)) - 1
    return Independence(
        chi_square=chi_square,
        df=df,
        p=chi_square_tail(chi_square, df),
        v=min(1.0, math.sqrt(chi_square / (total * smallest))),
        is_reliable=below <= MOST_BELOW * len(pairs) and all(e >= 1 for _o, e in pairs),
    )


def chi_square_tail(value: float, df: int) -> float:
    """The chance of at least this value under chi-square: the regularised upper incomplete gamma function."""
    return 1.0 if value <= 0 else _upper_gamma(df / 2, value / 2)


def _upper_gamma(a: float, x: float) -> float:
    """By its series below a + 1, by Lentz's continued fraction above (Press et al., Numerical Recipes, 6.2)."""
    scale = math.exp(-x + a * math.log(x) - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = a
        while abs(term) > 1e-15 * abs(total):
            n += 1
            term *= x / n
            total += term
        return max(0.0, 1 - total * scale)
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    fraction = d
    for i in range(1, 10_000):
        step = -i * (i - a)
        b += 2
        d = 1 / (step * d + b or tiny)
        c = b + step / c or tiny
        fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return min(1.0, scale * fraction)
