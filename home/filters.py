"""What a list on a page can be narrowed by: questions with choices, asked in the address, shown without a script."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """An entry of a filter. ``number`` is how many of the whole list it fits."""

    value: str
    label: str
    number: int
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """A question to the list; ``name`` is its parameter in the address."""

    name: str
    label: str
    any_label: str
    choices: list[Choice]
