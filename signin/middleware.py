"""One place where the second factor is demanded: before every address of the admin."""

from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from signin.second_factor import has_passed, is_demanded_of

# Signing in and out, the second factor itself, and what the admin's pages load before anything is known.
FREE = (
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "second_factor",
    "second_factor_set_up",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
)


def second_factor(get_response):
    """Leads whoever needs a second factor and has not passed it in this session to where it is passed."""

    def middleware(request):
        if is_missing(request):
            return redirect(f"{reverse('second_factor')}?{urlencode({'next': request.get_full_path()})}")
        return get_response(request)

    return middleware


def is_missing(request) -> bool:
    """Asks for the user in the admin only: public pages stay without a query and without a cookie."""
    if not settings.DEMAND_SECOND_FACTOR or not request.path_info.startswith("/admin/"):
        return False
    if request.path_info in {reverse(name) for name in FREE}:
        return False
    return request.user.is_authenticated and is_demanded_of(request.user) and not has_passed(request)
