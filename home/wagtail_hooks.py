"""The list of reported barriers in the admin."""

from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from home.frame import language_of
from home.models import BarrierReport


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


@hooks.register("before_serve_page")
def one_language_a_page(page, request, serve_args, serve_kwargs):
    """A language that the site has no pages in leads to the page as it is, never to a silent mixture."""
    if language_of(request, page) not in {get_language(), ""}:
        return redirect(page.get_url(request))
    return None
