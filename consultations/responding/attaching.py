"""Files on their way and where they stay: taken in page by page, encrypted before they touch the disk, claimed on sending.

Each file has a key of its own, which lies in the draft: until the answers are sent nobody but the resident can open it.
The file is written once and never again; a sending only says whose it is, in its own transaction. So a sending that is
rolled back leaves nothing, and one that is repeated stores nothing twice.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.fernet import Fernet
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from consultations.models import Attachment, Consultation, Response
from consultations.questions.attached import Attached, files_in, token_of
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Question, Section
from consultations.questions.types.file import MEGABYTE, REMOVE, UPLOAD
from consultations.responding import limits
from consultations.responding.inspecting import NotTaken, inspect
from consultations.responding.refusals import NotReceived
from consultations.responding.sealing import seal, unseal

FOLDER = "files"  # in the private storage
MOST_FILES = 40  # from one place in an hour
AUTOMATIC = "auto"
ORPHANED_AFTER = timedelta(days=1)


@dataclass
class Taken:
    """What was sent, with tokens in the place of files. ``refused`` says in words why not, by question."""

    data: MultiValueDict
    refused: dict[str, str] = field(default_factory=dict)
    new: bool = False


def take_in(request, begun, sections: Iterable[Section], consultation: Consultation, *, kept_until: date) -> Taken:
    """What a page of the form sends: a new file takes the place of an earlier one, and no file leaves that there.

    While somebody writes nothing is removed: they may think better of it.
    """
    taken = Taken(MultiValueDict(dict(request.POST.lists())))
    for question in _asking_for_files(sections):
        sent = request.FILES.get(f"{question.id}-{UPLOAD}")
        removed = f"{question.id}-{REMOVE}" in request.POST and request.POST.get("go") != AUTOMATIC
        taken.data.setlist(question.id, [] if removed else begun.data.get(question.id, []))
        if sent is not None:
            _take(request, taken, question, sent, consultation, kept_until)
        for name in (UPLOAD, REMOVE):
            taken.data.pop(f"{question.id}-{name}", None)
        if taken.data.getlist(question.id) != begun.data.get(question.id, []):
            discard(files_in({question.id: begun.data.get(question.id, [])}))
    return taken


def _take(request, taken: Taken, question: Question, sent, consultation: Consultation, kept_until: date) -> None:
    try:
        if limits.count(request, "file", within=timedelta(hours=1), by_agent=False) > MOST_FILES:
            raise NotTaken(_("So many files have come from here that you have to wait an hour"))
        attached = keep(sent, consultation, limit=question.settings["limit"], kept_until=kept_until)
    except NotTaken as refusal:
        taken.refused[question.id] = str(refusal)
        return
    taken.data.setlist(question.id, [token_of(attached)])
    taken.new = True


def keep(sent, consultation: Consultation, *, limit: int, kept_until: date) -> Attached:
    """Looks at an uploaded file, encrypts it and writes it. ``limit`` is in megabytes. Raises NotTaken."""
    if sent.size > limit * MEGABYTE:
        raise NotTaken(_("The file may have at most %(limit)d MB") % {"limit": limit})
    kind, content, name = inspect(sent.read(), sent.name or "")
    if len(content) > max(sent.size, limit * MEGABYTE):
        raise NotTaken(_("The file may have at most %(limit)d MB") % {"limit": limit})
    key, id = Fernet.generate_key(), uuid4()  # noqa: A001
    Attachment.objects.create(pk=id, consultation=consultation, kept_until=kept_until)
    _write(id, Fernet(key).encrypt_at_time(content, 0))
    return Attached(id.hex, kind, len(content), name, key.decode())


def claim(files: Iterable[Attached], response: UUID, consultation: Consultation) -> None:
    """Ties files to the response that they are sent with, in its transaction. Raises NotReceived if one is gone."""
    for attached in files:
        found = Attachment.objects.select_for_update().filter(pk=attached.id, consultation=consultation).first()
        if found is None or found.response_id not in {None, response} or not (attached.key or found.response_id):
            raise NotReceived(_("A file that you attached is no longer there. Go back and attach it again."))
        if found.response_id is None:
            found.sealed_key = seal(attached.key, purpose="file")
            found.response_id, found.kept_until = response, None
            found.save(update_fields=["sealed_key", "response", "kept_until"])


def keep_longer(data: Mapping[str, Iterable[str]], *, until: date) -> None:
    """Files stay as long as the draft that holds them."""
    if ids := [attached.id for attached in files_in(data)]:
        Attachment.objects.filter(pk__in=ids, response=None).update(kept_until=until)


def discard(files: Iterable[Attached]) -> None:
    """Deletes files that were attached and never sent."""
    if ids := [attached.id for attached in files]:
        delete_files(Attachment.objects.filter(pk__in=ids, response=None))


def delete_files(attachments: QuerySet[Attachment]) -> int:
    """Rows with their files, which go once the rows have gone for good. Gives how many."""
    ids = list(attachments.values_list("pk", flat=True))
    Attachment.objects.filter(pk__in=ids).delete()
    transaction.on_commit(lambda: [place_of(id).unlink(missing_ok=True) for id in ids])  # noqa: A001
    return len(ids)


def delete_unsent(now: datetime) -> int:
    """Files of drafts that nobody may open any more, and what has no row: a write that was cut off. Gives how many."""
    went = delete_files(Attachment.objects.filter(response=None, kept_until__lt=timezone.localdate(now)))
    known = {id.hex for id in Attachment.objects.values_list("pk", flat=True)}  # noqa: A001
    before = (now - ORPHANED_AFTER).timestamp()
    orphans = [path for path in _folder().glob("*") if path.name not in known and path.stat().st_mtime < before]
    for path in orphans:
        path.unlink(missing_ok=True)
    return went + len(orphans)


def content_of(attachment: Attachment) -> bytes | None:
    """What was sent, or None where it can't be opened: its key or its file is not here."""
    key = unseal(attachment.sealed_key, purpose="file") if attachment.sealed_key else None
    path = place_of(attachment.pk)
    return Fernet(key).decrypt(path.read_bytes()) if key and path.exists() else None


def files_of(responses: Iterable[Response | UUID]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(response__in=responses)


def place_of(id: UUID) -> Path:  # noqa: A002
    return _folder() / id.hex


def pretended(data: Mapping[str, list[str]], sections: Iterable[Section]) -> dict[str, list[str]]:
    """In a rehearsal nothing is taken in: the name of a chosen file stands for it."""
    found = {}
    for question in _asking_for_files(sections):
        for name in data.get(f"{question.id}-{UPLOAD}", []):
            if name:
                found[question.id] = [token_of(Attached(uuid4().hex, "pdf", 1, name[:80]))]
    return found


def _asking_for_files(sections: Iterable[Section]) -> list[Question]:
    return [question for section in sections for question in section.questions if type_of(question).takes_files]


def _write(id: UUID, content: bytes) -> None:  # noqa: A002
    """Whole and on disk before anybody is told that it is there."""
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = place_of(id).with_suffix(".part")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(place_of(id))


def _folder() -> Path:
    return Path(storages["private"].location) / FOLDER
