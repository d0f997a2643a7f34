"""What an administrator fills in about an organisation's people."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from organisations.models import Membership, Organisation, User


class MembershipForm(WagtailAdminModelForm):
    """A user is named by the exact user name, so that nobody can leaf through the people of other organisations."""

    username = forms.CharField(label=_("User name"), max_length=150)

    class Meta:
        model = Membership
        fields = ["organisation"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_of(self.for_user)
        if self.instance.pk:
            self.initial["username"] = self.instance.user.get_username()

    def clean_username(self):
        user = User.objects.filter(username=self.cleaned_data["username"], is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("There is no active user with that name."))
        self.instance.user = user
        return self.cleaned_data["username"]

    def clean(self):
        cleaned = super().clean()
        twins = Membership.objects.filter(user=self.instance.user_id, organisation=cleaned.get("organisation"))
        if twins.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This user is a member already."))
        return cleaned


def organisations_of(user):
    """The organisations for which the user may speak."""
    return Organisation.objects.all() if user.is_superuser else user.organisations.all()
