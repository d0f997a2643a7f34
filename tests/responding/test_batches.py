"""Staff key in sheets: once each, against the day on which they came, with another person's check of some of them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from consultations.enums import Channel, RoleName
from consultations.models import Answer, Batch, Log, Response, Sheet, Submission
from consultations.questions.keeping import discard_unanswered, kept_below
from consultations.questions.questionnaire import read_version
from consultations.responding.batches import NotDone, check_sheet, close_batch, key_sheet, open_batch
from consultations.responding.keying import KeyingForm
from consultations.responding.submit import AlreadyReceived, NotOpen
from tests.builders import a_consultation, an_id
from tests.cast import a_person

pytestmark = pytest.mark.django_db
BUS, WAYS, LINE = (an_id(f"question {text}") for text in ("Åker du buss?", "Hur tar du dig fram?", "Vilken linje?"))


def a_batch(consultation, by, *, day=None, check_every=1, **fields) -> Batch:
    given = {"channel": Channel.PAPER, "locale": "sv", "expected": 12, "version": consultation.current} | fields
    day = day or timezone.localdate(consultation.closes if consultation.closes < timezone.now() else None)
    return open_batch(consultation, received_on=day, check_every=check_every, by=by, now=timezone.now(), **given)


def typed(**keys) -> dict[str, str]:
    """By short names: the bus, the ways and the line."""
    return {f"k-{id}": keys.get(name, "") for name, id in (("bus", BUS), ("ways", WAYS), ("line", LINE))}  # noqa: A001


def form_of(batch, **keys) -> KeyingForm:
    form = KeyingForm(read_version(batch.version, batch.locale), typed(**keys))
    assert form.is_valid()
    return form


def keyed(batch, no, by, **keys):
    form = form_of(batch, **keys)
    return key_sheet(batch, no, answers=form.given(), unread=form.not_read(), by=by, now=timezone.now())


def chosen(sheet: Sheet) -> set[str]:
    with scope(consultation=sheet.batch.consultation_id):
        rows = Answer.objects.filter(submission__response=sheet.response_id, counted=True)
        return {row.choice or row.text for row in rows}


@pytest.fixture
def registrator(karlstad):
    return a_person("second", karlstad, group="Handläggare", role=RoleName.REGISTRAR)


def test_what_came_in_time_is_keyed_after_closing_and_what_came_late_is_not(closed, official):
    closes = timezone.localdate(closed.closes)
    keyed(a_batch(closed, official, day=closes), 1, official, bus="1")
    with scope(consultation=closed):
        sent = Submission.objects.get()
    assert (sent.channel, timezone.localdate(sent.received_at) <= closes) == ("paper", True)
    assert closed.opens <= sent.received_at < closed.closes
    for day in (closes + timedelta(days=1), timezone.localdate(closed.opens) - timedelta(days=1)):
        with pytest.raises(NotDone, match="inte öppet"):
            a_batch(closed, official, day=day)


def test_closing_earlier_while_a_batch_is_open_is_held_against_its_day(closed, official):
    batch = a_batch(closed, official)
    type(closed).objects.filter(pk=closed.pk).update(closes=closed.closes - timedelta(days=3))
    with pytest.raises(NotOpen):
        keyed(batch, 1, official, bus="1")
    assert not Sheet.objects.exists()


def test_a_second_press_stores_once_and_another_sheet_under_the_number_is_refused(open_consultation, official):
    batch = a_batch(open_consultation, official)
    first, again = (keyed(batch, 1, official, bus="1", ways="12") for _press in range(2))
    assert (first.code, first.is_new, again.is_new) == (again.code, True, False)
    with pytest.raises(AlreadyReceived):
        keyed(batch, 1, official, bus="2")
    with scope(consultation=open_consultation):
        assert (Response.objects.count(), Sheet.objects.count()) == (1, 1)


def test_the_same_person_does_not_check_by_rule_and_by_database(open_consultation, official, registrator):
    batch = a_batch(open_consultation, official)
    keyed(batch, 1, official, bus="1")
    sheet, given = Sheet.objects.get(), form_of(batch, bus="1").given()
    with pytest.raises(NotDone):
        check_sheet(sheet, second=given, settled=given, by=official, now=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.update(second_by=official)
    check_sheet(sheet, second=given, settled=given, by=registrator, now=timezone.now())
    with pytest.raises(NotDone, match="redan"):
        check_sheet(sheet, second=given, settled=given, by=registrator, now=timezone.now())


def test_closing_waits_for_the_checks_and_then_takes_no_more(open_consultation, official):
    batch = a_batch(open_consultation, official)
    keyed(batch, 1, official, bus="1")
    with pytest.raises(NotDone, match="vissa blanketter"):
        close_batch(batch, by=official, now=timezone.now())
    close_batch(batch, by=official, now=timezone.now(), without_checks=True)
    with pytest.raises(NotDone, match="stängd"):
        keyed(batch, 2, official, bus="1")


def test_the_log_tells_of_acts_and_holds_no_text(open_consultation, official, registrator):
    batch = a_batch(open_consultation, official)
    keyed(batch, 1, official, bus="1", line="Linje sju")
    given = form_of(batch, bus="2", line="Linje sju").given()
    check_sheet(Sheet.objects.get(), second=given, settled=given, by=registrator, now=timezone.now())
    close_batch(batch, by=official, now=timezone.now())
    told = list(Log.objects.order_by("n").values_list("action", "detail"))
    assert [act for act, _detail in told] == ["batch_opened", "sheet_keyed", "sheet_checked", "batch_closed"]
    assert "Linje" not in str(told)
    assert told[2][1] == {"batch": str(batch.pk), "sheet": 1, "differing": 1}


def address(name, batch, **more):
    return reverse(name, kwargs={"pk": batch.consultation_id, "batch": batch.pk, **more})


def test_from_opening_to_a_corrected_sheet(open_consultation, official, registrator, outsider, moderator, signed_in):
    here, today = reverse("batches", args=[open_consultation.pk]), timezone.localdate()
    asked = {"channel": "phone", "received_on": today, "expected": 3, "locale": "sv", "check_every": 1}
    asked["version"] = str(open_consultation.current_id)
    opened = signed_in(official).post(here, asked)
    batch = Batch.objects.get()
    assert opened.url == address("batch_key", batch)
    sheet = {"no": "1", **typed(bus="1", ways="1", line="Sju")}
    for stranger in (outsider, moderator):
        assert signed_in(stranger).post(opened.url, sheet).status_code in {302, 404}
    assert not Sheet.objects.exists()
    slip = signed_in(official).post(opened.url, sheet | {"slip": "on"})
    assert slip.status_code == 200
    assert len(slip.context["code"]) == 19

    check = address("batch_check", batch, no=1)
    assert signed_in(official).get(check).status_code == 302
    second = signed_in(registrator)
    assert "Sju" not in second.get(check).content.decode()
    read = typed(bus="2", ways="1", line="Nio")
    assert [each.asked.question.id for each in second.post(check, read).context["differences"]] == [BUS, LINE]
    assert chosen(Sheet.objects.get()) >= {"Sju"}
    settled = {"settle": "1", f"settle-{BUS}": "first", f"settle-{LINE}": "own", f"own-{LINE}": "Nitton"}
    assert second.post(check, read | settled).status_code == 302
    done = Sheet.objects.get()
    assert chosen(done) == {an_id("choice Ja"), an_id("choice Buss"), "Nitton"}
    assert (done.first_by, done.second_by, done.differing, done.compared) == (official, registrator, 2, 3)
    with scope(consultation=open_consultation):
        assert [(sent.n, sent.channel) for sent in Submission.objects.order_by("n")] == [(1, "phone"), (2, "phone")]


def test_the_results_say_what_is_being_keyed_in(open_consultation, official, signed_in):
    batch = a_batch(open_consultation, official)
    keyed(batch, 1, official, bus="1")
    page = signed_in(official).get(reverse("results", args=[open_consultation.pk]))
    assert [(each.keyed, each.expected) for each in page.context["batches"]] == [(1, 12)]
    close_batch(batch, by=official, now=timezone.now(), without_checks=True)
    assert not signed_in(official).get(reverse("results", args=[open_consultation.pk])).context["batches"]


def test_what_the_other_answers_lead_past_is_left_out_and_said(site, official, signed_in):
    from tests.builders import a_question

    asked = [
        a_question("single_choice", "Åker du buss?"),
        a_question("short_text", "Vilken linje?", shown_if=f"{BUS}={an_id('choice Ja')}"),
    ]
    batch = a_batch(a_consultation(questions=asked), official)
    page = signed_in(official).post(address("batch_key", batch), {"no": "1", **typed(bus="2", line="7")}, follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["success", "warning"]
    assert chosen(Sheet.objects.get()) == {an_id("choice Nej")}


def test_an_open_batch_keeps_its_consultation_and_an_empty_closed_one_does_not(open_consultation, official):
    page = open_consultation.source_page
    batch = a_batch(open_consultation, official)
    assert kept_below([page]) == [open_consultation]
    close_batch(batch, by=official, now=timezone.now())
    assert kept_below([page]) == []
    discard_unanswered([page], by=official, now=timezone.now())
    assert not Batch.objects.exists()


@pytest.mark.parametrize("sheets", [1, 3])
def test_the_batch_costs_the_same_whatever_the_number(
    open_consultation, official, signed_in, sheets, django_assert_num_queries
):
    batch = a_batch(open_consultation, official)
    for no in range(1, sheets + 1):
        keyed(batch, no, official, bus="1")
    client = signed_in(official)
    client.get(address("batch", batch))
    with django_assert_num_queries(16):
        client.get(address("batch", batch))
