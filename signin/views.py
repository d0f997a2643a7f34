"""The pages on which the people who work with the site sign in, and set up their second factor."""

import segno
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.views.account import LoginView

from signin import second_factor as factor
from signin.forms import CodeForm
from signin.returning import safe_next


class SignInView(LoginView):
    """Wagtail's own, with the way over the provider when there is one."""

    template_name = "signin/login.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(provider=settings.OIDC_NAME if settings.OIDC_ISSUER else "", **kwargs)


@require_safe
@never_cache
def go_to_provider(request):
    """Only from our own page: another site can't start it."""
    if not settings.OIDC_ISSUER:
        raise Http404
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise PermissionDenied
    return openid_connect.login(request, "oidc")


@never_cache
def come_from_provider(request, provider_id):
    if not settings.OIDC_ISSUER:
        raise Http404
    return openid_connect.callback(request, provider_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pass_second_factor(request):
    """Whoever has none yet sets one up first."""
    onward = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    if factor.has_passed(request):
        return redirect(onward)
    if not factor.has_set_up(request.user):
        return redirect("second_factor_set_up")
    form = CodeForm(request.POST or None)
    if form.is_valid() and _is_right(request, form):
        factor.remember_passed(request)
        return redirect(onward)
    status = 422 if form.errors else 200
    return render(request, "signin/second_factor.html", {"form": form, "onward": onward}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up_second_factor(request):
    """An app that is there is replaced only by somebody who has shown it in this session."""
    if factor.has_set_up(request.user) and not factor.has_passed(request):
        return redirect("second_factor")
    secret = factor.secret_to_set_up(request.session)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if factor.set_up(request.user, secret=secret, code=code, now=request.arrived_at):
            del request.session[factor.SECRET]
            factor.remember_passed(request)
            return redirect("recovery_codes")
        form.add_error("code", _("That code is not right. Check the clock of your phone, and take the next code."))
    context = {"form": form, "secret": secret, "picture": _picture_of(request.user, secret)}
    return render(request, "signin/set_up.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def recovery_codes(request):
    if not factor.has_passed(request):
        return redirect(f"{reverse('second_factor')}?{urlencode({'next': request.path})}")
    return render(request, "signin/recovery_codes.html", {"codes": factor.recovery_codes_of(request.user)})


@require_POST
def renew_recovery_codes(request):
    if not factor.has_passed(request):
        raise PermissionDenied
    factor.renew_recovery_codes(request.user)
    messages.success(request, _("You have new recovery codes. The old ones are worth nothing now."))
    return redirect("recovery_codes")


def _is_right(request, form: CodeForm) -> bool:
    try:
        if factor.verify_code(request.user, code=form.cleaned_data["code"], now=request.arrived_at):
            return True
    except factor.TooManyWrongCodesError:
        form.add_error("code", _("Too many wrong codes. Wait a quarter of an hour and try again."))
        return False
    form.add_error("code", _("That code is not right, or it has been used. Take the next one."))
    return False


def _picture_of(user, secret: str) -> str:
    return segno.make(factor.address_for_the_app(user, secret)).svg_data_uri(scale=5, border=4, light="white")
