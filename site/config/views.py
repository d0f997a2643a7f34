"""Health, the bare address, and what is shown when something is wrong."""

import hmac

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import never_cache
from wagtail.models import Locale

from config import metrics


def root(request):
    """Sends the bare address to the start page in the visitor's language, if the site has it."""
    offered = {locale.language_code for locale in Locale.objects.all()}
    wanted = get_language_from_request(request)
    response = redirect(f"/{wanted if wanted in offered else settings.LANGUAGE_CODE}/")
    response.headers["Vary"] = "Accept-Language"
    return response


@never_cache
def live(request):
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def ready(request):
    """200 when the database, its migrations and the cache are there; else 503, naming what is down."""
    down = [name for name, is_up in CHECKS.items() if not _holds(is_up)]
    return JsonResponse({"ready": not down, "down": down}, status=503 if down else 200)


def _holds(is_up) -> bool:
    try:
        return is_up()
    except Exception:  # Whatever it is, the answer is the same: this part is down.
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _cache() -> bool:
    cache.set("health", "ok", 10)
    return cache.get("health") == "ok"


CHECKS = {"database": _database, "migrations": _migrations, "cache": _cache}


@never_cache
def measured(request):
    """What Prometheus asks for; unknown to whoever lacks the token, and to everybody while none is set."""
    asked = request.headers.get("Authorization", "").encode()
    if not settings.METRICS_TOKEN or not hmac.compare_digest(asked, f"Bearer {settings.METRICS_TOKEN}".encode()):
        raise Http404
    return HttpResponse(metrics.written(), content_type=metrics.CONTENT_TYPE)


def server_error(request):
    """Asks nothing of the database or the site: whatever it was may be what is broken."""
    return HttpResponseServerError(render_to_string("500.html", {"number": getattr(request, "number", "")}))


def csrf_failure(request, reason=""):
    """An expired token never costs anybody their text: a view may say how to give the form back."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        match = None
    if match and (give_back := getattr(match.func, "after_csrf_failure", None)):
        return give_back(request, **match.kwargs)
    return render(request, "403_csrf.html", status=403)
