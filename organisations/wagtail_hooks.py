"""Organisations and their members in the admin's settings; nothing else."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from organisations.forms import MembershipForm
from organisations.models import Membership, Organisation
from organisations.reach import OwnOrganisationPolicy, ReachedViewSet

register_permission_policy(Organisation, OwnOrganisationPolicy(Organisation, "members"))
register_permission_policy(Membership, OwnOrganisationPolicy(Membership, "organisation__members"))


class OrganisationViewSet(ReachedViewSet):
    model = Organisation
    icon = "group"
    menu_order = 700
    form_fields = ["name", "short_name", "email", "phone", "address"]
    list_display = ["name", "short_name", "email"]


class MembershipViewSet(ReachedViewSet):
    model = Membership
    icon = "user"
    menu_label = _("Members")
    menu_order = 710
    list_display = ["user", "organisation"]

    def get_form_class(self, for_update=False):
        return MembershipForm


@hooks.register("register_admin_viewset")
def viewsets():
    return [OrganisationViewSet(), MembershipViewSet()]
