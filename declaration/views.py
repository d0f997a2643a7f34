"""The pages below a declaration that are no pages of their own: one for each party, and one for each year, also printed."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.kept import Kept
from config.page_cache import keep
from config.pdf import make_pdf, qr_svg
from declaration.listing import at_the_end_of, commitments_of, figures, years_of
from declaration.models import DeclarationPage, Party
from declaration.printing import printed
from home.frame import frame_of
from home.serving import public_page_at

_files = Kept(most=30)


def _declaration_at(request, place: str) -> DeclarationPage:
    page = public_page_at(request, f"{place}/")
    if not isinstance(page, DeclarationPage):
        raise Http404
    return page


def _shown(request, template: str, page: DeclarationPage, **context) -> HttpResponse:
    suffix = request.path.removeprefix(page.get_url(request))
    return keep(render(request, f"declaration/{template}.html", {"page": page, "frame_suffix": suffix, **context}))


@require_safe
def party(request, place: str, slug: str):
    """Who it is, when it signed, and what it promised."""
    page = _declaration_at(request, place)
    found = get_object_or_404(Party.objects.select_related("logo"), slug=slug)
    promised = [one for one in commitments_of(request, page) if one.page.party_id == found.pk]
    return _shown(request, "party", page, party=found, signatures=found.signatures.all(), commitments=promised)


@require_safe
def follow_up(request, place: str, year: str):
    """How far everything was at the end of a year."""
    page = _declaration_at(request, place)
    return _shown(request, "follow_up", page, **_told(request, page, int(year)))


@require_safe
def follow_up_pdf(request, place: str, year: str):
    page = _declaration_at(request, place)
    made = _files.get(request, (get_language(), page.pk, year), lambda: _made(request, page, int(year)))
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{page.slug}-{year}.pdf"'
    return keep(response)


def _told(request, page: DeclarationPage, year: int) -> dict:
    """Raises Http404 for a year that nothing can be told of."""
    every = commitments_of(request, page)
    years = years_of(every, request.arrived_at)
    if year not in years:
        raise Http404
    told = at_the_end_of(year, every)
    return {
        "year": year,
        "years": years,
        "is_over": year < years[0],
        "commitments": told,
        "figures": figures(request, year=year),
        "has_examples": any(one.page.is_example for one in told),
    }


def _made(request, page: DeclarationPage, year: int) -> bytes:
    data = printed(
        page,
        told=_told(request, page, year),
        address=request.build_absolute_uri(f"{page.get_url(request)}uppfoljning/{year}/"),
        name=frame_of(request, page).name,
        now=request.arrived_at,
    )
    data |= {"qr": qr_svg(data["address"]), "alt": _("QR code to %(address)s") % {"address": data["address"]}}
    return make_pdf("follow_up.typ", data, language=get_language(), made_at=page.last_published_at)
