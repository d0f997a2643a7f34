"""Responses go only when two people say so and nothing stands in the way, and then nothing of them is left."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from consultations.enums import DeletionGround, DeletionScope, Reason
from consultations.models import (
    Answer,
    Appeal,
    Consultation,
    DeletionOrder,
    Draft,
    Erasure,
    FeedbackEvidence,
    Log,
    Release,
    Response,
    Review,
    TextReport,
    Workbook,
)
from consultations.moderation.flagging import flag_what_has_come
from consultations.reporting import deletion
from consultations.reporting.deletion import (
    NotDeleted,
    approve_deletion,
    carry_out,
    lift_hold,
    place_hold,
    propose_deletion,
    set_rule,
)
from consultations.reporting.erasing import replay_erasures
from consultations.responding.submit import leave_address
from consultations.results.releases import publish_release
from consultations.results.tallies import counts_of
from consultations.retention import delete_due
from tests.builders import a_response, an_id
from tests.moderation.redress import an_appeal
from tests.moderation.texts import ASKED, a_text, decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def done_with(closed, registrar):
    """A consultation that owes no feedback, a rule that lets everything go, and three responses."""
    owes_feedback(closed, by=None)
    for what in DeletionScope:
        set_rule(closed, what=what, days=5, decision="KS-2026-00500", by=registrar, now=timezone.now())
    for text in ("Första", "Andra", "Tredje"):
        a_response(closed, {"Åker du buss?": "Ja", ASKED: text})
    return closed


def owes_feedback(consultation, *, by) -> None:
    consultation.source_page.feedback_due = by
    type(consultation.source_page).objects.filter(pk=consultation.source_page_id).update(feedback_due=by)


def proposed(consultation, by, what=DeletionScope.RESPONSES, **said) -> DeletionOrder:
    return propose_deletion(consultation, what=what, by=by, **{"now": timezone.now()} | said)


def approved(consultation, by, also, **said) -> DeletionOrder:
    order = proposed(consultation, by, **said)
    approve_deletion(order, by=also, now=timezone.now())
    return order


def left(consultation) -> int:
    with scope(consultation=consultation):
        return Response.objects.count()


def dump() -> str:
    """Every column of every table, as text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows += [table, *(said(value) for row in cursor.fetchall() for value in row)]
    return "\n".join(rows)


def said(value) -> str:
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)


def in_a_file(consultation) -> bytes:
    """The tests of other processes plant files beside ours."""
    return f"KANARIE {consultation.pk}".encode()


def files_holding(words: bytes) -> list[str]:
    places = {Path(settings.MEDIA_ROOT), Path(storages["private"].location)}
    found = {path for place in places for path in place.rglob("*") if path.is_file()}
    return sorted(str(path) for path in found if words in path.read_bytes())


def test_two_people_delete_and_one_does_not(done_with, registrar, administrator):
    order = proposed(done_with, registrar)
    assert order.counted == {"responses": 3, "texts": 3}
    with pytest.raises(NotDeleted, match="en annan person"):
        approve_deletion(order, by=registrar, now=timezone.now())
    with pytest.raises(NotDeleted):
        carry_out(order, now=timezone.now())
    assert left(done_with) == 3

    approve_deletion(order, by=administrator, now=timezone.now())
    assert delete_due(now=timezone.now())["approved"] == 3
    assert left(done_with) == 0
    assert delete_due(now=timezone.now())["approved"] == 0
    assert Erasure.objects.filter(decision="KS-2026-00500", what="responses").count() == 3
    actions = Log.objects.filter(detail__order=str(order.pk)).order_by("n").values_list("action", "by_name")
    assert list(actions) == [
        ("deletion_proposed", "registrar"),
        ("deletion_approved", "administrator"),
        ("deleted", ""),
    ]


def test_the_database_itself_refuses_one_person_twice(done_with, registrar):
    order = proposed(done_with, registrar)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeletionOrder.objects.filter(pk=order.pk).update(approved_by=registrar, approved_at=timezone.now())


