"""The log: what was changed, removed or added by another way is found; the registrar takes it out as CSV."""

import csv
import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from consultations.enums import RoleName
from consultations.models import Log
from consultations.models.log import first_broken_link, last_mark, write_log
from tests.builders import a_consultation
from tests.cast import a_person
from tests.moderation.texts import a_text, decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(moderator):
    for n in range(5):
        write_log("tried", by=moderator, at=timezone.now() + timedelta(seconds=n), number=n)
    return Log.objects.order_by("n")


def verified(*arguments) -> str:
    said = io.StringIO()
    call_command("verify_log", *arguments, stdout=said)
    return said.getvalue()


def test_a_whole_log_holds_and_gives_a_mark(log):
    assert f"5 entries. Mark: {last_mark()}" in verified()
    assert "holds" in verified("--mark", last_mark())


@pytest.mark.parametrize(
    ("change", "found_at"),
    [
        (lambda log: log.filter(n=3).update(detail={"number": 9}), 3),
        (lambda log: log.filter(n=3).update(by_name="någon"), 3),
        (lambda log: log.filter(n=3).update(at=timezone.now() - timedelta(days=1)), 3),
        (lambda log: log.filter(n=3).update(action="x"), 3),
        (lambda log: log.filter(n=2).delete(), 2),
        (lambda log: log.filter(n=1).delete(), 1),
        (lambda log: Log.objects.create(n=6, at=timezone.now(), action="x", prev=log.last().mac, mac="0" * 64), 6),
    ],
)
def test_whatever_was_changed_is_found_where_it_is(log, change, found_at):
    assert first_broken_link() is None
    change(log)
    assert first_broken_link() == found_at
    with pytest.raises(CommandError, match=f"entry {found_at} "):
        verified()


def test_an_end_that_was_cut_off_shows_against_a_mark_only(log):
    mark = last_mark()
    log.filter(n__gt=3).delete()
    assert "holds" in verified()
    for wrong in (mark, "x", "3:" + "0" * 64):
        with pytest.raises(CommandError):
            verified("--mark", wrong)


def test_the_chain_outlives_a_change_of_keys_and_times_of_another_zone(log, settings, moderator):
    settings.RESPONSE_KEY_FALLBACKS = [settings.RESPONSE_KEY]
    settings.RESPONSE_KEY = "another key that is long enough for anybody"
    write_log("tried", by=moderator, at=timezone.now().astimezone(ZoneInfo("Asia/Tokyo")))
    assert first_broken_link() is None
    settings.RESPONSE_KEY_FALLBACKS = []
    assert first_broken_link() == 1


def test_the_registrar_takes_out_the_log_of_one_consultation(open_consultation, karlstad, moderator, signed_in):
    registrar = a_person("registrar", karlstad, group="Handläggare", role=RoleName.REGISTRAR)
    decided(a_text(open_consultation, "KANARIE"), moderator, "hidden", reason="other", explanation="=HYPERLINK(1)")
    decided(a_text(a_consultation(), "Annat"), moderator)
    response = signed_in(registrar).get(reverse("results_log", args=[open_consultation.pk]))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    done = [row[3] for row in rows[1:]]
    assert done == ["policy_changed", "text_decided", "log_exported"]
    assert "KANARIE" not in text
    assert [row[6] for row in rows[1:]] == list(
        Log.objects.filter(action__in=done).exclude(n=3).order_by("n").values_list("mac", flat=True)
    )


def test_nobody_else_takes_it_out(open_consultation, administrator, moderator, official, outsider, signed_in):
    url = reverse("results_log", args=[open_consultation.pk])
    assert signed_in(administrator).get(url).status_code == 200
    for person in (moderator, official, outsider):
        assert signed_in(person).get(url, follow=True).status_code in {403, 404}
