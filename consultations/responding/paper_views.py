"""Where the form on paper is fetched by residents, in the language of the address."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from consultations.enums import Stage
from consultations.responding.finding import find_place
from consultations.responding.paper import paper_form

ANSWERABLE = {Stage.UPCOMING, Stage.OPEN}


@require_safe
def paper(request, place: str):
    """The PDF, as long as it can lead to an answer; ``?large`` in large print."""
    here = find_place(request, place)
    version = here.consultation.current
    if here.consultation.stage(request.arrived_at) not in ANSWERABLE or here.locale not in version.content["locales"]:
        raise Http404
    address = request.build_absolute_uri(here.address)
    made = paper_form(here.page, version, here.locale, address=address, large="large" in request.GET)
    return pdf_response(made, name=f"{here.page.slug}.pdf")


def pdf_response(made: bytes, *, name: str) -> HttpResponse:
    """Opens in the browser; saved, it has its name."""
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
