"""Menu entries and admin addresses; nothing else."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from consultations.models.keeping import page_policy, without_drafts_of_others
from consultations.moderation.lists import WordListViewSet
from consultations.moderation.policy_admin import PolicyViewSet
from consultations.permissions import Act, acts_anywhere
from consultations.questions import library_view
from consultations.reporting import tree
from consultations.reporting.today import put_today_first
from consultations.responding.rehearsing import rehearse
from consultations.roles import RoleViewSet

register_permission_policy(Page, page_policy)
hooks.register("construct_homepage_panels", put_today_first)
hooks.register("construct_page_chooser_queryset", lambda pages, request: without_drafts_of_others(pages, request.user))


class ActMenuItem(MenuItem):
    """Shown to those who have a role for the act somewhere; the view behind it asks again."""

    def __init__(self, *args, act: Act, **kwargs):
        self.act = act
        super().__init__(*args, **kwargs)

    def is_shown(self, request):
        if not hasattr(request, "acts_anywhere"):
            request.acts_anywhere = acts_anywhere(request.user)
        return self.act in request.acts_anywhere


@hooks.register("register_admin_urls")
def admin_urls():
    return [
        path("moderering/", include("consultations.moderation.urls")),
        path("samrad/<int:page_id>/prova/", rehearse, name="rehearse"),
        path("samrad/<int:page_id>/fragebank/", library_view.library, name="library"),
        path("samrad/<int:page_id>/fragebank/spara/", library_view.save_in_library, name="library_save"),
        path(
            "samrad/<int:page_id>/fragebank/<uuid:entry>/ta-bort/",
            library_view.remove_from_library,
            name="library_remove",
        ),
        path("resultat/", include("consultations.reporting.urls")),
        path("inmatning/", include("consultations.reporting.batch_urls")),
        path("localize/submit/page/<int:page_id>/", tree.submit_page_translation),  # Before wagtail-localize's own.
    ]


@hooks.register("register_admin_menu_item")
def moderation_menu_item():
    return ActMenuItem(_("Moderation"), reverse("moderation_queue"), icon_name="comment", order=210, act=Act.MODERATE)


@hooks.register("register_admin_menu_item")
def results_menu_item():
    return ActMenuItem(_("Results"), reverse("results_index"), icon_name="history", order=220, act=Act.READ_RESULTS)


@hooks.register("register_admin_menu_item")
def keying_menu_item():
    return ActMenuItem(_("Key in answers"), reverse("batches_index"), icon_name="edit", order=230, act=Act.KEY_IN)


@hooks.register("register_admin_viewset")
def role_viewset():
    return RoleViewSet()


@hooks.register("register_admin_viewset")
def moderation_viewsets():
    return [WordListViewSet(), PolicyViewSet()]
