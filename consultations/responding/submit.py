"""The only writer of responses, with ``changing`` beside it. Web, paper, import and tests all call ``submit_response``."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from config.one_writer import one_writer
from consultations.enums import Channel, Consent, ModerationState
from consultations.models import (
    Answer,
    Consultation,
    Contact,
    Draft,
    IdentityProof,
    QuestionnaireVersion,
    Response,
    Submission,
)
from consultations.questions.attached import Attached
from consultations.questions.protocol import AnswerValue
from consultations.questions.questionnaire import Question, Questionnaire, read_version
from consultations.questions.routing import route_of
from consultations.responding import keys
from consultations.responding.attaching import claim
from consultations.responding.codes import spend
from consultations.responding.refusals import NotReceived
from consultations.responding.sealing import seal
from consultations.responding.storing import Rows, delete_row


class NotOpen(NotReceived):
    def __init__(self) -> None:
        super().__init__(_("The consultation is not open."))


class NothingToSend(NotReceived):
    """The form ends for these answers at a page that only tells something."""

    def __init__(self) -> None:
        super().__init__(_("With these answers the form ends without anything being sent."))


class AlreadyReceived(NotReceived):
    """The same key came before, with other content. Nothing was changed and no receipt is shown."""

    def __init__(self) -> None:
        super().__init__(_("A response from this form has already been received."))


class CodeSpent(NotReceived):
    """Somebody has answered with this code meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This code has already been used to answer."))


@dataclass(frozen=True)
class GivenAnswer:
    """The answer to one question, in typed rows, with what its author says of showing it."""

    question: Question
    values: Sequence[AnswerValue]
    consent: str = Consent.NO
    display_name: str = ""
    files: Sequence[Attached] = ()


@dataclass(frozen=True)
class Receipt:
    """What the resident keeps. ``is_new`` is False when this sending had been received before."""

    code: str
    is_new: bool


def submit_response(
    consultation: Consultation,
    *,
    version: QuestionnaireVersion,
    answers: Sequence[GivenAnswer],
    locale: str,
    form_key: str,
    arrived_at: datetime,
    begun_at: datetime | None = None,
    channel: str = Channel.WEB,
    email: str = "",
    draft: Draft | None = None,
    doubt: str = "",
    received_on: date | None = None,
    proof: IdentityProof | None = None,
) -> Receipt:
    """Stores a response, once, durably, or raises NotReceived.

    ``answers`` have been validated against ``version``. ``arrived_at`` is when the request reached us (UTC); waiting
    for locks does not make anybody late. The same ``form_key`` and content give the same receipt again. Answers to
    questions that the other answers lead past are not stored. ``doubt`` is what the guards had against it; it is
    received all the same. ``received_on`` is the day on which staff got what they key in now: the stage is held
    against that, and ``received_at`` is within it. ``proof`` is spent in the same transaction: only its method and stratum
    stay on the response.
    """
    asked = asked_only(read_version(version), answers)
    received_at = arrived_at if received_on is None else moment_received(consultation, received_on, now=arrived_at)
    sent = Sending(consultation, version, asked, locale, form_key, received_at, channel, doubt, proof)
    thread, rows = rows_to_write(sent)
    with scope(consultation=consultation):
        try:
            with one_writer(), transaction.atomic():
                locked = Consultation.objects.locked_for_submitting(consultation.pk)
                if not is_in_time(locked, arrived_at, begun_at=begun_at, received_on=received_on):
                    return received_before(sent) or refuse(NotOpen())
                if proof is not None and not spend(proof):
                    return received_before(sent) or refuse(CodeSpent())
                thread.fill_in("entrance", locked.lead_owner)
                for table in (thread, *rows):
                    table.insert()
                _claim_files(sent)
                if email:
                    leave_address(consultation, email=email, locale=locale, link=_link_of(sent))
                if draft is not None:
                    delete_row(draft)
        except IntegrityError:
            return received_before(sent) or refuse(AlreadyReceived())
    return Receipt(keys.receipt_code(form_key), is_new=True)


def _claim_files(sent: "Sending") -> None:
    if files := [file for answer in sent.answers for file in answer.files]:
        receipt_hash = keys.receipt_hash(keys.receipt_code(sent.form_key))
        claim(files, Response.objects.only("pk").get(receipt_hash=receipt_hash).pk, sent.consultation)


def moment_received(consultation: Consultation, received_on: date, *, now: datetime) -> datetime:
    """When what staff received that day counts as received. Raises NotOpen for a day on which it was not open."""
    if moment := consultation.moment_of(received_on, now=now):
        return moment
    raise NotOpen


def is_in_time(
    consultation: Consultation, arrived_at: datetime, *, begun_at: datetime | None, received_on: date | None
) -> bool:
    """Held against the locked row, so that a change of times meanwhile is seen."""
    if received_on is None:
        return consultation.takes_responses(arrived_at, begun_at=begun_at)
    return consultation.moment_of(received_on, now=arrived_at) is not None


def asked_only(questionnaire: Questionnaire, answers: Sequence[GivenAnswer]) -> list[GivenAnswer]:
    """The answers to what is asked of somebody who answers so. Raises NothingToSend where the form ends before."""
    route = route_of(questionnaire, {answer.question.id: answer.values for answer in answers})
    if route.ends_at:
        raise NothingToSend
    return [answer for answer in answers if answer.question.id in route.questions]


