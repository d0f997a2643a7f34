"""What a process keeps of public content between requests: gone everywhere the moment anything public changes.

Everything kept hangs on the public version, which a request reads once (see ``page_cache``). What is kept is shared by
all requests of the process, whoever asks: it is never changed, and holds nothing of one visitor.
"""

from collections.abc import Callable, Hashable
from typing import Any

from config.page_cache import public_version

_every: list["Kept"] = []


class Kept:
    """Values by key, at most so many; when there are more, all are forgotten and made anew as they are asked for."""

    def __init__(self, most: int) -> None:
        self._most, self._found = most, {}
        _every.append(self)

    def get(self, request, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value that ``make`` gave under this key since the last change. What it raises is not kept."""
        place = (public_version(request), request.get_host(), key)
        try:
            return self._found[place]
        except KeyError:
            made = make()
        if len(self._found) >= self._most:
            self._found.clear()
        return self._found.setdefault(place, made)

    def forget(self) -> None:
        self._found.clear()


def forget_everything() -> None:
    """For tests: a database that is rolled back has its old version again."""
    for kept in _every:
        kept.forget()
