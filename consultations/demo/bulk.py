"""Stores many invented responses fast: for trying and measuring the site, never for what residents send.

The rows are those that ``submit_response`` would write, by the same builders. Each of some hundred built responses is
stored many times over, with its own ids, keys, time and decision, by the database's own way to take in many rows.
"""

import gc
import random
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID, uuid4

from django.db import connection, models, transaction
from django.utils import timezone

from consultations.demo.arriving import arrivals
from consultations.demo.inventing import Inventor
from consultations.enums import Channel, ModerationState, Reason, RoleName
from consultations.models import Answer, Consultation, Decision, Owner, Response, Role, Submission
from consultations.moderation.decisions import content_digest
from consultations.questions.questionnaire import read_version
from consultations.responding import keys
from consultations.responding.submit import Sending, rows_of, thread_of

BUILT, BATCH = 500, 2_000
DECIDED = ((ModerationState.PUBLISHED, 85), (ModerationState.HIDDEN, 8), (ModerationState.WAITING, 7))
HIDDEN_FOR = (Reason.OFF_TOPIC, Reason.PERSONAL_DATA, Reason.DEFAMATION, Reason.SPAM)


@dataclass(frozen=True)
class Built:
    """A response as the builders make it, as rows of the database."""

    response: list
    submission: list
    answers: list[list]
    awaiting: list[int]  # which of the answers wait for a moderator
    digests: list[str]


def store_many(consultation: Consultation, *, count: int, seed: int, until: datetime) -> None:
    """Invents and stores so many responses that came in from the opening until then. Not yet counted."""
    rng = random.Random(seed)  # noqa: S311
    built = _build(consultation, rng, min(BUILT, count))
    moments = arrivals(rng, opens=consultation.opens, closes=until, count=count)
    stamped = _stamped(built, moments, rng, by=_moderator_of(consultation))
    with _much_memory(), transaction.atomic():
        while batch := sorted(islice(stamped, BATCH), key=_in_order_of_keys):
            for model, rows in zip((Response, Submission, Answer, Decision), zip(*batch, strict=True), strict=True):
                _insert(model, [row for some in rows for row in some])


def _build(consultation: Consultation, rng: random.Random, number: int) -> list[Built]:
    inventor = Inventor(rng, read_version(consultation.current))
    lead = Owner.objects.get(consultation=consultation, is_lead=True)
    return [_built(consultation, inventor, lead) for _ in range(number)]


def _built(consultation: Consultation, inventor: Inventor, lead: Owner) -> Built:
    sent = Sending(
        consultation,
        consultation.current,
        inventor.answers(),
        inventor.locale(),
        keys.new_form_key(),
        consultation.opens,
        Channel.WEB,
    )
    response, submission = thread_of(sent, entrance=lead.pk)
    answers = rows_of(sent.answers, submission)
    awaiting = [n for n, answer in enumerate(answers) if answer.moderation == ModerationState.WAITING]
    digests = [content_digest(answers[n]) for n in awaiting]
    return Built(_row(response), _row(submission), [_row(answer) for answer in answers], awaiting, digests)


def _row(instance: models.Model) -> list:
    return [_prepared(field, getattr(instance, field.attname)) for field in _columns(type(instance))]


def _stamped(built: Sequence[Built], moments: Iterable[datetime], rng: random.Random, *, by) -> Iterable[tuple]:
    """Rows of responses, submissions, answers and decisions, one response at a time."""
    stamp = _Stamp(by)
    for moment in moments:
        yield stamp.rows(rng.choice(built), moment, rng)