def receipt_of(consultation: Consultation, form_key: str) -> str | None:
    """The receipt of what was sent under this key; '' if it was a change; None if nothing was sent."""
    with scope(consultation=consultation):
        found = Submission.objects.filter(key_hash__in=keys.macs("form", form_key)).first()
    return _code_of(found, form_key) if found else None


def leave_address(consultation: Consultation, *, email: str, locale: str, link: bytes | None = None) -> None:
    """Keeps an address for feedback, encrypted and apart, with the month only. The same address is kept once.

    ``link`` is a keyed digest by which the author of a text is told of a decision against it.
    """
    address = email.strip()
    Contact.objects.bulk_create(
        [
            Contact(
                consultation=consultation,
                address=seal(address, purpose="contact"),
                address_mac=keys.mac("contact", address.casefold()),
                locale=locale,
                month=timezone.localdate().strftime("%Y-%m"),
                link_mac=link,
            )
        ],
        ignore_conflicts=True,
    )


def _link_of(sent: "Sending") -> bytes | None:
    """Only where something will be decided, about a text that waits for it."""
    if not any(awaits_moderation(answer, value) for answer in sent.answers for value in answer.values):
        return None
    return keys.mac("link", keys.receipt_hash(keys.receipt_code(sent.form_key)).hex())


@dataclass(frozen=True)
class Sending:
    """One sending, validated, as it is about to be stored."""

    consultation: Consultation
    version: QuestionnaireVersion
    answers: Sequence[GivenAnswer]
    locale: str
    form_key: str
    arrived_at: datetime
    channel: str
    doubt: str = ""
    proof: IdentityProof | None = None

    def content_mac(self, *, key: str | None = None) -> bytes:
        """A keyed digest of what was answered, whatever the order of the rows."""
        rows = sorted(
            json.dumps([answer.question.id, *map(str, astuple(value)), str(answer.consent), answer.display_name])
            for answer in self.answers
            for value in answer.values
        )
        return keys.mac("content", "\n".join(rows), key=key)


def rows_to_write(sent: Sending) -> tuple[Rows, list[Rows]]:
    """The thread, whose entrance the transaction fills in, and what hangs on it: the sending and its typed rows."""
    response, submission = thread_of(sent)
    answers = rows_of(sent.answers, submission)
    return Rows.of([response]), [Rows.of(rows) for rows in ([submission], answers) if rows]


def thread_of(sent: Sending, *, entrance: UUID | None = None) -> tuple[Response, Submission]:
    """The thread and its first sending, unsaved. The thread points to its current sending from the start."""
    response = Response(consultation=sent.consultation, entrance_id=entrance, current_id=uuid4())
    response.receipt_hash = keys.receipt_hash(keys.receipt_code(sent.form_key))
    if sent.proof is not None:
        response.identity, response.stratum = sent.proof.method, sent.proof.stratum
    return response, submission_of(sent, response=response, id=response.current_id)


def submission_of(sent: Sending, *, response: Response, **fields) -> Submission:
    """A sending on a thread, unsaved. ``fields``: what differs for a change."""
    return Submission(
        consultation=sent.consultation,
        response=response,
        key_hash=keys.mac("form", sent.form_key),
        version=sent.version,
        locale=sent.locale,
        channel=sent.channel,
        doubt=sent.doubt,
        received_at=sent.arrived_at,
        content_mac=sent.content_mac(),
        **fields,
    )


def rows_of(answers: Sequence[GivenAnswer], submission: Submission) -> list[Answer]:
    """The typed rows of a sending. A text may only wait for publication with its author's consent."""
    received_on = timezone.localdate(submission.received_at)
    return [
        Answer(
            submission=submission,
            consultation_id=submission.consultation_id,
            question=answer.question.id,
            row=value.row,
            choice=value.choice,
            number=value.number,
            rank=value.rank,
            text=value.text,
            consent=answer.consent,
            display_name=answer.display_name,
            moderation=ModerationState.WAITING if awaits_moderation(answer, value) else ModerationState.NONE,
            received_on=received_on,
        )
        for answer in answers
        for value in answer.values
    ]


def awaits_moderation(answer: GivenAnswer, value: AnswerValue) -> bool:
    return bool(answer.question.publishable and value.text and answer.consent in Consent.allowing())


def received_before(sent: Sending, *, response: UUID | None = None) -> Receipt | None:
    """The receipt of the same content under the same key. Raises AlreadyReceived if content or thread was another."""
    found = Submission.objects.filter(key_hash__in=keys.macs("form", sent.form_key)).first()
    if found is None:
        return None
    if found.response_id != response and (response or found.n > 1):
        raise AlreadyReceived
    same = (bytes(found.content_mac) == sent.content_mac(key=key) for key in keys.response_keys())
    if not any(same):
        raise AlreadyReceived
    return Receipt(_code_of(found, sent.form_key), is_new=False)


def _code_of(submission: Submission, form_key: str) -> str:
    """The code as it was derived then, under whichever key was in use; '' for a change, which has no code of its own."""
    if submission.n > 1:
        return ""
    for key in keys.response_keys():
        if hmac.compare_digest(keys.mac("form", form_key, key=key), bytes(submission.key_hash)):
            return keys.receipt_code(form_key, key=key)
    raise LookupError("The form key does not belong to this submission.")


def refuse(refusal: NotReceived):
    raise refusal


def digest_of_text(text: str) -> str:
    """SHA-256 of a text, hexadecimal: what a decision says that it was about."""
    return hashlib.sha256(text.encode()).hexdigest()
