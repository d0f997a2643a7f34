"""What the consultation module offers to the ordinary pages, so that these never have to import it.

An app registers when it loads; templates and views ask by name. Nothing here knows who registered.
"""

from collections.abc import Callable
from typing import Any

_panels: dict[str, Callable[..., Any]] = {}
_page_views: dict[str, Callable[..., Any]] = {}
_chores: list[Callable[[], Any]] = []
_gauges: dict[str, Callable[[], float]] = {}
_demands: list[Callable[[Any], bool]] = []


def offer(name: str):
    """Registers a function ``(request) -> context`` as the panel ``name`` (for example ``open_consultations``)."""

    def register(function):
        _panels[name] = function
        return function

    return register


def panel(name: str, request, **asked) -> Any:
    """The panel's context, or None if nobody offers it. ``asked`` is what the panel may be asked besides."""
    return _panels[name](request, **asked) if name in _panels else None


def shows(label: str):
    """Registers a view ``(request, page) -> response`` for pages of the model ``app.Model``."""

    def register(function):
        _page_views[label] = function
        return function

    return register


def view_of(page) -> Callable[..., Any]:
    """The view that shows this page. Raises KeyError if none is registered."""
    return _page_views[page._meta.label]


def every_minute(function: Callable[[], Any]) -> Callable[[], Any]:
    """Registers what the worker does each minute. It finds what is to be done itself, and does it at most once."""
    _chores.append(function)
    return function


def demands_second_factor_of(function: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Registers a question about a user: may they do so much here that a password is not enough?"""
    _demands.append(function)
    return function


def demands_second_factor(user) -> bool:
    return any(demand(user) for demand in _demands)


def chores() -> list[Callable[[], Any]]:
    return list(_chores)


def gauge(name: str):
    """Registers a function ``() -> number`` as what a monitor may watch under this name. The first line of its text explains it."""

    def register(function):
        _gauges[name] = function
        return function

    return register


def gauges() -> dict[str, Callable[[], float]]:
    return dict(_gauges)