@pytest.mark.parametrize("name", ["official", "moderator", "editor", "outsider"])
def test_others_may_neither_propose_nor_approve_nor_hold(done_with, registrar, name, request):
    other, now = request.getfixturevalue(name), timezone.now()
    order = proposed(done_with, registrar)
    hold = place_hold(done_with, reason="Begäran", by=registrar, now=now)
    for act in (
        lambda: proposed(done_with, other),
        lambda: approve_deletion(order, by=other, now=now),
        lambda: place_hold(done_with, reason="Nej", by=other, now=now),
        lambda: lift_hold(hold, by=other, now=now),
        lambda: set_rule(done_with, what="texts", days=0, decision="X", by=other, now=now),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_proposer_who_has_lost_the_role_counts_no_more(done_with, registrar, administrator):
    order = proposed(done_with, registrar)
    registrar.roles.all().delete()
    with pytest.raises(PermissionDenied):
        approve_deletion(order, by=administrator, now=timezone.now())


def test_a_hold_stops_even_a_deletion_that_has_begun(done_with, registrar, administrator, monkeypatch):
    monkeypatch.setattr(deletion, "BATCH", 1)
    order = approved(done_with, registrar, administrator)
    assert deletion._erase_batch(order, now=timezone.now()) == 1
    hold = place_hold(done_with, reason="Begäran om handlingarna", by=registrar, now=timezone.now())
    assert delete_due(now=timezone.now())["approved"] == 0
    assert left(done_with) == 2
    lift_hold(hold, by=registrar, now=timezone.now())
    assert delete_due(now=timezone.now())["approved"] == 2
    assert left(done_with) == 0


def test_an_open_appeal_stops_it(done_with, registrar):
    appeal = an_appeal(done_with)
    with pytest.raises(NotDeleted, match="väntar"):
        proposed(done_with, registrar)
    with scope(consultation=done_with):
        Appeal.objects.filter(pk=appeal.pk).update(state="upheld")
    assert proposed(done_with, registrar).counted["responses"] == 4


def test_feedback_that_is_owed_stops_it(done_with, registrar):
    owes_feedback(done_with, by=timezone.localdate())
    with pytest.raises(NotDeleted, match="återkoppling"):
        proposed(done_with, registrar)
    Consultation.objects.filter(pk=done_with.pk).update(decided_at=timezone.now())
    assert proposed(Consultation.objects.get(pk=done_with.pk), registrar).counted["responses"] == 3


def test_before_the_day_of_the_rule_nothing_goes(done_with, registrar):
    early = done_with.closes + timedelta(days=4)
    with pytest.raises(NotDeleted, match="från"):
        proposed(done_with, registrar, now=early)
    assert proposed(done_with, registrar, now=early + timedelta(days=1)).counted["responses"] == 3


def test_what_has_changed_since_is_proposed_again(done_with, registrar, administrator):
    order = proposed(done_with, registrar)
    a_response(done_with, {"Åker du buss?": "Nej"})
    with pytest.raises(NotDeleted, match="på nytt"):
        approve_deletion(order, by=administrator, now=timezone.now())
    assert left(done_with) == 4


def test_one_response_goes_on_a_lawful_ground_and_the_others_stay(closed, registrar, administrator):
    kept, asked = (a_response(closed, {ASKED: text}) for text in ("Kvar", "Bort"))
    ground = {"ground": DeletionGround.REQUEST, "response": asked.pk}
    with pytest.raises(NotDeleted, match="diarienummer"):
        proposed(closed, registrar, **ground)
    carry_out(approved(closed, registrar, administrator, decision="KS-2026-7", **ground), now=timezone.now())
    with scope(consultation=closed):
        assert list(Response.objects.values_list("pk", flat=True)) == [kept.pk]
    assert list(Erasure.objects.values_list("response", "decision")) == [(asked.pk, "KS-2026-7")]


@pytest.mark.parametrize("what", DeletionScope)
def test_counts_and_releases_stay_as_they_were(what, done_with, registrar, administrator):
    for _n in range(7):
        a_response(done_with, {"Åker du buss?": "Ja"})
    before = counts_of(done_with, now=timezone.now()).counts
    release = publish_release(done_with, by=registrar, now=timezone.now())
    figures = list(release.figures.order_by("pk").values_list("pk", "value"))
    carry_out(approved(done_with, registrar, administrator, what=what), now=timezone.now())
    assert counts_of(done_with, now=timezone.now()).counts == before
    assert list(Release.objects.get().figures.order_by("pk").values_list("pk", "value")) == figures
    assert left(done_with) == (10 if what == DeletionScope.TEXTS else 0)


def plant(consultation, moderator, registrar) -> None:
    """KANARIE in every place that holds what a resident wrote, or what was said of it."""
    text = a_text(consultation, "KANARIE text", consent="named", name="KANARIE namn")
    decided(text, moderator, redactions=[(0, 3)], reason=Reason.OTHER, explanation="KANARIE förklaring")
    appeal = an_appeal(consultation, moderator, words="KANARIE omprövning")
    with scope(consultation=consultation):
        Appeal.objects.filter(pk=appeal.pk).update(state="upheld", explanation="KANARIE svar")
        Answer.objects.filter(pk=appeal.decision.answer_id).update(text="KANARIE dold")
        TextReport.objects.create(
            consultation=consultation,
            answer=text,
            reason="spam",
            words="KANARIE anmälan",
            code_hash=b"1" * 32,
            received_on=timezone.localdate(),
        )
        Review.objects.create(answer=text, consultation=consultation, note="KANARIE lapp")
    FeedbackEvidence.objects.create(consultation=consultation, point=text.pk, answer=text)
    flag_what_has_come()
    name = storages["private"].save("kanarie.xlsx", ContentFile(in_a_file(consultation)))
    Workbook.objects.create(
        consultation=consultation, by=registrar, language="sv", asked_at=timezone.now(), state="ready", file=name
    )


@pytest.mark.parametrize("what", DeletionScope)
def test_nothing_of_it_is_left_in_any_table_or_file(what, done_with, moderator, registrar, administrator):
    plant(done_with, moderator, registrar)
    assert dump().count("KANARIE") >= 8
    assert len(files_holding(in_a_file(done_with))) == 1

    carry_out(approved(done_with, registrar, administrator, what=what), now=timezone.now())
    lines = dump().splitlines()
    assert [line for line in lines if "KANARIE" in line or "Första" in line] == []
    assert files_holding(in_a_file(done_with)) == []
    assert FeedbackEvidence.objects.count() == 0


def test_drafts_and_addresses_go_with_the_last_response(done_with, registrar, administrator):
    leave_address(done_with, email="canary@example.org", locale="sv")
    Draft.objects.create(
        consultation=done_with,
        lookup_hash=b"2" * 32,
        ciphertext=b"x",
        version=done_with.current,
        expires_on=timezone.localdate() + timedelta(days=9),
    )
    carry_out(approved(done_with, registrar, administrator), now=timezone.now())
    assert Draft.objects.count() == 0
    with scopes_disabled():
        assert done_with.contacts.count() == 0


def test_replaying_erases_what_an_old_backup_brought_back_once(closed):
    back, other = (a_response(closed, {ASKED: text}) for text in ("KANARIE", "Kvar"))
    trace = {"what": "responses", "decision": "KS-2026-7", "erased_on": timezone.localdate()}
    assert replay_erasures([Erasure(response=back.pk, **trace)]) == 1
    assert replay_erasures([Erasure(response=back.pk, **trace)]) == 0
    assert "KANARIE" not in dump()
    with scope(consultation=closed):
        assert list(Response.objects.values_list("pk", flat=True)) == [other.pk]


def test_a_text_that_was_written_again_goes_too(open_consultation, registrar, administrator):
    """A trace says that texts went once, not that none has come since."""
    now, thread = timezone.now(), a_response(open_consultation, {"Åker du buss?": "Ja", ASKED: "Första"})
    for text in ("Första", "Andra"):
        with scope(consultation=open_consultation):
            Answer.objects.filter(submission__response=thread, question=an_id(f"question {ASKED}")).update(text=text)
        said = {"ground": DeletionGround.REQUEST, "decision": "KS-1", "response": thread.pk}
        order = propose_deletion(open_consultation, what=DeletionScope.TEXTS, by=registrar, now=now, **said)
        approve_deletion(order, by=administrator, now=now)
        assert carry_out(order, now=now) == 1
    with scope(consultation=open_consultation):
        written = Answer.objects.filter(submission__response=thread)
        assert list(written.exclude(text="")) == []
        written.filter(question=an_id(f"question {ASKED}")).update(text="Ur en äldre säkerhetskopia")
    assert replay_erasures(list(Erasure.objects.all())) == 1
    with scope(consultation=open_consultation):
        assert list(Answer.objects.filter(submission__response=thread).exclude(text="")) == []
    assert replay_erasures(list(Erasure.objects.all())) == 0
