"""What tests of attached files have in common: a small PDF, a file that is kept, and a response that it comes with."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from consultations.questions.attached import Attached
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import read_version
from consultations.responding import attaching, drafts
from consultations.responding.submit import GivenAnswer, Receipt, submit_response

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nxref\n0 1\ntrailer\n<<>>\nstartxref\n29\n%%EOF\n"


def kept_file(consultation) -> Attached:
    sent = SimpleUploadedFile("karta.pdf", PDF)
    return attaching.keep(sent, consultation, limit=5, kept_until=drafts.last_day())


def answers_with(consultation, file: Attached | None) -> list[GivenAnswer]:
    question = next(read_version(consultation.current).questions)
    return [GivenAnswer(question, type_of(question).store(question, file), files=[file] if file else [])]


def send(consultation, file: Attached, *, form_key: str) -> Receipt:
    return submit_response(
        consultation,
        version=consultation.current,
        answers=answers_with(consultation, file),
        locale="sv",
        form_key=form_key,
        arrived_at=timezone.now(),
    )
