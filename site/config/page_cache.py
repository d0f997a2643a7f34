"""Keeps whole public pages for visitors without a cookie, and answers 304 where nothing has changed.

Never Django's whole-site cache (it has leaked too often): a view has to ask for it with ``keep``, the request must
be a plain GET without cookies or query, and the answer must set none. Every kept page hangs on the public
version, a number in the database that every change of public content raises: one small query decides, in
every process, whether what is kept is still true.
"""

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from config.kept import Kept
from config.models import PublicVersion

LONGEST = timedelta(minutes=5)
_pages = Kept(most=500)  # of some ten kilobytes


@dataclass(frozen=True)
class KeptPage:
    """A page as it leaves, for requests that arrive before ``until``."""

    content: bytes
    headers: dict[str, str]
    until: datetime


def keep(response: HttpResponse, *, until=None, now=None) -> HttpResponse:
    """Marks a response as the same for every anonymous visitor, until the moment ``until`` (UTC) at the latest."""
    longest = LONGEST if until is None else min(LONGEST, until - now)
    response.keep_seconds = max(0, int(longest.total_seconds()))
    return response


def public_content_changed(**_kwargs) -> None:
    """Makes every kept page stale. Called in the transaction of the change, so that both happen or neither."""
    if not PublicVersion.objects.filter(pk=1).update(number=F("number") + 1):
        PublicVersion.objects.get_or_create(pk=1, defaults={"number": 1})


class PageCache:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not _may_be_kept(request):
            return self.get_response(request)
        key = _key(request)
        kept = _pages.find(request, key)
        if kept is None or kept.until <= request.arrived_at:
            kept = self._fresh(request)
            if not isinstance(kept, KeptPage):
                return kept
            _pages.put(request, key, kept)
        return _answer(request, kept.content, kept.headers)

    def _fresh(self, request):
        response = self.get_response(request)
        seconds = getattr(response, "keep_seconds", 0)
        if response.status_code != 200 or response.cookies or response.streaming or not seconds:
            return response
        # Whatever varies with a cookie is kept apart by never keeping requests or answers that have one.
        headers = {name: value for name, value in response.headers.items() if name not in {"Vary", "Expires"}}
        headers["ETag"] = _tag(response)
        headers["Cache-Control"] = "no-cache"  # A browser may keep it, but asks each time: 304 is cheap.
        return KeptPage(response.content, headers, until=request.arrived_at + timedelta(seconds=seconds))


def _tag(response: HttpResponse) -> str:
    """The same in every process: of the page itself, since Django adds random bytes to each that it compresses."""
    is_compressed = response.headers.get("Content-Encoding") == "gzip"
    page = gzip.decompress(response.content) if is_compressed else response.content
    return f'W/"{hashlib.sha256(page).hexdigest()[:32]}"'


def _may_be_kept(request) -> bool:
    plain = request.method in {"GET", "HEAD"} and not request.META.get("QUERY_STRING")
    return plain and not request.META.get("HTTP_COOKIE") and not request.path.startswith(("/admin/", "/api/"))


def _key(request) -> tuple:
    return request.scheme, request.path, "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")


def _answer(request, content: bytes, headers: dict[str, str]) -> HttpResponse:
    if headers["ETag"] in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content)
    for name, value in headers.items():
        if response.status_code == 200 or name not in {"Content-Type", "Content-Length", "Content-Encoding"}:
            response.headers[name] = value
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    return response
