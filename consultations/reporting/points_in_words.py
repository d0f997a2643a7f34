"""Percentages and differences of them as they are written. Pure."""

from django.utils.formats import number_format


def one_decimal(number: float) -> str:
    """Rounded: Django's own formatting only cuts."""
    return number_format(round(number, 1), 1)


def with_sign(points: float) -> str:
    """Percentage points with their sign; ±0 where nothing is left of them."""
    rounded = round(points, 1)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return f"{sign}{one_decimal(abs(rounded))}"
