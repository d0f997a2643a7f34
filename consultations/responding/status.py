"""Where a response is and what became of it, as its author's receipt tells: in the words that were answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import get_language_info
from django_scopes import scope

from consultations.enums import Consent, ModerationState, ResponseState, Stage
from consultations.models import Answer, Response, Submission
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Question, Section, read_version
from consultations.responding.check import AnswerInWords

# A receipt that shows the text for ever can be forced out of somebody: after this time from closing it no longer does.
READ_FOR = timedelta(days=30)


@dataclass(frozen=True)
class TextState:
    """What a moderator has said of one of the resident's texts. Not the text."""

    answer: UUID
    question: str
    state: str
    label: str
    reason: str = ""
    explanation: str = ""
    hides_parts: bool = False


@dataclass(frozen=True)
class Status:
    """What the receipt page tells. No text of the answers. ``lang`` and ``dir`` are of the questions as answered."""

    response: Response
    page: object
    stage: Stage
    received_on: datetime
    changed_on: datetime | None
    texts: list[TextState]
    may_change: bool
    may_read: bool
    read_until: datetime
    lang: str
    dir: str

    @property
    def counted(self) -> bool:
        return self.response.state == ResponseState.ACTIVE

    @property
    def channel(self) -> str:
        return self.response.current.get_channel_display()


def status_of(response: Response, *, now: datetime, locale: str) -> Status:
    consultation, submission = response.consultation, response.current
    language = get_language_info(read_version(submission.version, submission.locale).locale)
    with scope(consultation=consultation):
        first = Submission.objects.only("received_at").get(response=response, n=1) if submission.n > 1 else submission
    return Status(
        response=response,
        page=_face(consultation.source_page, locale),
        stage=consultation.stage(now),
        received_on=first.received_at,
        changed_on=submission.received_at if submission.n > 1 else None,
        texts=_text_states(response),
        may_change=response.state == ResponseState.ACTIVE and consultation.is_open(now),
        may_read=now < consultation.closes + READ_FOR,
        read_until=consultation.closes + READ_FOR,
        lang=language["code"],
        dir="rtl" if language["bidi"] else "ltr",
    )


def answers_of(response: Response) -> list[tuple[Section, list[AnswerInWords]]]:
    """The answers in words, by section, as they were asked: in the version, language and order that was answered."""
    questionnaire = read_version(response.current.version, response.current.locale)
    with scope(consultation=response.consultation_id):
        rows = list(Answer.objects.filter(submission=response.current_id).order_by("rank", "row", "choice"))
    return [
        (section, [_in_words(question, [row for row in rows if row.question == question.id]) for question in questions])
        for section, questions in ((section, section.questions) for section in questionnaire.sections)
    ]


def _in_words(question: Question, rows: list[Answer]) -> AnswerInWords:
    if not rows:
        return AnswerInWords(question, [], "")
    kind = type_of(question)
    consent = ""
    if question.publishable:
        consent = Consent(rows[0].consent).label
        consent = f"{consent}: {rows[0].display_name}" if rows[0].consent == Consent.NAMED else consent
    return AnswerInWords(question, kind.say(question, kind.restore(question, rows)), "", consent)


def _face(page, locale: str):
    """The consultation's page in the visitor's language, or else in its own."""
    faces = page.get_translations(inclusive=True).live().select_related("locale", "organisation").specific()
    return next((face for face in faces if face.locale.language_code == locale), page)


def _text_states(response: Response) -> list[TextState]:
    questionnaire = read_version(response.current.version, response.current.locale)
    with scope(consultation=response.consultation_id):
        answers = (
            Answer.objects.filter(submission=response.current_id)
            .exclude(moderation=ModerationState.NONE)
            .prefetch_related("decisions")
        )
        return [_text_state(answer, questionnaire) for answer in answers]


def _text_state(answer: Answer, questionnaire) -> TextState:
    question = questionnaire.question(answer.question)
    said = question.text if question else ""
    last = max(answer.decisions.all(), key=lambda decision: decision.n, default=None)
    if answer.moderation != ModerationState.HIDDEN or last is None:
        hides_parts = last is not None and last.hides_parts
        return TextState(answer.pk, said, answer.moderation, answer.get_moderation_display(), hides_parts=hides_parts)
    return TextState(
        answer.pk, said, answer.moderation, answer.get_moderation_display(), last.get_reason_display(), last.explanation
    )
