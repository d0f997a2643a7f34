"""A file goes with the answers or not at all: kept between pages, opened by officials only, and gone when they are."""

import io
import os
import re
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_scopes import scope
from PIL import Image as Picture

from consultations.models import Answer, Attachment, Draft, Response
from consultations.questions.attached import Attached, read_token, token_of
from consultations.questions.questionnaire import read_version
from consultations.reporting.erasing import erase_responses
from consultations.reporting.exports import export_of
from consultations.responding import attaching, keys
from consultations.responding.attaching import claim, content_of, delete_unsent
from consultations.responding.refusals import NotReceived
from consultations.retention import RULES
from tests.builders import a_consultation, a_question
from tests.forms import Page, visit
from tests.responding.attached import PDF, kept_file, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    """A private folder of the test's own."""
    options = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": options}
    return tmp_path / attaching.FOLDER


@pytest.fixture
def consultation(site):
    questions = [a_question("file", "En ritning?"), a_question("short_text", "Namn?", required=True)]
    return a_consultation(questions=questions, translated=False, presentation="single")


def a_picture() -> bytes:
    file = io.BytesIO()
    exif = Picture.Exif()
    exif[0x010E] = "Storgatan 1"
    Picture.new("RGB", (40, 20), "green").save(file, "JPEG", exif=exif)
    return file.getvalue()


def pressed(page: Page, *, file=None, name="karta.pdf", **fields) -> Page:
    """The page's form with a file, as a browser sends it: in parts."""
    assert page.form.attrib.get("enctype") == "multipart/form-data"
    question = next(asked for asked in fields.pop("asked"))
    sent = page.fields | fields | ({f"{question}-upload": SimpleUploadedFile(name, file)} if file is not None else {})
    address = page.form.attrib.get("action") or page.response.request["PATH_INFO"]
    return Page(page.client, page.client.post(address, sent, follow=True))


def begin(resident, consultation):
    file, name = read_version(consultation.current).questions
    return visit(resident, f"{consultation.source_page.get_url()}svara/"), file.id, name.id


def on_disk(private) -> list[str]:
    return sorted(path.name for path in private.glob("*"))


def the_file() -> Attachment:
    return Attachment.objects.get()


def test_a_file_survives_an_error_on_another_question_and_is_sent_once(resident, consultation, private):
    page, file, name = begin(resident, consultation)
    again = pressed(page, asked=[file], file=PDF, name="../../etc/min\u202efdp.karta.pdf")
    assert again.response.status_code == 422
    assert f"minfdp.karta.pdf ({len(PDF)}" in again.text
    assert PDF not in private.joinpath(on_disk(private)[0]).read_bytes()
    assert (the_file().response, bytes(the_file().sealed_key)) == (None, b"")
    check = pressed(again, asked=[file], **{name: "Kim"})
    assert "minfdp.karta.pdf" in check.text
    done = check.press()
    assert done.receipt
    sent = the_file()
    assert (sent.kept_until, content_of(sent), on_disk(private)) == (None, PDF, [sent.pk.hex])
    assert Draft.objects.count() == 0
    with scope(consultation=consultation):
        assert Answer.objects.get(question=file).text == f"{sent.pk.hex} pdf {len(PDF)} minfdp.karta.pdf"
    (row,) = export_of(consultation).rows()
    assert row.cells[3] == f"minfdp.karta.pdf; pdf; {len(PDF)}; {sent.pk.hex}"


def test_a_file_is_kept_over_pages_removed_replaced_and_forgotten(
    resident, consultation, private, django_capture_on_commit_callbacks
):
    page, file, name = begin(resident, consultation)
    pressed(page, asked=[file], file=PDF, **{name: "Kim"})
    (first,) = on_disk(private)
    back = visit(resident, f"{consultation.source_page.get_url()}svara/")
    with django_capture_on_commit_callbacks(execute=True):
        replaced = pressed(back, asked=[file], file=a_picture(), name="Bild 1.JPEG", **{name: "Kim"})
    assert "Bild 1.jpg" in replaced.text
    assert first not in on_disk(private)
    assert len(on_disk(private)) == 1
    back = visit(resident, f"{consultation.source_page.get_url()}svara/")
    assert file not in back.fields  # what opens it never stands in the page
    with django_capture_on_commit_callbacks(execute=True):
        check = pressed(back, asked=[file], **{name: "Kim", f"{file}-remove": "yes"})
    assert "Bild 1" not in check.text
    assert (on_disk(private), Attachment.objects.count()) == ([], 0)


def test_a_file_is_removed_on_the_check_page(resident, consultation, private, django_capture_on_commit_callbacks):
    page, file, name = begin(resident, consultation)
    check = pressed(page, asked=[file], file=PDF, **{name: "Kim"})
    (button,) = (e for e in check.tree.iter() if e.attrib.get("name") == "remove")
    with django_capture_on_commit_callbacks(execute=True):
        again = check.press(remove=button.attrib["value"])
    assert ("karta.pdf" in check.text, "karta.pdf" in again.text, on_disk(private)) == (True, False, [])
    assert check.press(remove=name).title == again.title  # what is no file stays
    assert "Kim" in again.text


