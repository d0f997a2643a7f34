"""The list of reported barriers in the admin, the report of translations, one language a page, and each to their own pages."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet

from home.frame import language_of
from home.models import BarrierReport, OrdinaryPage
from home.translation_report import may_see_report, translation_report
from home.translation_requests import UpdateOwnTranslationsView


class BarrierReportViewSet(ModelViewSet):
    model = BarrierReport
    icon = "warning"
    menu_label = _("Barriers")
    menu_order = 240
    add_to_admin_menu = True
    list_display = ["reference", "reported_on", "wish", "state", "in_statement"]
    list_filter = ["state", "in_statement", "wish"]
    search_fields = ["reference", "what"]


@hooks.register("register_admin_viewset")
def barrier_reports():
    return BarrierReportViewSet("barriers")


class TranslationStatusItem(MenuItem):
    def is_shown(self, request):
        return may_see_report(request.user)


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("reports/oversattningslage/", translation_report, name="translation_status")]


@hooks.register("register_reports_menu_item")
def translation_status_item():
    url = reverse("translation_status")
    return TranslationStatusItem(_("Translation status"), url, icon_name="wagtail-localize-language", order=8990)


@hooks.register("before_serve_page")
def one_language_a_page(page, request, serve_args, serve_kwargs):
    """A language that the site has no pages in leads to the page as it is, never to a silent mixture."""
    if language_of(request, page) not in {get_language(), ""}:
        return redirect(page.get_url(request))
    return None


@hooks.register("before_create_page")
def no_page_of_text_in_another_s_part(request, parent_page, page_class):
    """Others than its keeper add their own consultations, events and commitments below a page, and nothing else."""
    tester = parent_page.permissions_for_user(request.user)
    if issubclass(page_class, OrdinaryPage) and not getattr(tester, "is_concerned", True):
        raise PermissionDenied


@hooks.register("register_admin_urls", order=-1)
def each_translates_their_own():
    """The same address as wagtail-localize's, and before it: this one asks whose the page is."""
    return [path("localize/update/<int:translation_source_id>/", UpdateOwnTranslationsView.as_view())]