class _Stamp:
    """Gives a built response its own ids, keys, time and decisions."""

    def __init__(self, by) -> None:
        self.by = by
        self.places = {
            model: {field.name: place for place, field in enumerate(_columns(model))}
            for model in (Response, Submission, Answer, Decision)
        }
        self.decisions: dict[tuple[str, str], list] = {}
        self.decided_at = Decision._meta.get_field("at")
        self.is_text = not connection.features.has_native_uuid_field
        answer = self.places[Answer]
        self.id_of_answer, self.submission_of_answer = answer["id"], answer["submission"]
        self.day_of_answer = answer["received_on"]
        self.received_at = Submission._meta.get_field("received_at")
        self.received_on = Answer._meta.get_field("received_on")

    def new_id(self) -> str | UUID:
        return secrets.token_hex(16) if self.is_text else uuid4()

    def rows(self, built: Built, moment: datetime, rng: random.Random) -> tuple[list, list, list, list]:
        response_id, submission_id = self.new_id(), self.new_id()
        response = self._with(Response, built.response, id=response_id, current=submission_id, receipt_hash=_secret())
        submission = self._with(
            Submission,
            built.submission,
            id=submission_id,
            response=response_id,
            key_hash=_secret(),
            received_at=_prepared(self.received_at, moment),
        )
        day = _prepared(self.received_on, timezone.localdate(moment))
        answers = [self._answer(row, submission_id, day) for row in built.answers]
        return [response], [submission], answers, list(self._decide(built, answers, moment, rng))

    def _answer(self, row: list, submission_id: str | UUID, day: str) -> list:
        row = row.copy()
        row[self.id_of_answer], row[self.submission_of_answer], row[self.day_of_answer] = (
            self.new_id(),
            submission_id,
            day,
        )
        return row

    def _decide(self, built: Built, answers: list[list], moment: datetime, rng: random.Random) -> Iterable[list]:
        places = self.places[Answer]
        for n, digest in zip(built.awaiting, built.digests, strict=True):
            state = rng.choices(*zip(*DECIDED, strict=True))[0]
            answers[n][places["moderation"]] = state.value
            if state != ModerationState.WAITING:
                yield self._decision(answers[n], state, digest, moment + rng.random() * timedelta(days=2), rng)

    def _decision(self, answer: list, state: str, digest: str, at: datetime, rng: random.Random) -> list:
        reason = rng.choice(HIDDEN_FOR) if state == ModerationState.HIDDEN else ""
        if (state, reason) not in self.decisions:
            self.decisions[state, reason] = _row(Decision(n=1, state=state, reason=reason, by=self.by, at=at))
        return self._with(
            Decision,
            self.decisions[state, reason],
            id=self.new_id(),
            content_digest=digest,
            at=_prepared(self.decided_at, at),
            answer=answer[self.places[Answer]["id"]],
            consultation=answer[self.places[Answer]["consultation"]],
        )

    def _with(self, model: type[models.Model], row: list, **values) -> list:
        row = row.copy()
        for name, value in values.items():
            row[self.places[model][name]] = value
        return row


def _columns(model: type[models.Model]) -> list[models.Field]:
    return model._meta.concrete_fields


def _prepared(field: models.Field, value):
    """The value as the driver takes it fastest: no member of an enumeration, no truth value where it has none."""
    value = field.get_db_prep_save(value, connection)
    if isinstance(value, str):
        return str(value)
    return int(value) if isinstance(value, bool) and connection.vendor == "sqlite" else value


def _secret() -> bytes:
    """In the place of a hash of a key that nobody has."""
    return secrets.token_bytes(32)


def _in_order_of_keys(rows: tuple) -> object:
    """Most indexes begin with the submission: the database inserts faster where it has just been."""
    return rows[1][0][0]


@contextmanager
def _much_memory() -> Iterator[None]:
    """Keeps the indexes in memory (256 MB, SQLite only), and Python from looking for rubbish among all the rows."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -262144")
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _insert(model: type[models.Model], rows: list[list]) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in _columns(model))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(_columns(model)))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608


def _moderator_of(consultation: Consultation):
    owners = consultation.owners.values("organisation")
    role = Role.objects.filter(role=RoleName.MODERATOR, organisation__in=owners, user__is_active=True).first()
    return role.user if role else None
