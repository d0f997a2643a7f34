"""The second factor's addresses in the admin, and the way to them from the own account; nothing else."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from signin import views
from signin.second_factor import has_set_up


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("second-factor/", views.pass_second_factor, name="second_factor"),
        path("second-factor/set-up/", views.set_up_second_factor, name="second_factor_set_up"),
        path("second-factor/recovery-codes/", views.recovery_codes, name="recovery_codes"),
        path("second-factor/recovery-codes/renew/", views.renew_recovery_codes, name="renew_recovery_codes"),
    ]


@hooks.register("register_account_menu_item")
def own_second_factor(request):
    return {
        "url": reverse("recovery_codes" if has_set_up(request.user) else "second_factor_set_up"),
        "label": _("Second factor"),
        "help_text": _("An app on your phone, and recovery codes for when you are without it."),
    }
