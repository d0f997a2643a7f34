"""The package for the archive: everything that was received and decided, as people read it and as data, with checksums.

A BagIt bag (RFC 8493) in a ZIP: ``data/`` holds the files, ``manifest-sha256.txt`` a checksum of each. Nothing but
addresses for feedback, drafts and keys is left out. Every sending is there in the words in which it was asked and
answered, also those that were replaced or withdrawn, marked as such. Memory is that of one chunk.
"""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import IO

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_scopes import scope

from consultations.models import Answer, Consultation, Decision, Submission
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import read_version
from consultations.reporting.about_export import about_export
from consultations.reporting.exports import Export, csv_cells
from consultations.reporting.fetching import attached_of
from consultations.reporting.log_export import log_lines
from consultations.responding.attaching import content_of
from consultations.results.tallies import CountedResults

CHUNK = 1_000  # sendings in one file
BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def write_archive(
    export: Export, counted: CountedResults, *, now: datetime, tell: Callable[[int], None] = lambda _written: None
) -> IO[bytes]:
    """The ZIP, ready to be read from its beginning; it is gone when it is closed. ``tell`` hears of each sending."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever stores it closes it
    consultation = export.consultation
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        bag = _Bag(package)
        about = about_export(export, counted, now=now)
        bag.add("data/about.txt", ["\n".join(f"{heading}: {said}" for heading, said in about), "\n", _scope_of_it()])
        for number, texts in enumerate(_responses(consultation, tell), start=1):
            bag.add(f"data/responses/{number:06}.txt", texts)
        for name, content in _records(consultation):
            bag.add(f"data/{name}.json", [json.dumps(content, ensure_ascii=False, indent=2, default=str)])
        for name, content in _files(consultation):
            bag.add(f"data/files/{name}", [content])
        bag.add("data/decisions.csv", _decisions(consultation))
        bag.add("data/log.csv", log_lines(consultation))
        bag.close(about)
    file.seek(0)
    return file


class _Bag:
    """Files that are written one after the other, each with its checksum."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package, self.sums, self.octets = package, {}, 0

    def add(self, path: str, parts: Iterable[str | bytes]) -> None:
        digest = hashlib.sha256()
        with self.package.open(path, "w", force_zip64=True) as file:
            for part in parts:
                content = part if isinstance(part, bytes) else part.encode("utf-8", "replace")
                digest.update(content)
                file.write(content)
                self.octets += len(content)
        self.sums[path] = digest.hexdigest()

    def close(self, about: Iterable[tuple]) -> None:
        """The tag files: what this is, and the checksums of all that came before."""
        payload = f"{self.octets}.{len(self.sums)}"
        self.add("bagit.txt", [BAGIT])
        told = [f"External-Description: {_one_line(f'{heading}: {said}')}\n" for heading, said in about]
        self.add("bag-info.txt", [*told, f"Payload-Oxum: {payload}\n"])
        self.add("manifest-sha256.txt", [f"{d}  {path}\n" for path, d in self.sums.items() if path.startswith("data/")])
        tags = {path: digest for path, digest in self.sums.items() if not path.startswith("data/")}
        self.add("tagmanifest-sha256.txt", [f"{digest}  {path}\n" for path, digest in tags.items()])


def _scope_of_it() -> str:
    return _("All that came in is here, also what was withdrawn or replaced, and says so. Addresses are not.") + "\n"


def _responses(consultation: Consultation, tell: Callable[[int], None]) -> Iterator[Iterator[str]]:
    """Files of a thousand sendings each, as texts; by random ids, so that the order tells nothing."""
    with scope(consultation=consultation):
        found = Submission.objects.filter(consultation=consultation).select_related("response", "version")
        rows = found.order_by("response", "n").iterator(chunk_size=CHUNK)
    number = 0
    while chunk := list(islice(rows, CHUNK)):
        yield _texts(chunk, first=number, consultation=consultation)
        number += len(chunk)
        tell(number)