def test_a_picture_comes_without_what_the_camera_wrote(resident, consultation):
    page, file, name = begin(resident, consultation)
    assert b"Storgatan" in a_picture()
    pressed(page, asked=[file], file=a_picture(), name="bild.jpg", **{name: "Kim"}).press()
    content = content_of(the_file())
    assert b"Storgatan" not in content
    assert Picture.open(io.BytesIO(content)).size == (40, 20)


def test_a_refused_file_is_said_beside_the_question_and_costs_nothing_else(resident, consultation, private):
    page, file, name = begin(resident, consultation)
    refused = pressed(page, asked=[file], file=b"MZ\x90\x00", name="karta.pdf", **{name: "Kim"})
    assert refused.response.status_code == 422
    assert "Bara filer som är PDF, JPEG, PNG eller ren text kan bifogas" in refused.text
    assert refused.fields[name] == ["Kim"]
    assert on_disk(private) == []
    large = pressed(refused, asked=[file], file=PDF + b" " * 5_000_000, name="karta.pdf", **{name: "Kim"})
    assert "Filen får vara på högst 5 MB" in large.text


def test_only_pages_that_ask_for_a_file_send_in_parts(resident, site):
    consultation = a_consultation(questions=[a_question("short_text", "Namn?")], translated=False)
    assert "enctype" not in visit(resident, f"{consultation.source_page.get_url()}svara/").form.attrib


def test_the_same_sending_twice_stores_one_file_and_another_can_not_take_it(consultation, private):
    file, form_key = kept_file(consultation), keys.new_form_key()
    first = send(consultation, file, form_key=form_key)
    again = send(consultation, file, form_key=form_key)
    assert (first.code, again.code, again.is_new) == (first.code, first.code, False)
    with pytest.raises(NotReceived, match="finns inte kvar"):
        send(consultation, file, form_key=keys.new_form_key())
    with scope(consultation=consultation):
        assert Response.objects.count() == 1
    assert on_disk(private) == [file.id]


def test_a_file_that_was_not_kept_here_is_refused_with_the_whole_sending(consultation):
    gone = Attached("0" * 32, "pdf", 1, "x.pdf", "key")
    with pytest.raises(NotReceived):
        send(consultation, gone, form_key=keys.new_form_key())
    elsewhere = a_consultation(questions=[a_question("file", "Var?")], translated=False)
    with pytest.raises(NotReceived):
        claim([kept_file(elsewhere)], None, consultation)
    with scope(consultation=consultation):
        assert Response.objects.count() == 0


def test_nobody_can_make_a_token(consultation):
    file = kept_file(consultation)
    assert read_token(token_of(file)) == file
    for wrong in ("", "file:", "file:x", token_of(file)[:-1] + "A" * 2, "[object File]"):
        assert read_token(wrong) is None


def test_unsent_files_and_leftovers_go_by_themselves(consultation, private, django_capture_on_commit_callbacks):
    kept_file(consultation)
    old = kept_file(consultation)
    Attachment.objects.filter(pk=old.id).update(kept_until=timezone.localdate() - timedelta(days=1))
    fresh, stale = private / ("b" * 32), private / ("a" * 32 + ".part")
    for path in (fresh, stale):
        path.write_bytes(b"")
    os.utime(stale, (time.time() - 100_000,) * 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert RULES["files"](timezone.now()) == 2
    assert old.id not in on_disk(private)
    assert len(on_disk(private)) == 2
    assert delete_unsent(timezone.now()) == 0


@pytest.mark.parametrize("what", ["responses", "texts"])
def test_erasing_takes_the_file_from_the_disk(consultation, private, what, django_capture_on_commit_callbacks):
    send(consultation, kept_file(consultation), form_key=keys.new_form_key())
    with scope(consultation=consultation):
        response = Response.objects.get().pk
    assert len(on_disk(private)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        erase_responses(consultation, [response], what=what, decision="KS-1", on=timezone.localdate())
    assert (on_disk(private), Attachment.objects.count()) == ([], 0)
    with scope(consultation=consultation):
        assert Answer.objects.exclude(text="").count() == 0


def test_officials_fetch_it_as_a_download_and_nobody_else_does(
    consultation, signed_in, official, moderator, outsider, private
):
    send(consultation, kept_file(consultation), form_key=keys.new_form_key())
    address = f"/admin/resultat/{consultation.pk}/filer/{the_file().pk}/"
    fetched = signed_in(official).get(address)
    assert (fetched.status_code, fetched.content, fetched["Content-Type"]) == (200, PDF, "application/pdf")
    assert fetched["Content-Disposition"] == 'attachment; filename="karta.pdf"'
    assert (fetched["X-Content-Type-Options"], "sandbox" in fetched["Content-Security-Policy"]) == ("nosniff", True)
    for other in (moderator, outsider):
        assert signed_in(other).get(address).status_code in {302, 403, 404}
    with scope(consultation=consultation):
        response = Response.objects.get().pk
    seen = signed_in(official).get(f"/admin/resultat/{consultation.pk}/svar/{response}/").content.decode()
    assert re.search(rf'href="[^"]*{the_file().pk.hex[:8]}', seen)
    unsent = Attachment.objects.get(pk=kept_file(consultation).id)
    assert signed_in(official).get(f"/admin/resultat/{consultation.pk}/filer/{unsent.pk}/").status_code == 404
