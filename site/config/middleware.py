"""What every request gets before anything else looks at it."""

import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.signals import request_finished
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone

from config import metrics
from config.languages import html_language
from config.logs import current_request, request_number

LONGEST_QUEUE = timedelta(minutes=2)  # a proxy that says more has a clock that is wrong


def arrival(get_response):
    """Stamps the request with the moment it reached us (UTC) and its number. Stage and arrival are read from it, once."""

    def middleware(request):
        began, now, behind = time.perf_counter(), timezone.now(), settings.BEHIND_PROXY
        request.arrived_at = moment_at_the_proxy(request.META.get("HTTP_X_REQUEST_START", ""), now) if behind else now
        request.number = request_number(request.META.get("HTTP_X_REQUEST_ID", "") if behind else "")
        current_request.set(request.number)
        response = get_response(request)
        response.headers["X-Request-ID"] = request.number
        if settings.METRICS_TOKEN:
            metrics.count(request, response, time.perf_counter() - began)
        return response

    return middleware


def moment_at_the_proxy(said: str, now: datetime) -> datetime:
    """When the proxy had the whole request, before it waited for us; now, if that can't be told or believed."""
    try:
        moment = datetime.fromtimestamp(float(said.removeprefix("t=")), UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return moment if now - LONGEST_QUEUE <= moment <= now else now


def forget_the_number(**_kwargs) -> None:
    current_request.set("")


request_finished.connect(forget_the_number)


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
        if language := response.headers.get("Content-Language"):  # A redirect to a language has none.
            response.headers["Content-Language"] = html_language(language)
        return response