def _texts(chunk: list[Submission], *, first: int, consultation: Consultation) -> Iterator[str]:
    answers: dict = defaultdict(lambda: defaultdict(list))
    with scope(consultation=consultation):
        rows = Answer.objects.filter(submission__in=[sent.pk for sent in chunk]).order_by("rank", "row", "choice")
        for answer in rows:
            answers[answer.submission_id][answer.question].append(answer)
    for number, sent in enumerate(chunk, start=first + 1):
        yield "\n".join([*_heading(number, sent), *_in_words(sent, answers[sent.pk]), "", ""])


def _heading(number: int, sent: Submission) -> list[str]:
    said = [
        (_("Received"), date_format(timezone.localdate(sent.received_at))),
        (_("Language"), sent.locale),
        (_("Channel"), sent.get_channel_display()),
        (_("Version of the questions"), sent.version.number),
        (_("Response"), sent.response_id),
        (_("Counted"), _state_of(sent)),
    ]
    return [f"=== {number} ===", *(f"{heading}: {text}" for heading, text in said), ""]


def _state_of(sent: Submission) -> str:
    if sent.response.current_id != sent.pk:
        return _("No, it was replaced by a later one")
    return _("Yes") if sent.response.state == "active" else _("No, it has been withdrawn")


def _in_words(sent: Submission, answers: dict[str, list[Answer]]) -> Iterator[str]:
    for question in read_version(sent.version, sent.locale).questions:
        given, kind = answers.get(question.id, []), type_of(question)
        said = kind.say(question, kind.restore(question, given)) if given else [_("(no answer)")]
        yield "\n".join([question.text, *(f"    {line}" for text in said for line in str(text).splitlines())])
        for file in kind.files(question, kind.restore(question, given)) if given else ():
            yield f"    [data/files/{file.id}.{file.kind}]"
        if question.publishable and given:
            name = f": {given[0].display_name}" if given[0].display_name else ""
            yield f"    [{given[0].get_consent_display()}{name}; {given[0].get_moderation_display()}]"


def _records(consultation: Consultation) -> Iterator[tuple[str, object]]:
    """What is stored of the consultation itself, as it is stored."""
    for version in consultation.versions.order_by("number").prefetch_related("activations"):
        since = list(version.activations.values("since", "kind", "reason", "by__username"))
        yield f"versions/{version.number}", {"digest": version.digest, "in_force": since, "content": version.content}
    for release in consultation.releases.all():
        figures = list(release.figures.order_by("table", "row", "col").values("table", "row", "col", "value", "group"))
        yield f"releases/{release.n}", {"at": release.at, "responses": release.responses, "figures": figures}
    for feedback in consultation.feedback.all():
        fields = ("locale", "we_asked", "you_answered", "decision_reference", "published_at")
        yield (
            f"feedback/{feedback.locale}",
            {
                **{name: getattr(feedback, name) for name in fields},
                "actions": list(feedback.actions.values("point", "order", "text", "state", "because", "who", "when")),
                "corrections": list(feedback.corrections.values("at", "note", "before", "by__username")),
            },
        )
    yield "evidence", list(consultation.evidence.values("point", "question", "answer"))
    yield "events", list(consultation.events.values("kind", "at", "reason", "detail", "by__username"))
    times = ("source_locale", "opens", "closes", "grace", "decided_at")
    yield "consultation", {"id": consultation.pk, **{name: getattr(consultation, name) for name in times}}


def _files(consultation: Consultation) -> Iterator[tuple[str, bytes]]:
    """What residents attached, by the id that their answers name: no name of theirs becomes one in the package."""
    for attachment in consultation.attachments.filter(response__isnull=False).order_by("pk").iterator():
        attached, content = attached_of(attachment), content_of(attachment)
        if attached and content is not None:
            yield f"{attached.id}.{attached.kind}", content


def _decisions(consultation: Consultation) -> Iterator[str]:
    """What moderators decided on texts, and why."""
    columns = ("answer", "n", "at", "state", "reason", "explanation", "redactions", "hides_name", "by__username")
    yield _line(columns)
    with scope(consultation=consultation):
        rows = Decision.objects.filter(consultation=consultation).order_by("at", "pk").values_list(*columns)
    for row in rows.iterator(chunk_size=CHUNK):
        yield _line(["" if cell is None else str(cell) for cell in row])


def _line(cells: Iterable[str]) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerow(csv_cells(list(cells)))
    return file.getvalue()


def _one_line(text: str) -> str:
    return " ".join(text.split())
