"""Finds a page by its whole path in one step, where Wagtail walks down the tree with two queries a level."""

from django.utils.translation import get_language
from wagtail import hooks
from wagtail.models import Page
from wagtail.views import serve, serve_chain
from wagtail.wagtail_hooks import check_view_restrictions

from config.kept import Kept
from home.frame import is_public, start_path

_pages = Kept(most=200)


def serve_page(request, path: str):
    """Wagtail's own view, with the page found beforehand. What is not found here (a redirect, a 404) is Wagtail's.

    A page that anybody may see is kept until public content changes, and Wagtail's question who may see it is spared.
    """
    page = _pages.get(request, (get_language(), path), lambda: _find(request, path))
    if page is None:
        return serve(request, path)
    request._wagtail_route_for_request = (page, [], {})
    if not is_public(request, page):
        return serve(request, path)
    chain = serve_chain
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        chain = chain if hook is check_view_restrictions else hook(chain)
    return chain(page, request, [], {})


def _find(request, path: str) -> Page | None:
    start = start_path(request)
    return Page.objects.live().filter(url_path=f"{start}{path}").specific().first() if start else None
