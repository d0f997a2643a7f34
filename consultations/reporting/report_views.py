"""The report as files, beside the other ways of taking responses out: the same permission, the same log."""

from django.http import Http404, HttpResponse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consultations.models import Consultation
from consultations.permissions import Act
from consultations.reporting.dashboard import find_consultation
from consultations.reporting.report import Report, internal_report, public_report
from consultations.reporting.report_docx import write_docx
from consultations.reporting.report_pdf import write_pdf
from consultations.reporting.taking_out import log_export, selection_in
from consultations.results import tallies
from consultations.results.selecting import count_selected

WRITERS = {
    "pdf": (write_pdf, "application/pdf"),
    "docx": (write_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@never_cache
@require_safe
def report(request, pk, form):
    """The internal report of everybody or of those that the address selects; with ``?public`` what has been published."""
    consultation = find_consultation(request, pk, Act.EXPORT)
    kind = "public" if "public" in request.GET else "internal"
    asked_in = request.GET.get("report_language", "")
    language = asked_in if asked_in in consultation.current.content["locales"] else consultation.source_locale
    with translation.override(language):
        found = (
            _public(request, consultation, language) if kind == "public" else _internal(request, consultation, language)
        )
        write, content_type = WRITERS[form]
        content = write(found, language=language, now=request.arrived_at)
    selection = selection_in(request.GET, consultation) if kind == "internal" else None
    log_export(request, consultation, f"report-{kind}-{form}", selection.address if selection else "")
    name = f"rapport-{'publik' if kind == 'public' else 'intern'}-{consultation.source_page.slug}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _internal(request, consultation: Consultation, language: str) -> Report:
    selection, now = selection_in(request.GET, consultation), request.arrived_at
    counted = tallies.counts_of(consultation, now=now)
    if selection:
        counted = count_selected(consultation, selection, now=now)
    return internal_report(consultation, counted, selection, language=language, now=now)


def _public(request, consultation: Consultation, language: str) -> Report:
    found = public_report(consultation, language=language, now=request.arrived_at)
    if found is None:
        raise Http404
    return found
