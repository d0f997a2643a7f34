"""Finds a page by its whole path in one step, where Wagtail walks down the tree with two queries a level."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.models import Page
from wagtail.views import serve, serve_chain
from wagtail.wagtail_hooks import check_view_restrictions

from config.kept import Kept
from home.frame import faces_of, is_public, start_path, start_paths

_pages = Kept(most=200)


def serve_page(request, path: str):
    """Wagtail's own view, with the page found beforehand. What is not found here (a redirect, a 404) is Wagtail's.

    A page that anybody may see is kept until public content changes, and Wagtail's question who may see it is spared.
    """
    page = _pages.get(request, (get_language(), path), lambda: _find(request, path))
    if page is None:
        return _missing_in_this_language(request, path) or serve(request, path)
    request._wagtail_route_for_request = (page, [], {})
    if not is_public(request, page):
        return serve(request, path)
    chain = serve_chain
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        chain = chain if hook is check_view_restrictions else hook(chain)
    return chain(page, request, [], {})


def public_page_at(request, path: str) -> Page:
    """The page at a path in the language in use, for views below it. Raises Http404 unless anybody may see it."""
    page = _pages.get(request, (get_language(), path), lambda: _find(request, path))
    if page is None or not is_public(request, page):
        raise Http404
    return page


def _missing_in_this_language(request, path: str):
    """For the address of a page of another language, below this one's: the page in this language, or where it can be read.

    None for every other address, and for what not everybody may see.
    """
    language = get_language()
    starts = {code: start for code, start in start_paths(request).items() if code != language}
    found = Page.objects.live().public().filter(url_path__in=[f"{start}{path}" for start in starts.values()])
    page = found.filter(alias_of=None).order_by("pk").first() if path and starts else None
    if page is None or Page.objects.live().filter(url_path=f"{start_path(request)}{path}").exists():
        return None
    here = page.get_translations().filter(locale__language_code=language).live().public().first()
    if here is not None:
        return redirect(here.get_url(request))
    context = {"missing_page": page, "faces": faces_of(request, page)}
    return render(request, "home/missing_language.html", context, status=404)


def _find(request, path: str) -> Page | None:
    start = start_path(request)
    return Page.objects.live().filter(url_path=f"{start}{path}").specific().first() if start else None
