"""What a monitor may know: how much, how fast, how long the queues are. Nothing of a person or of a single consultation.

Requests are named by the view that answered, never by their path. Without METRICS_TOKEN nothing is counted.
"""

import os

from django.db import DatabaseError
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from config import registry

__all__ = ["CONTENT_TYPE", "count", "written"]

BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
METHODS = {"GET", "HEAD", "POST"}
requests = Counter("tilltals_requests", "Requests that were answered", ["view", "method", "status"])
seconds = Histogram("tilltals_request_seconds", "Time from arrival to answer", ["view"], buckets=BOUNDS)


def count(request, response, duration: float) -> None:
    view = _view_of(request)
    method = request.method if request.method in METHODS else "other"  # what a client makes up is no label
    requests.labels(view, method, str(response.status_code)).inc()
    seconds.labels(view).observe(duration)


def written() -> bytes:
    """All of it, as Prometheus reads it: what all processes counted, and how long the queues are now."""
    now = CollectorRegistry()
    for name, measure in {"tasks_waiting": tasks_waiting, **registry.gauges()}.items():
        explained = (measure.__doc__ or name).splitlines()[0]
        try:
            value = measure()
        except DatabaseError:
            continue  # A gap in the curve tells it better than a number would.
        Gauge(f"tilltals_{name}", explained, registry=now).set(value)
    return _counted() + generate_latest(now)


def tasks_waiting() -> int:
    """Background tasks that have not begun"""
    return DBTaskResult.objects.filter(status="READY").count()


def _counted() -> bytes:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return generate_latest(together)


def _view_of(request) -> str:
    found = getattr(request, "resolver_match", None)
    return (found.view_name or "unnamed") if found else "none"
