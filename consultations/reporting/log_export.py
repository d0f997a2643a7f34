"""The log of a consultation as CSV, for the registrar: what was done, by whom and when, with the codes of the chain."""

import csv
import io
import json
from collections.abc import Iterator

from django.db.models import Q
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.models import Consultation, Log, Owner
from consultations.models.log import write_log
from consultations.permissions import Act
from consultations.reporting.dashboard import find_consultation
from consultations.reporting.exports import csv_cells


def log_lines(consultation: Consultation) -> Iterator[str]:
    """The file, line by line, the oldest entry first; with what its owners have changed for all their consultations."""
    yield "\ufeff" + _line(
        [_("Number"), _("Time"), _("By"), _("What was done"), _("About"), _("Code before"), _("Code")]
    )
    for entry in _entries(consultation).iterator():
        at = timezone.localtime(entry.at).isoformat(timespec="seconds")
        about = json.dumps(entry.detail, ensure_ascii=False, sort_keys=True)
        yield _line([str(entry.n), at, entry.by_name, entry.action, about, entry.prev, entry.mac])


def _entries(consultation: Consultation):
    owners = Owner.objects.filter(consultation=consultation).values_list("organisation", flat=True)
    shared = Q(consultation__isnull=True, detail__organisation__in=[str(pk) for pk in owners])
    return Log.objects.filter(Q(consultation=consultation) | shared).order_by("n")


def _line(cells: list[str]) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerow(csv_cells(cells))
    return file.getvalue()


def download(request, pk):
    """That it was taken out stands in the log, and so in the file."""
    consultation = find_consultation(request, pk, Act.READ_LOG)
    write_log("log_exported", by=request.user, at=request.arrived_at, consultation=consultation)
    response = StreamingHttpResponse(log_lines(consultation), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="logg-{consultation.source_page.slug}.csv"'
    return response
