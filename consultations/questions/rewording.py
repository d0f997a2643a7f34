"""Questions that were once asked otherwise: in other words (a slip mended, or another meaning), or with fewer choices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django_scopes import scope

from consultations.enums import ChangeKind
from consultations.models.consultation import Consultation
from consultations.models.questionnaire import VersionActivation
from consultations.models.response import Submission

Texts = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Rewording:
    """Until ``until`` a question was asked as ``text``; ``choices`` are those that read otherwise then: (was, is).

    Or, with no ``text``, until then the lines ``added`` were not among its choices.
    """

    question: str
    until: datetime
    text: str
    choices: tuple[tuple[str, str], ...]
    kind: str
    reason: str
    added: tuple[str, ...] = ()


def reworded(old: Mapping[str, Any], new: Mapping[str, Any], language: str) -> list[str]:
    """The ids of the questions of both that read otherwise in the new content, in one language."""
    before, after = _texts(old, language), _texts(new, language)
    return [key for key, texts in before.items() if key in after and _differs(texts, after[key])]


def rewordings(consultation: Consultation, language: str) -> list[Rewording]:
    """Every change of wording or of choices after somebody had answered as it was before, the latest first. One query.

    Who has answered which version is taken from what has been counted: asking the responses takes longer the more there are.
    """
    turns = VersionActivation.objects.filter(version__consultation=consultation).select_related("version")
    counted = F("version__consultation__tally__counts__versions")
    met = list(turns.annotate(counted=counted).order_by("since"))
    found = list(_between(met, language))
    if not found:
        return []
    answered = {UUID(version) for version in (_answered(consultation) if met[0].counted is None else met[0].counted)}
    return [change for before, change in reversed(found) if before in answered]


def _answered(consultation: Consultation) -> list[str]:
    """The versions that somebody has answered, where nothing has been counted yet."""
    with scope(consultation=consultation):
        answers = Submission.objects.filter(version=OuterRef("pk"))
        return [str(pk) for pk in consultation.versions.filter(Exists(answers)).values_list("pk", flat=True)]


def asked_differently(consultation: Consultation, language: str) -> dict[str, list[Rewording]]:
    """Changes of meaning, and choices that came later, by question: what the public is told beside the results."""
    found: dict[str, list[Rewording]] = {}
    for each in rewordings(consultation, language):
        if each.added or each.kind == ChangeKind.MEANING:
            found.setdefault(each.question, []).append(each)
    return found


def _between(turns: list[VersionActivation], language: str) -> Iterator[tuple[UUID, Rewording]]:
    """Each change with the version that it is a change of."""
    for before, after in pairwise(turns):
        old, new = (_texts(turn.version.content, language) for turn in (before, after))
        for question in reworded(before.version.content, after.version.content, language):
            is_now = dict(new[question][1])
            changed = [(text, is_now.get(key, "")) for key, text in old[question][1] if is_now.get(key, "") != text]
            change = Rewording(question, after.since, old[question][0], tuple(changed), after.kind, after.reason)
            yield before.version_id, change
        for question in old.keys() & new.keys():
            had = dict(old[question][1])
            if added := tuple(text for key, text in new[question][1] if key not in had):
                yield before.version_id, Rewording(question, after.since, "", (), "", "", added)


def _differs(old: Texts, new: Texts) -> bool:
    """Whether the question or one of its old lines reads otherwise; a line that was added is no rewording."""
    now = dict(new[1])
    return old[0] != new[0] or any(now.get(key, text) != text for key, text in old[1])


def _texts(content: Mapping[str, Any], language: str) -> dict[str, Texts]:
    return {
        question["id"]: (
            question["text"].get(language, ""),
            tuple((line["id"], line["text"].get(language, "")) for line in (*question["choices"], *question["rows"])),
        )
        for section in content["sections"]
        for question in section["questions"]
        if question.get("asks", True)
    }
