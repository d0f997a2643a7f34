"""What becomes of an attached file later: over a change, in a rehearsal, in a package for the archive, in a backup."""

import io
import tarfile
import zipfile

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone, translation
from django_scopes import scope

from config.backup import back_up
from consultations.models import Attachment, Response
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import read_version
from consultations.reporting.archive import write_archive
from consultations.reporting.exports import export_of
from consultations.responding import attaching, keys
from consultations.responding.attaching import content_of
from consultations.responding.changing import change_response
from consultations.responding.refilling import earlier_data
from consultations.results import tallies
from tests.builders import a_consultation, a_question
from tests.responding.attached import PDF, answers_with, kept_file, send
from tests.responding.test_rehearsing import Rehearsal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    options = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = settings.STORAGES | {"private": options}
    return tmp_path / "private" / attaching.FOLDER


@pytest.fixture
def consultation(site):
    return a_consultation(questions=[a_question("file", "En ritning?", required=True)], translated=False)


@pytest.fixture
def sent(consultation):
    """A response with a file."""
    send(consultation, kept_file(consultation), form_key=keys.new_form_key())
    with scope(consultation=consultation):
        return Response.objects.select_related("current__version").get()


def change(response, consultation, file) -> None:
    about = {"version": consultation.current, "locale": "sv", "arrived_at": timezone.now()}
    change_response(response, answers=answers_with(consultation, file), form_key=keys.new_form_key(), **about)


def test_a_change_keeps_the_file_that_was_sent_or_takes_another(sent, consultation, private):
    questionnaire = read_version(consultation.current)
    (question,) = questionnaire.questions
    kind = type_of(question)
    again = kind.field(question).clean(earlier_data(sent.current, questionnaire)[question.id][0])
    assert (again.name, again.key) == ("karta.pdf", "")
    change(sent, consultation, again)
    assert content_of(Attachment.objects.get()) == PDF
    change(sent, consultation, kept_file(consultation))
    assert {content_of(each) for each in Attachment.objects.filter(response=sent)} == {PDF}
    assert len(list(private.glob("*"))) == 2  # What was sent before stays with its sending.


def test_a_rehearsal_takes_a_name_for_the_file_and_keeps_nothing(client, editor, karlstad, site, private):
    consultation = a_consultation(questions=[a_question("file", "En ritning?", required=True)], translated=False)
    (question,) = read_version(consultation.current).questions
    client.force_login(editor)
    rehearsal = Rehearsal(client, reverse("rehearse", args=[consultation.source_page_id]))
    assert "Bifoga en fil" in rehearsal.press()
    assert "karta.pdf" in rehearsal.press(**{f"{question.id}-upload": "karta.pdf"})
    rehearsal.press()
    assert not private.exists()
    assert Attachment.objects.count() == 0


def test_the_archive_holds_the_file_under_its_id(sent, consultation):
    now = timezone.now()
    counted = tallies.counts_of(consultation, now=now)
    with translation.override("sv"), write_archive(export_of(consultation), counted, now=now) as file:
        package = zipfile.ZipFile(io.BytesIO(file.read()))
    (name,) = (name for name in package.namelist() if name.startswith("data/files/"))
    assert name == f"data/files/{Attachment.objects.get().pk.hex}.pdf"
    assert package.read(name) == PDF
    assert f"[{name}]" in package.read("data/responses/000001.txt").decode()
    assert name in package.read("manifest-sha256.txt").decode()


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_the_encrypted_files(tmp_path, settings, private):
    settings.MEDIA_ROOT = tmp_path / "media"
    private.mkdir(parents=True)
    (private / "0123").write_bytes(b"sealed")
    folder = back_up(tmp_path / "backup", now=timezone.now())
    with tarfile.open(folder / "media.tar") as tar:
        assert tar.extractfile("private/files/0123").read() == b"sealed"
    assert storages["private"].location == str(tmp_path / "private")
