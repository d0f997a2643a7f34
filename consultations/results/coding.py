"""Coding texts: which texts a question has, who has coded which, and the one way to say what is in a text.

Nobody is shown another coder's codings here. What two people made of the same texts is compared in ``double_coding``.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from consultations.enums import ResponseState
from consultations.models import Answer, Coding, CodingSample, Consultation, SampledText, TextPrint, Theme
from consultations.models.log import write_log
from consultations.permissions import Act, demand
from consultations.questions.questionnaire import Question
from consultations.responding.signals import submission_left

MOST_ALIKE = 500  # What is coded at once is shown first: beyond this nobody has looked.


class NotCoded(Exception):  # noqa: N818
    """A text that can't be coded so. Its text is fit for the coder."""


@dataclass(frozen=True)
class Progress:
    """How many texts there are, how many somebody has coded, and how many this coder."""

    texts: int
    coded: int
    own: int


def texts_to_code(consultation: Consultation, question: Question) -> QuerySet[Answer]:
    """What residents wrote in answer to one question, as it stands now. To be used within a scope."""
    texts = Answer.objects.filter(consultation=consultation, question=question.id, counted=True).exclude(text="")
    return texts.filter(submission__response__state=ResponseState.ACTIVE).order_by("pk")


def progress(consultation: Consultation, question: Question, *, coder) -> Progress:
    with scope(consultation=consultation):
        texts = texts_to_code(consultation, question)
        return Progress(texts.count(), texts.filter(_coded()).count(), texts.filter(_coded(coder=coder)).count())


def next_text(consultation: Consultation, question: Question, *, coder, after: UUID | None = None) -> Answer | None:
    """A text for this coder: first those of the sample that waits for them, then those that nobody has coded.

    The order is by random ids. ``after`` passes a text by; after the last one it begins again.
    """
    with scope(consultation=consultation):
        texts = texts_to_code(consultation, question).exclude(_coded(coder=coder))
        sampled = texts.filter(sampled__sample__in=_samples_of(coder, consultation))
        for waiting in (sampled, texts.exclude(_coded())):
            found = waiting.filter(pk__gt=after).first() if after else None
            if found := found or waiting.first():
                return found
    return None


def one_text(consultation: Consultation, question: Question, pk: UUID) -> Answer | None:
    with scope(consultation=consultation):
        return texts_to_code(consultation, question).filter(pk=pk).first()


def texts_alike(answer: Answer, question: Question) -> list[Answer]:
    """The other texts of the question that are the same, or nearly, as moderation has grouped them."""
    with scope(consultation=answer.consultation_id):
        group = TextPrint.objects.filter(answer=answer, group__isnull=False).values_list("group", flat=True).first()
        like = Q(text=answer.text) | Q(text_print__group=group) if group else Q(text=answer.text)
        texts = texts_to_code(answer.consultation, question).filter(like).exclude(pk=answer.pk)
        return list(texts[:MOST_ALIKE])


def own_themes(answer: Answer, *, coder) -> set[UUID | None]:
    """What this coder has said of the text: themes, None for "none fits", or nothing."""
    with scope(consultation=answer.consultation_id):
        said = Coding.objects.filter(answer=answer, coder=coder, is_final=False)
        return set(said.values_list("theme", flat=True))


def code_text(
    answer: Answer, question: Question, *, by, themes: Collection[UUID], now: datetime, none_fits=False, alike=()
) -> int:
    """Keeps what a coder says of a text, instead of what they said before, or raises NotCoded. Gives how many texts.

    ``alike`` are ids of texts to be given the same; only those are that ``texts_alike`` would give. A text of a sample
    that is finished is passed by among them, and refused alone.
    """
    demand(by, Act.CODE_TEXTS, answer.consultation)
    _demand_an_opinion(themes, none_fits)
    with transaction.atomic(), scope(consultation=answer.consultation_id):
        stands = texts_to_code(answer.consultation, question).select_for_update(of=("self",))
        if stands.filter(pk=answer.pk).first() is None:
            raise NotCoded(_("The author has changed or withdrawn this text."))
        if _is_finished([answer.pk]):
            raise NotCoded(_("Two people have coded this text. Differences are settled where they are compared."))
        _demand_themes(answer, themes, by)
        like = [found.pk for found in texts_alike(answer, question)] if alike else []
        wanted = [pk for pk in like if str(pk) in set(map(str, alike))]
        ids = [answer.pk, *(set(wanted) - _is_finished(wanted))]
        Coding.objects.filter(answer__in=ids, coder=by, is_final=False).delete()
        Coding.objects.bulk_create(codings(answer.consultation, ids, themes, by=by))
        _finish_samples(answer.consultation_id, question.id, now)
        write_log("text_coded", by=by, at=now, consultation=answer.consultation, answer=str(answer.pk), texts=len(ids))
    return len(ids)


