"""Sending a page to translation: wagtail-localize asks for its own permission, and not whose the page is. Here both."""

from django.core.exceptions import PermissionDenied
from wagtail.models import Page
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView


class SubmitOwnPageView(SubmitPageTranslationView):
    """For those who may edit the page; with all below it, for those who may edit all of that too."""

    def get_object(self):
        page = super().get_object()
        demand_own(page, self.request.user)
        return page

    def form_valid(self, form):
        if form.cleaned_data["include_subtree"]:
            for below in self.object.get_descendants():
                demand_own(below, self.request.user)
        return super().form_valid(form)


class UpdateOwnTranslationsView(UpdateTranslationsView):
    """For those who may edit the page; publishing what was translated before, for those who may publish it."""

    def get_object(self):
        source = super().get_object()
        page = source.get_source_instance()
        if isinstance(page, Page):
            demand_own(page, self.request.user)
        return source

    def form_valid(self, form):
        page = self.object.get_source_instance()
        if isinstance(page, Page) and form.cleaned_data.get("publish_translations"):
            for translation in page.get_translations():
                if not translation.permissions_for_user(self.request.user).can_publish():
                    raise PermissionDenied
        return super().form_valid(form)


def demand_own(page: Page, user) -> None:
    """Raises PermissionDenied unless the user may edit the page."""
    if not page.permissions_for_user(user).can_edit():
        raise PermissionDenied
