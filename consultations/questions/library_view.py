"""The library in the admin, from the page editor: take questions into the draft, put questions of it there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from consultations.models import ConsultationPage
from consultations.questions.languages import source_of
from consultations.questions.library import entries_for, entries_kept_by, in_words, put_in, take_in
from consultations.questions.protocol import SECTION

MOST_TITLE, MOST_DESCRIPTION = 100, 300


@require_http_methods(["GET", "POST"])
def library(request, page_id: int):
    """What there is; what is ticked goes to the end of the draft, which is saved as a new revision."""
    page = _draft(request, page_id)
    entries = entries_for(request.user)
    if request.method == "POST":
        chosen = list(entries.filter(pk__in=request.POST.getlist("entry")))
        if chosen:
            return _take(request, page, chosen)
        messages.error(request, _("Tick what you want to take."))
    language = page.locale.language_code
    context = {
        "page": page,
        "entries": [(entry, in_words(entry, language), language in entry.streams) for entry in entries],
        "own": set(entries_kept_by(request.user).values_list("pk", flat=True)),
        "header_title": _("Question library"),
        "header_icon": "list-ul",
        "breadcrumbs_items": _trail(page, _("Question library")),
    }
    return render(request, "consultations/admin/library.html", context)


@require_http_methods(["GET", "POST"])
def save_in_library(request, page_id: int):
    """Which questions of the draft, under which name."""
    page = _draft(request, page_id)
    blocks, title = request.POST.getlist("block"), " ".join(request.POST.get("title", "").split())
    errors = []
    if request.method == "POST":
        errors += [] if title else [("title", _("Give it a name."))]
        errors += [] if blocks else [("blocks", _("Tick at least one question."))]
        if not errors:
            return _put(request, page, blocks, title[:MOST_TITLE])
    context = {
        "page": page,
        "blocks": [(block.id, block.block_type == SECTION, _named(block)) for block in page.questions],
        "ticked": blocks if request.method == "POST" else [block.id for block in page.questions],
        "title": title,
        "description": request.POST.get("description", ""),
        "errors": dict(errors),
        "header_title": _("Save in the library"),
        "header_icon": "list-ul",
        "breadcrumbs_items": _trail(page, _("Save in the library")),
    }
    return render(request, "consultations/admin/library_save.html", context, status=422 if errors else 200)


@require_http_methods(["POST"])
def remove_from_library(request, page_id: int, entry):
    """Takes an entry of one's own organisation away; what was taken from it stays where it is."""
    _draft(request, page_id)
    found = get_object_or_404(entries_kept_by(request.user), pk=entry)
    found.delete()
    messages.success(request, _("“%(title)s” has been taken out of the library.") % {"title": found.title})
    return redirect("library", page_id)


def _draft(request, page_id: int) -> ConsultationPage:
    """The latest draft of a page that the user may edit. A translation asks what its source asks."""
    page = get_object_or_404(ConsultationPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit() or source_of(page).pk != page.pk:
        raise PermissionDenied
    return page.get_latest_revision_as_object()


def _take(request, page, chosen):
    added = take_in(page, chosen)
    page.save_revision(user=request.user, log_action=True)
    said = ngettext(
        "%(n)d block has been added at the end of the questions, and the draft saved.",
        "%(n)d blocks have been added at the end of the questions, and the draft saved.",
        added,
    )
    messages.success(request, said % {"n": added})
    return redirect("wagtailadmin_pages:edit", page.pk)


def _put(request, page, blocks, title):
    faces = [face.get_latest_revision_as_object() for face in page.get_translations().filter(alias_of=None).specific()]
    entry = put_in(
        page,
        faces=faces,
        blocks=blocks,
        title=title,
        description=request.POST.get("description", "").strip()[:MOST_DESCRIPTION],
        by=request.user,
        now=request.arrived_at,
    )
    messages.success(request, _("“%(title)s” is in the library of your organisation.") % {"title": entry.title})
    return redirect("library", page.pk)


def _named(block) -> str:
    return block.value.get("heading") or block.value.get("text") or block.block.label


def _trail(page, here: str) -> list[dict]:
    return [
        {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.title},
        {"url": "", "label": here},
    ]
