"""What every request gets before anything else looks at it."""

from django.conf import settings
from django.utils import timezone


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
