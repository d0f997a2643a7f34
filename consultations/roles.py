"""Who gives roles, and to whom. An administrator gives them to members of the own organisation, never to themselves.

A role is given or taken back, never changed, so that the log tells the whole of it. Superusers may give any.
"""

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views import generic
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from config.registry import demands_second_factor_of
from consultations.enums import RoleName
from consultations.models import Consultation, Role
from consultations.models.log import write_log
from organisations.models import Membership, Organisation, User
from organisations.reach import ReachedDeleteView, ReachedViewSet


def organisations_administered_by(user):
    """The organisations in which the user gives roles, as a member with the role of administrator in all of it."""
    if not (user.is_authenticated and user.is_active):
        return Organisation.objects.none()
    if user.is_superuser:
        return Organisation.objects.all()
    roles = Role.objects.filter(user=user, role=RoleName.ADMINISTRATOR, consultation__isnull=True)
    return Organisation.objects.filter(members=user, pk__in=roles.values("organisation"))


@demands_second_factor_of
def has_a_role(user) -> bool:
    """Every role there is moderates, takes out, publishes or administers."""
    return Role.objects.filter(user=user).exists()


class RolePolicy(BasePermissionPolicy):
    """Administrators give and take back roles in their organisations, but not their own; nobody changes one."""

    acts = frozenset({"add", "delete", "view"})

    def user_has_permission(self, user, action):
        return action in self.acts and organisations_administered_by(user).exists()

    def user_has_any_permission(self, user, actions):
        return bool(self.acts & set(actions)) and organisations_administered_by(user).exists()

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user, actions):
        if not self.acts & set(actions):
            return Role.objects.none()
        found = Role.objects.filter(organisation__in=organisations_administered_by(user))
        if set(actions) == {"delete"} and not user.is_superuser:
            found = found.exclude(user=user)
        return found.select_related("user", "organisation", "consultation__source_page")

    def users_with_any_permission(self, actions):
        return User.objects.filter(Q(roles__role=RoleName.ADMINISTRATOR) | Q(is_superuser=True)).distinct()


class RoleForm(WagtailAdminModelForm):
    class Meta:
        model = Role
        fields = ["user", "organisation", "consultation", "role"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = organisations_administered_by(self.for_user)
        people = User.objects.filter(organisations__in=own, is_active=True).distinct().order_by("username")
        self.fields["user"].queryset = people if self.for_user.is_superuser else people.exclude(pk=self.for_user.pk)
        self.fields["organisation"].queryset = own
        owned = Consultation.objects.filter(owners__organisation__in=own).distinct()
        self.fields["consultation"].queryset = owned.select_related("source_page")

    def clean(self):
        cleaned = super().clean()
        user, organisation, consultation = (cleaned.get(name) for name in ("user", "organisation", "consultation"))
        if not (user and organisation):
            return cleaned
        if not Membership.objects.filter(user=user, organisation=organisation).exists():
            raise forms.ValidationError(_("Only a member of the organisation can have a role in it."))
        if consultation and not consultation.owners.filter(organisation=organisation).exists():
            raise forms.ValidationError(_("The organisation doesn't own this consultation."))
        return cleaned


class GiveRoleView(generic.CreateView):
    def save_instance(self):
        role = super().save_instance()
        write_log_of("role_given", role, self.request)
        return role


class TakeRoleBackView(ReachedDeleteView):
    def delete_action(self):
        write_log_of("role_taken_back", self.object, self.request)
        super().delete_action()


def write_log_of(action: str, role: Role, request) -> None:
    write_log(
        action,
        by=request.user,
        at=request.arrived_at,
        consultation=role.consultation,
        user=role.user_id,
        organisation=str(role.organisation_id),
        role=role.role,
    )


class RoleViewSet(ReachedViewSet):
    model = Role
    icon = "key"
    menu_order = 720
    list_display = ["user", "get_role_display", "organisation", "consultation"]
    add_view_class = GiveRoleView
    delete_view_class = TakeRoleBackView

    def get_form_class(self, for_update=False):
        return RoleForm

    def get_permissions_to_register(self):
        return Permission.objects.none()


register_permission_policy(Role, RolePolicy(Role))