def codings(consultation: Consultation, answers: Iterable[UUID], themes: Collection[UUID], *, by, is_final=False):
    """The rows of what was said; one without a theme where none fits."""
    return [
        Coding(consultation=consultation, answer_id=answer, theme_id=theme, coder=by, is_final=is_final)
        for answer in answers
        for theme in (sorted(set(themes)) or [None])
    ]


def _coded(**by) -> Exists:
    return Exists(Coding.objects.filter(answer=OuterRef("pk"), is_final=False, **by))


def _samples_of(coder, consultation: Consultation) -> QuerySet[CodingSample]:
    waiting = CodingSample.objects.filter(consultation=consultation, finished_at__isnull=True)
    return waiting.filter(Q(first=coder) | Q(second=coder))


def _demand_an_opinion(themes: Collection[UUID], none_fits: bool) -> None:
    if themes and none_fits:
        raise NotCoded(_("Tick themes, or that none fits: not both."))
    if not themes and not none_fits:
        raise NotCoded(_("Tick at least one theme, or that none fits."))


def _demand_themes(answer: Answer, themes: Collection[UUID], by) -> None:
    """Those in use, and those that the coder had ticked before they were retired."""
    usable = Theme.objects.filter(consultation=answer.consultation_id, retired=False).values_list("pk", flat=True)
    if set(themes) - set(usable) - own_themes(answer, coder=by):
        raise NotCoded(_("A theme that you ticked is not used any more. Look again."))


def _is_finished(answers: Collection[UUID]) -> set[UUID]:
    """Those of the texts that two people have coded for comparing."""
    done = SampledText.objects.filter(answer__in=answers, sample__finished_at__isnull=False)
    return set(done.values_list("answer", flat=True))


def _finish_samples(consultation: UUID, question: str, now: datetime) -> None:
    """The sample of a question is finished when both coders have coded all that is still in it."""
    waiting = CodingSample.objects.select_for_update().filter(question=question, finished_at__isnull=True)
    sample = waiting.filter(consultation=consultation).order_by().first()
    if sample is None:
        return
    texts = Answer.objects.filter(sampled__sample=sample)
    done = texts.filter(_coded(coder=sample.first_id), _coded(coder=sample.second_id))
    if texts.count() == done.count() > 0:
        sample.finished_at = now
        sample.save(update_fields=["finished_at"])


@receiver(submission_left)
def follow_an_unchanged_text(submission, replaced_by, now, **_kwargs) -> None:
    """In the transaction of a change by the author: codings go along with a text that is sent again as it was."""
    old = Answer.objects.filter(submission=submission).exclude(text="")
    rows = list(old.filter(Exists(_of(Coding)) | Exists(_of(SampledText))).order_by("pk"))
    new = _texts_of(replaced_by) if rows and replaced_by else {}
    for before in rows:
        same = new.get((before.question, before.row, before.choice, before.text))
        for kind in (Coding, SampledText):
            kept = kind.objects.filter(answer=before.pk)
            kept.update(answer=same) if same else kept.delete()
        _finish_samples(before.consultation_id, before.question, now)


def _of(kind):
    return kind.objects.filter(answer=OuterRef("pk"))


def _texts_of(submission) -> dict[tuple[str, ...], UUID]:
    said = Answer.objects.filter(submission=submission).exclude(text="")
    return {tuple(place): pk for pk, *place in said.values_list("pk", "question", "row", "choice", "text")}
