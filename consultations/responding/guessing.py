"""Slows down whoever guesses codes: of receipts, of saved answers, of decisions. One rule for all of them.

Wrong codes are counted by ``limits``, which knows nobody: by address and browser as a person mistypes, and by address
alone as a school or a library does, so that a changed browser's name gains nothing.
"""

from datetime import timedelta

from consultations.responding import limits

MINUTES = 10
WRONG_FROM_ONE_DEVICE = 15
WRONG_FROM_ONE_ADDRESS = 200  # A school or a library has one address for everybody.


def is_guessing(request) -> bool:
    """Whether so many wrong codes have come from here that no further one is looked up for a while."""
    return (
        limits.counted(request, "wrong-code", within=_WINDOW) >= WRONG_FROM_ONE_DEVICE
        or limits.counted(request, "wrong-code-of-all", within=_WINDOW, by_agent=False) >= WRONG_FROM_ONE_ADDRESS
    )


def count_wrong_guess(request) -> None:
    limits.count(request, "wrong-code", within=_WINDOW)
    limits.count(request, "wrong-code-of-all", within=_WINDOW, by_agent=False)


_WINDOW = timedelta(minutes=MINUTES)
