"""How far an administrator reaches: the own organisations only. Policies say which rows; the admin's views obey them.

Wagtail's generic views ask a policy what may be done at all, not with which row: the views here ask that as well, and
what is out of reach is not found.
"""

from django.http import Http404
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry


class OwnOrganisationPolicy(ModelPermissionPolicy):
    """Django's permissions say what a user may do; membership says with which rows. Superusers reach all."""

    def __init__(self, model, members: str):
        super().__init__(model)
        self.members = members

    def within_reach(self, user):
        rows = self.model._default_manager.all()
        return rows if user.is_superuser else rows.filter(**{self.members: user}).distinct()

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user, actions):
        found = self.within_reach(user)
        return found if self.user_has_any_permission(user, actions) else found.none()


class ReachedList:
    """A list of the rows within reach."""

    def get_base_queryset(self):
        policy = policy_registry.get_by_type(self.model)
        return policy.instances_user_has_any_permission_for(self.request.user, self.any_permission_required)


class ReachedRow:
    """A page about one row; there is none about a row out of reach."""

    acts = ("change",)

    def get_object(self, *args, **kwargs):
        found = super().get_object(*args, **kwargs)
        policy = policy_registry.get_by_type(self.model)
        if not policy.user_has_any_permission_for_instance(self.request.user, self.acts, found):
            raise Http404
        return found


class ReachedIndexView(ReachedList, generic.IndexView):
    pass


class ReachedEditView(ReachedRow, generic.EditView):
    pass


class ReachedDeleteView(ReachedRow, generic.DeleteView):
    acts = ("delete",)


class ReachedHistoryView(ReachedRow, HistoryView):
    acts = ("change", "delete")


class ReachedUsageView(ReachedRow, UsageView):
    pass


class ReachedViewSet(ModelViewSet):
    """Rows in the admin's settings, each organisation's for its own administrators."""

    index_view_class = ReachedIndexView
    edit_view_class = ReachedEditView
    delete_view_class = ReachedDeleteView
    history_view_class = ReachedHistoryView
    usage_view_class = ReachedUsageView
    copy_view_enabled = False
    add_to_settings_menu = True
    add_to_reference_index = False
