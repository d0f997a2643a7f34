"""The report of translations: page by language."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import policy_registry

from home.translating import State, locales_in_order, source_pages, status_of

ROWS_A_PAGE = 100
FILTERS = (State.OLD, State.DRAFT, State.MISSING)


def may_see_report(user) -> bool:
    return user.has_perm("wagtail_localize.submit_translation")


def translation_report(request):
    """Pages that the user may edit, with their state in every language; on demand only those that need something."""
    if not may_see_report(request.user):
        raise PermissionDenied
    wanted = request.GET.get("state", "")
    rows = [
        row for row in status_of(editable_sources(request.user)) if wanted not in FILTERS or row.is_at(State(wanted))
    ]
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "locales": locales_in_order(),
        "wanted": wanted,
        "filters": [("", _("All pages")), *((state.value, state.label) for state in FILTERS)],
        "header_title": _("Translation status"),
        "header_icon": "wagtail-localize-language",
        "breadcrumbs_items": [{"url": "", "label": _("Translation status")}],
    }
    return render(request, "home/admin/translation_report.html", context)


def editable_sources(user):
    editable = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    return source_pages().filter(pk__in=editable.values("pk"))
