"""What every request gets before anything else looks at it."""

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone

from config.languages import html_language


def arrival(get_response):
    """Stamps the request with the moment it reached us (UTC). Stage and arrival are read from it, once."""

    def middleware(request):
        request.arrived_at = timezone.now()
        return get_response(request)

    return middleware


def content_security_policy_of_the_admin(get_response):
    """Wagtail's admin needs inline scripts and styles; no other page is allowed them."""

    def middleware(request):
        response = get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_update = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response

    return middleware


class LanguageOfTheAddress(LocaleMiddleware):
    """Django's own, but that an unknown address outside the pages stays unknown and is not looked for below a language."""

    def process_response(self, request, response):
        if request.path.startswith(("/admin/", "/api/", "/-/", "/static/", "/media/", "/documents/", "/captcha/")):
            return response
        response = super().process_response(request, response)
        if "Content-Language" not in response.headers:  # on its way to an address below a language
            return response
        response.headers["Content-Language"] = html_language(response.headers["Content-Language"])
        return response
