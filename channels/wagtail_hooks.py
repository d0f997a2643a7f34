"""The way to posters and slips in the menu of a page; nothing else."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from channels.posters import FACTS, poster, posters


@hooks.register("register_admin_urls")
def admin_urls():
    return [
        path("kanaler/<int:page_id>/affischer/", posters, name="posters"),
        path("kanaler/<int:page_id>/affischer/<slug:kind>.pdf", poster, name="poster"),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def posters_button(page, user, view_name=None, next_url=None):
    if page.specific_class in FACTS and not page.alias_of_id and page.permissions_for_user(user).can_edit():
        yield Button(_("Posters and slips"), reverse("posters", args=[page.pk]), icon_name="doc-full", priority=17)
