"""What a resident keeps of a receipt: a picture for the phone's camera, and a small file. Both are made of the code that
the browser's own cookie leads to, so that the code stands in no address.
"""

from dataclasses import dataclass

import segno
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consultations.responding import drafts
from consultations.responding.finding import find_place
from consultations.responding.submit import receipt_of

BORDER = 4  # modules of quiet round the code, as ISO 18004 asks for


@dataclass(frozen=True)
class Picture:
    """A QR code as one path of an SVG, ``size`` modules wide."""

    size: int
    path: str


def picture_of(text: str) -> Picture:
    rows = list(segno.make(text, micro=False, error="m").matrix_iter(border=BORDER))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Picture(len(rows), path)


@dataclass(frozen=True)
class Kept:
    """What this browser knows of what it sent. ``code`` is '' if it was a change whose code the browser has forgotten."""

    code: str
    is_change: bool


def kept_here(request, consultation) -> Kept | None:
    """The receipt of what was sent from here, or None if nothing was. Of a change it is the one that was typed."""
    form_key = drafts.sent_from_here(request, consultation)
    code = receipt_of(consultation, form_key) if form_key else None
    if code is None:
        return None
    return Kept(code or drafts.typed_here(request, consultation, form_key), is_change=not code)


@never_cache
@require_safe
def receipt_file(request, place: str):
    """The receipt as a file of plain text, as long as this browser remembers what it sent."""
    here = find_place(request, place)
    kept = kept_here(request, here.consultation)
    if kept is None or not kept.code:
        raise Http404
    context = {"here": here, "code": kept.code, "receipt_url": request.build_absolute_uri(reverse("receipt"))}
    text = render_to_string("consultations/answering/receipt.txt", context, request)
    name = _("receipt") + ".txt"
    response = HttpResponse(f"\ufeff{text}".replace("\n", "\r\n"), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
