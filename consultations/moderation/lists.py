"""The lists of words in the admin's settings: each organisation's own, kept by its administrators, every change logged."""

from django.contrib.auth.models import Permission
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views import generic
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from consultations.enums import RoleName
from consultations.models import Role, WordList
from consultations.models.log import write_log
from organisations.models import Organisation, User
from organisations.reach import ReachedDeleteView, ReachedEditView, ReachedViewSet


def organisations_listed_by(user):
    """The organisations whose lists the user keeps: those where they administer, as members."""
    if not (user.is_authenticated and user.is_active):
        return Organisation.objects.none()
    roles = Role.objects.filter(user=user, role=RoleName.ADMINISTRATOR, consultation__isnull=True)
    return Organisation.objects.filter(members=user, pk__in=roles.values("organisation"))


class OwnedPolicy(BasePermissionPolicy):
    """Rows of an organisation, for those who administer it."""

    def user_has_permission(self, user, action):
        return organisations_listed_by(user).exists()

    def user_has_any_permission(self, user, actions):
        return organisations_listed_by(user).exists()

    def user_has_permission_for_instance(self, user, action, instance):
        return organisations_listed_by(user).filter(pk=instance.organisation_id).exists()

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return self.user_has_permission_for_instance(user, "", instance)

    def instances_user_has_any_permission_for(self, user, actions):
        return self.model.objects.filter(organisation__in=organisations_listed_by(user)).select_related("organisation")

    def users_with_any_permission(self, actions):
        return User.objects.filter(roles__role=RoleName.ADMINISTRATOR).distinct()


class WordListForm(WagtailAdminModelForm):
    class Meta:
        model = WordList
        fields = ["organisation", "kind", "words", "instead"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_listed_by(self.for_user)


class Logged:
    """Every change is logged: that it was made, never the words."""

    def save_instance(self):
        found = super().save_instance()
        log_change(found, self.request)
        return found


class AddWordListView(Logged, generic.CreateView):
    pass


class EditWordListView(Logged, ReachedEditView):
    pass


class DeleteWordListView(ReachedDeleteView):
    def delete_action(self):
        log_change(self.object, self.request)
        super().delete_action()


def log_change(found: WordList, request) -> None:
    organisation = str(found.organisation_id)
    write_log("word_list_changed", by=request.user, at=request.arrived_at, kind=found.kind, organisation=organisation)


class WordListViewSet(ReachedViewSet):
    model = WordList
    icon = "list-ul"
    add_to_settings_menu = False  # Reached from the queue: each entry in the menu would cost every page a query.
    list_display = ["get_kind_display", "organisation"]
    add_view_class = AddWordListView
    edit_view_class = EditWordListView
    delete_view_class = DeleteWordListView

    def get_form_class(self, for_update=False):
        return WordListForm

    def get_permissions_to_register(self):
        return Permission.objects.none()


register_permission_policy(WordList, OwnedPolicy(WordList))
