"""The parties to the declaration in the admin's settings; nothing else."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from declaration.models import Party
from organisations.reach import OwnOrganisationPolicy, ReachedViewSet

register_permission_policy(Party, OwnOrganisationPolicy(Party, "organisation__members"))


class PartyViewSet(ReachedViewSet):
    model = Party
    icon = "group"
    menu_label = _("Parties to the declaration")
    menu_order = 720
    list_display = ["name", "kind"]


@hooks.register("register_admin_viewset")
def viewsets():
    return [PartyViewSet()]
