"""The rules for contributions in the admin: each organisation's own, changed by its administrators; saving makes a version."""

from django.contrib.auth.models import Permission
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.permissions import register_permission_policy

from consultations.models import Policy
from consultations.moderation.lists import OwnedPolicy, organisations_listed_by
from consultations.moderation.policy import policy_of, publish_policy
from organisations.reach import ReachedEditView, ReachedIndexView, ReachedViewSet


class PolicyPolicy(OwnedPolicy):
    """There is one row a language from the start: none is added or taken away, so that every language keeps its rules."""

    def user_has_permission(self, user, action):
        return action in {"change", "view"} and super().user_has_permission(user, action)


class PolicyForm(WagtailAdminModelForm):
    class Meta:
        model = Policy
        fields = ["introduction", "shown", "rules", "promise"]


class PolicyIndexView(ReachedIndexView):
    def get_base_queryset(self):
        for organisation in organisations_listed_by(self.request.user):
            policy_of(organisation, now=self.request.arrived_at)
        return super().get_base_queryset().order_by("organisation", "locale")


class EditPolicyView(ReachedEditView):
    def save_instance(self):
        found = super().save_instance()
        publish_policy(found.organisation, by=self.request.user, now=self.request.arrived_at)
        return found


class PolicyViewSet(ReachedViewSet):
    model = Policy
    name = url_prefix = "contribution_rules"
    icon = "doc-full"
    menu_order = 735
    add_to_settings_menu = False  # Reached from the queue, as the lists of words are.
    list_display = ["get_locale_display", "organisation"]
    index_view_class = PolicyIndexView
    edit_view_class = EditPolicyView

    def get_form_class(self, for_update=False):
        return PolicyForm

    def get_permissions_to_register(self):
        return Permission.objects.none()


register_permission_policy(Policy, PolicyPolicy(Policy))
