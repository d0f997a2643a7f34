"""What the monitor is told, and who may ask."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import REGISTRY

from consultations.models import Outbox

pytestmark = pytest.mark.django_db
AT = "/-/metrics"
KEY = {"authorization": "Bearer a-token"}


def lines(response) -> list[str]:
    return [line for line in response.content.decode().splitlines() if not line.startswith("#")]


def counted(view: str, method: str, status: str) -> float:
    labels = {"view": view, "method": method, "status": status}
    return REGISTRY.get_sample_value("tilltals_requests_total", labels) or 0.0


def test_nobody_is_told_while_no_token_is_set(site, client, settings):
    assert [client.get(AT, headers=h).status_code for h in ({}, KEY, {"authorization": "Bearer "})] == [404, 404, 404]


def test_only_the_token_opens_it(site, client, settings):
    settings.METRICS_TOKEN = "a-token"
    wrong = ({}, {"authorization": "Bearer b"}, {"authorization": "a-token"}, {"authorization": "Bearer å"})
    assert [client.get(AT, headers=headers).status_code for headers in wrong] == [404] * 4
    response = client.get(AT, headers=KEY)
    assert (response.status_code, response["Cache-Control"].count("no-store")) == (200, 1)


def test_requests_are_counted_by_view_and_never_by_path(site, client, settings):
    settings.METRICS_TOKEN = "a-token"
    before = counted("live", "GET", "200"), counted("none", "other", "404")
    client.get("/-/health/live?kanarie=1")
    client.generic("KANARIE", "/api/kanarie")
    told = client.get(AT, headers=KEY).content.decode()
    assert (counted("live", "GET", "200"), counted("none", "other", "404")) == (before[0] + 1, before[1] + 1)
    assert "kanarie" not in told.lower()


def test_nothing_is_counted_without_a_token(client):
    before = counted("live", "GET", "200")
    client.get("/-/health/live")
    assert counted("live", "GET", "200") == before


def test_the_queues_are_told_as_they_are(site, client, settings):
    settings.METRICS_TOKEN = "a-token"
    late = timezone.now() - timedelta(seconds=90)
    Outbox.objects.create(key="a", payload=b"x", next_attempt=late)
    Outbox.objects.create(key="b", payload=None, next_attempt=late, sent_on=late.date())
    DBTaskResult.objects.all().delete()  # what making these rows has queued
    told = dict(line.rsplit(" ", 1) for line in lines(client.get(AT, headers=KEY)))
    names = ("outbox_waiting", "tasks_waiting", "drafts")
    assert [told[f"tilltals_{name}"] for name in names] == ["1.0", "0.0", "0.0"]
    assert 90 <= float(told["tilltals_outbox_late_seconds"]) < 150
