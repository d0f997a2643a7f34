"""Taking responses out: CSV at once, line by line; files by a background task that says how far it has come."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files import File
from django.core.files.storage import storages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_tasks import task

from consultations.enums import WorkbookKind, WorkbookState
from consultations.models import Consultation, Workbook
from consultations.models.log import write_log
from consultations.permissions import Act
from consultations.questions.questionnaire import read_version
from consultations.reporting.archive import write_archive
from consultations.reporting.dashboard import find_consultation, trail
from consultations.reporting.data_package import write_package
from consultations.reporting.exports import EVERYBODY, csv_lines, export_of
from consultations.reporting.filtering import in_words
from consultations.reporting.workbook import write_workbook
from consultations.results import tallies
from consultations.results.selecting import Selection, count_selected

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT_FOR = timedelta(days=1)
ACTS = {
    WorkbookKind.XLSX: Act.EXPORT,
    WorkbookKind.PACKAGE: Act.EXPORT,
    WorkbookKind.ARCHIVE: Act.ARCHIVE,
}
STEP = 1_000  # responses between two notes of how far it has come
log = logging.getLogger(__name__)


@require_safe
def export_csv(request, pk):
    consultation = find_consultation(request, pk, Act.EXPORT)
    selection = selection_in(request.GET, consultation)
    log_export(request, consultation, "csv", selection.address)
    lines = csv_lines(export_of(consultation, selection))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = _file_name(consultation, selected=bool(selection))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def export_file(request, pk, kind):
    """Asks for a file, and shows how far it has come until it can be fetched."""
    kind = WorkbookKind(kind)
    consultation = find_consultation(request, pk, ACTS[kind])
    selection = EVERYBODY if kind == WorkbookKind.ARCHIVE else selection_in(request.GET, consultation)
    mine = Workbook.objects.filter(consultation=consultation, by=request.user, kind=kind)
    mine = mine.filter(selection=selection.address).order_by("-asked_at")
    if request.method == "POST":
        if not mine.filter(state__in=[WorkbookState.WAITING, WorkbookState.WRITING]).exists():
            order_workbook(consultation, kind=kind, selection=selection, by=request.user, now=request.arrived_at)
        return HttpResponseRedirect(f"{request.path}?{selection.address}" if selection else request.path)
    latest = mine.first()
    context = {
        "consultation": consultation,
        "workbook": latest,
        "kind": kind,
        "selected": in_words(selection, read_version(consultation.current, consultation.source_locale)),
        "is_being_written": latest and latest.state in {WorkbookState.WAITING, WorkbookState.WRITING},
        "breadcrumbs_items": trail(consultation, here=kind.label),
        "header_title": kind.label,
        "header_icon": "download",
    }
    return render(request, "consultations/admin/results_workbook.html", context)


@never_cache
@require_safe
def fetch_workbook(request, pk, workbook, kind=WorkbookKind.XLSX):
    """The file, for the one who asked for it and still may."""
    kind = WorkbookKind(kind)
    consultation = find_consultation(request, pk, ACTS[kind])
    mine = Workbook.objects.filter(consultation=consultation, by=request.user, state=WorkbookState.READY, kind=kind)
    found = get_object_or_404(mine, pk=workbook)
    log_export(request, consultation, kind.value, found.selection)
    name = f"{_file_name(consultation, kind, selected=bool(found.selection))}.{_ending(kind)}"
    types = XLSX if kind == WorkbookKind.XLSX else "application/zip"
    return FileResponse(_storage().open(found.file), as_attachment=True, filename=name, content_type=types)


def order_workbook(
    consultation: Consultation, *, kind=WorkbookKind.XLSX, selection: Selection = EVERYBODY, by, now: datetime
) -> Workbook:
    """Asks for a file in the language in use; a worker writes it."""
    said = {"language": translation.get_language(), "selection": selection.address}
    order = Workbook.objects.create(consultation=consultation, kind=kind, by=by, asked_at=now, **said)
    write_ordered.enqueue(str(order.pk))
    return order


@task()
def write_ordered(pk: str) -> None:
    """Writes a file that was asked for, once. One that fails says so, and can be asked for again."""
    waiting = Workbook.objects.filter(pk=UUID(pk), state=WorkbookState.WAITING)
    if not waiting.update(state=WorkbookState.WRITING):
        return
    order = Workbook.objects.select_related("consultation__current", "consultation__source_page").get(pk=UUID(pk))
    try:
        name = _write(order)
    except Exception:
        log.exception("Workbook %s could not be written.", pk)
        Workbook.objects.filter(pk=order.pk).update(state=WorkbookState.FAILED)
        return
    if not Workbook.objects.filter(pk=order.pk).update(state=WorkbookState.READY, file=name):
        _storage().delete(name)  # What it was made of has been erased meanwhile.


def _write(order: Workbook) -> str:
    now, consultation = timezone.now(), order.consultation
    tallies.fold_all(consultation, now=now)
    selection = selection_in(QueryDict(order.selection), consultation)
    counted = (
        count_selected(consultation, selection, now=now) if selection else tallies.counts_of(consultation, now=now)
    )
    Workbook.objects.filter(pk=order.pk).update(of=counted.responses)

    def tell(written: int) -> None:
        if written % STEP == 0:
            Workbook.objects.filter(pk=order.pk).update(written=written)

    with (
        translation.override(order.language),
        _writer(order.kind)(export_of(consultation, selection), counted, now=now, tell=tell) as file,
    ):
        return _storage().save(f"{order.pk}.{_ending(order.kind)}", File(file))


def _writer(kind: str):
    return {
        WorkbookKind.XLSX: write_workbook,
        WorkbookKind.PACKAGE: write_package,
        WorkbookKind.ARCHIVE: write_archive,
    }[WorkbookKind(kind)]


def _ending(kind: str) -> str:
    return "xlsx" if kind == WorkbookKind.XLSX else "zip"


def delete_old_workbooks(*, now: datetime) -> int:
    """Files are copies, and go after a day. Gives how many went."""
    return delete_workbooks(Workbook.objects.filter(asked_at__lt=now - KEPT_FOR))


def delete_workbooks(workbooks: QuerySet[Workbook]) -> int:
    """Files first: a row without its file does no harm. Gives how many went."""
    for name in workbooks.exclude(file="").values_list("file", flat=True):
        _storage().delete(name)
    return workbooks.delete()[0]


def _storage():
    return storages["private"]


def selection_in(query: QueryDict, consultation: Consultation) -> Selection:
    return Selection.read(query, read_version(consultation.current, consultation.source_locale))


def log_export(request, consultation: Consultation, kind: str, selection: str) -> None:
    said = {"format": kind} | ({"selection": selection} if selection else {})
    write_log("exported", by=request.user, at=request.arrived_at, consultation=consultation, **said)


def _file_name(consultation: Consultation, kind: str = "", *, selected: bool = False) -> str:
    first = {WorkbookKind.PACKAGE: "data", WorkbookKind.ARCHIVE: "arkiv"}.get(kind, "svar")
    return f"{first}{'-urval' if selected else ''}-{consultation.source_page.slug}"
