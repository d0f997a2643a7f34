"""Two coders on the same texts: a random sample, what both made of it, how far they agree, and what is settled.

Until both have coded the whole sample, nothing of what either said is given to anybody.
"""

import math
import random
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from consultations.models import Answer, Coding, CodingSample, Consultation, SampledText, Theme
from consultations.models.log import write_log
from consultations.permissions import Act, demand, may
from consultations.questions.questionnaire import Question
from consultations.results.agreement import cohen_kappa, krippendorff_alpha, masi
from consultations.results.coding import NotCoded, codings, texts_to_code

SHARES = (10, 20, 30, 50, 100)  # per cent
MOST = 1_000
Themes = frozenset  # of the themes' ids; empty where none fits


@dataclass(frozen=True)
class OfTheme:
    """How far two coders agree on one theme: how many texts each gave it, Cohen's kappa and Krippendorff's alpha."""

    theme: Theme
    first: int
    second: int
    both: int
    kappa: float | None
    alpha: float | None


@dataclass(frozen=True)
class Agreement:
    """``same`` of the ``texts`` were given exactly the same themes; ``alpha`` is of the sets of themes (MASI)."""

    texts: int
    same: int
    alpha: float | None
    themes: list[OfTheme]


@dataclass(frozen=True)
class Difference:
    """A text that two coders see differently; ``settled`` is None until it is."""

    answer: Answer
    first: Themes
    second: Themes
    settled: Themes | None


def sample_of(consultation: Consultation, question: Question) -> CodingSample | None:
    with scope(consultation=consultation):
        found = CodingSample.objects.filter(consultation=consultation, question=question.id)
        return found.select_related("first", "second").first()


def draw_sample(
    consultation: Consultation, question: Question, *, by, second, share: int, now: datetime
) -> CodingSample:
    """Draws so many per cent of a question's texts at random for ``by`` and ``second`` to code, or raises NotCoded.

    A sample that is not finished is replaced; one that is finished stays.
    """
    demand(by, Act.CODE_TEXTS, consultation)
    if second == by or not may(second, Act.CODE_TEXTS, consultation):
        raise NotCoded(_("Choose a colleague who may code the texts, not yourself."))
    with transaction.atomic(), scope(consultation=consultation):
        earlier = CodingSample.objects.select_for_update().filter(consultation=consultation, question=question.id)
        if any(sample.finished_at for sample in earlier):
            raise NotCoded(_("The texts have been coded twice already."))
        earlier.delete()
        texts = list(texts_to_code(consultation, question).values_list("pk", flat=True))
        if not texts:
            raise NotCoded(_("There are no texts to draw from."))
        drawn = random.SystemRandom().sample(texts, min(MOST, math.ceil(len(texts) * share / 100)))
        sample = CodingSample.objects.create(
            consultation=consultation, question=question.id, first=by, second=second, drawn_at=now
        )
        SampledText.objects.bulk_create(
            [SampledText(consultation=consultation, sample=sample, answer_id=pk) for pk in drawn]
        )
        write_log("sample_drawn", by=by, at=now, consultation=consultation, second=str(second.pk), texts=len(drawn))
    return sample


def how_far(sample: CodingSample, question: Question) -> tuple[int, int, int]:
    """How many texts the sample has, and how many each of the two has coded: all that is told before both are done."""
    with scope(consultation=sample.consultation_id):
        texts = texts_to_code(sample.consultation, question).filter(sampled__sample=sample)
        said = Coding.objects.filter(answer__in=texts.order_by().values("pk"), is_final=False)
        first, second = (
            said.filter(coder=coder).values("answer").distinct() for coder in (sample.first, sample.second)
        )
        return texts.count(), first.count(), second.count()


def agreement(sample: CodingSample, question: Question) -> Agreement:
    """How far the two coders of a finished sample agree. Raises NotCoded before that."""
    pairs = list(_pairs(sample, question).values())
    used = set().union(*(one | other for one, other in pairs)) if pairs else set()
    themes = Theme.objects.filter(consultation=sample.consultation_id, pk__in=used)
    return Agreement(
        texts=len(pairs),
        same=sum(one == other for one, other in pairs),
        alpha=krippendorff_alpha(pairs, distance=masi),
        themes=[_of_theme(theme, pairs) for theme in themes],
    )


def _of_theme(theme: Theme, pairs: list[tuple[Themes, Themes]]) -> OfTheme:
    told = [(theme.pk in one, theme.pk in other) for one, other in pairs]
    first, second = (list(column) for column in zip(*told, strict=True))
    return OfTheme(
        theme=theme,
        first=sum(first),
        second=sum(second),
        both=sum(one and other for one, other in told),
        kappa=cohen_kappa(first, second),
        alpha=krippendorff_alpha(told),
    )


def differences(sample: CodingSample, question: Question) -> list[Difference]:
    """The texts that the two see differently, those that are not settled first."""
    pairs = {pk: said for pk, said in _pairs(sample, question).items() if said[0] != said[1]}
    with scope(consultation=sample.consultation_id):
        final = sets_of(Coding.objects.filter(answer__in=pairs, is_final=True))
        texts = texts_to_code(sample.consultation, question).filter(pk__in=pairs)
        found = [Difference(text, *pairs[text.pk], settled=final.get((text.pk, True))) for text in texts]
    return sorted(found, key=lambda difference: difference.settled is not None)


def settle(
    sample: CodingSample, question: Question, answer: UUID, *, by, themes: Collection[UUID], now: datetime
) -> None:
    """Says for good what is in a text that two coders saw differently; nothing ticked means that none fits."""
    demand(by, Act.CODE_TEXTS, sample.consultation)
    pairs = _pairs(sample, question)
    if answer not in pairs:
        raise NotCoded(_("The author has changed or withdrawn this text."))
    one, other = pairs[answer]
    usable = Theme.objects.filter(consultation=sample.consultation_id, retired=False).values_list("pk", flat=True)
    if set(themes) - set(usable) - one - other:
        raise NotCoded(_("A theme that you ticked is not used any more. Look again."))
    with transaction.atomic(), scope(consultation=sample.consultation_id):
        Answer.objects.select_for_update().get(pk=answer)
        Coding.objects.filter(answer=answer, is_final=True).delete()
        Coding.objects.bulk_create(codings(sample.consultation, [answer], themes, by=by, is_final=True))
        write_log("coding_settled", by=by, at=now, consultation=sample.consultation, answer=str(answer))


def _pairs(sample: CodingSample, question: Question) -> dict[UUID, tuple[Themes, Themes]]:
    """What the two said of each text of a finished sample."""
    if sample.finished_at is None:
        raise NotCoded(_("Both have to be done before their codings are compared."))
    with scope(consultation=sample.consultation_id):
        texts = texts_to_code(sample.consultation, question).filter(sampled__sample=sample).order_by()
        said = Coding.objects.filter(answer__in=texts.values("pk"), is_final=False)
        first, second = (sets_of(said.filter(coder=coder)) for coder in (sample.first, sample.second))
    return {pk: (first[pk, False], second[pk, False]) for pk, _final in first if (pk, False) in second}


def sets_of(found) -> dict[tuple[UUID, bool], Themes]:
    """Codings of one coder, or final ones, as a set of themes for each text."""
    sets: dict[tuple[UUID, bool], set] = defaultdict(set)
    for answer, is_final, theme in found.order_by("answer").values_list("answer", "is_final", "theme"):
        sets[answer, is_final] |= {theme} - {None}
    return {key: frozenset(themes) for key, themes in sets.items()}
