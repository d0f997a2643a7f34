"""What publishing does: the pages' questions become a version, and their times the consultation's while it is upcoming."""

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import get_active_log_context
from wagtail.signals import page_published, page_unpublished

from config.page_cache import public_content_changed
from consultations.enums import ChangeKind
from consultations.models import (
    Consultation,
    ConsultationPage,
    Owner,
    QuestionnaireVersion,
    VersionActivation,
)
from consultations.models.log import write_log
from consultations.questions.advice import advice_on
from consultations.questions.compile import digest_of, kind_of_change
from consultations.questions.languages import compile_whole
from consultations.questions.readiness import harms
from consultations.questions.rewording import reworded
from consultations.questions.scheduling import pause


@receiver(page_published, sender=ConsultationPage)
def publish_questions(sender, instance: ConsultationPage, **kwargs) -> None:
    """Compiles a version from all live faces that have every text. Aliases are mirrors, and ignored."""
    if instance.alias_of_id is not None:
        return
    if instance.opens is None or instance.closes is None:
        _make_a_draft_again(instance)
    else:
        publish_consultation(instance, by=getattr(kwargs.get("revision"), "user", None))


@receiver(page_unpublished, sender=ConsultationPage)
def pause_unpublished(sender, instance: ConsultationPage, **kwargs) -> None:
    """Without its source no language takes responses: it pauses, until an editor resumes it."""
    consultation = Consultation.objects.filter(source_page=instance, paused=False, decided_at=None).first()
    if consultation is None or timezone.now() >= consultation.closes:
        return
    by = get_active_log_context().user
    pause(consultation, by=by, reason=gettext("The page was unpublished."), now=timezone.now())


def publish_consultation(page: ConsultationPage, *, by=None) -> Consultation:
    """The consultation of a page, brought up to date with it: made on the first publishing, versioned on each."""
    with transaction.atomic():
        consultation = _consultation_of(page)
        if page.pk == consultation.source_page_id:
            _take_times(consultation, page)
        content, lacking = compile_whole(_open_faces(consultation))
        if harms(consultation, content):
            # The editor's form has refused this; it came another way. The form goes on with the questions in force.
            write_log("questions_refused", by=by, at=timezone.now(), consultation=consultation)
        else:
            activate_version(consultation, content, by=by, said=page.change_kind, reason=page.change_reason)
            _log_remarks(consultation, page, content, by=by)
            if lacking:
                write_log("languages_left_out", by=by, at=timezone.now(), consultation=consultation, texts=lacking)
    return consultation


def _log_remarks(consultation: Consultation, page: ConsultationPage, content: dict, *, by) -> None:
    """What was advised against it as it was published, and why that was done all the same."""
    if page.pk != consultation.source_page_id:
        return
    codes = sorted({advice.code for advice in advice_on(page, content)})
    if codes and page.remarks_reason:
        said = {"remarks": codes, "reason": page.remarks_reason}
        write_log("published_with_remarks", by=by, at=timezone.now(), consultation=consultation, **said)


def activate_version(
    consultation: Consultation, content: dict, *, by=None, said: str = "", reason: str = ""
) -> QuestionnaireVersion:
    """Makes this content the current questionnaire; the only place that moves ``Consultation.current``.

    ``said`` is what the editor calls a change of wording (``typo``, ``meaning``), and ``reason`` why the meaning changed.
    """
    digest = digest_of(content)
    if consultation.current is not None and consultation.current.digest == digest:
        return consultation.current
    last = consultation.versions.order_by("number").last()
    version = consultation.versions.filter(digest=digest).first() or QuestionnaireVersion.objects.create(
        consultation=consultation, number=last.number + 1 if last else 1, digest=digest, content=content
    )
    before = consultation.current.content if consultation.current else None
    kind = _kind(before, content, said)
    why = reason if kind == ChangeKind.MEANING else ""
    VersionActivation.objects.create(version=version, since=timezone.now(), kind=kind, reason=why, by=by)
    consultation.current = version
    consultation.save(update_fields=["current"])
    public_content_changed()
    return version


def _kind(before: dict | None, content: dict, said: str) -> ChangeKind:
    """What the editor says of a change of wording; else what it looks like."""
    if before and said and reworded(before, content, content["source_locale"]):
        return ChangeKind(said)
    return kind_of_change(before, content)


def _consultation_of(page: ConsultationPage) -> Consultation:
    found = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("source_page")
        .filter(translation_key=page.translation_key)
    )
    if consultation := found.first():
        return consultation
    consultation = Consultation.objects.create(
        translation_key=page.translation_key,
        source_page=page,
        source_locale=page.locale.language_code,
        opens=page.opens,
        closes=page.closes,
    )
    Owner.objects.create(consultation=consultation, organisation=page.organisation, is_lead=True)
    return consultation


def _make_a_draft_again(page: ConsultationPage) -> None:
    """A page without times can't run: forms refuse it, but a copy that is published at once comes this way."""
    draft = {"live": False, "has_unpublished_changes": True, "live_revision": None}
    draft |= {"first_published_at": None, "last_published_at": None}
    for name, value in draft.items():
        setattr(page, name, value)
    ConsultationPage.objects.filter(pk=page.pk).update(**draft)


def _take_times(consultation: Consultation, page: ConsultationPage) -> None:
    """Only while upcoming: after that ``reschedule`` alone changes them, or an old revision could reopen it."""
    if timezone.now() >= consultation.opens and consultation.current is not None:
        return
    consultation.opens, consultation.closes = page.opens, page.closes
    consultation.save(update_fields=["opens", "closes"])


def _open_faces(consultation: Consultation) -> dict[str, ConsultationPage]:
    """The live pages by language, the source first; only the source while it alone is published."""
    pages = (
        ConsultationPage.objects.filter(translation_key=consultation.translation_key, alias_of=None)
        .live()
        .select_related("locale")
    )
    faces = {page.locale.language_code: page for page in pages}
    source = consultation.source_locale
    return {source: faces.pop(source, consultation.source_page), **dict(sorted(faces.items()))}
