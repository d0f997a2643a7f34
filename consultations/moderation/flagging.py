"""Flags the texts that have come in: what the rules find in each, and whether others have sent the same.

The resident never waits for it. The worker does it every minute; a text that somebody opens before is flagged then.
Whatever state a text is left in by a crash, it is flagged wholly or not at all.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django_scopes import scope, scopes_disabled

from config.registry import every_minute
from consultations.enums import ListKind, ModerationState
from consultations.models import Answer, CopyGroup, Flag, Owner, TextPrint, WordList
from consultations.moderation.flags.copies import Print, are_alike, print_of
from consultations.moderation.flags.protocol import Circumstances
from consultations.moderation.flags.rules import find_flags
from consultations.moderation.flags.words import read_words, shipped_words

AT_ONCE = 100
MOST_A_MINUTE = 5_000
MOST_CANDIDATES = 5


@every_minute
def flag_what_has_come() -> int:
    """Flags the texts that wait and have not been looked at, the oldest first. Gives how many."""
    done = 0
    while done < MOST_A_MINUTE and (waiting := _to_flag()):
        flag_texts(waiting)
        done += len(waiting)
    return done


def _to_flag() -> list[UUID]:
    with scopes_disabled():  # All consultations: nobody sees what is found but by their own scope.
        texts = Answer.objects.filter(counted=True, moderation=ModerationState.WAITING, flagged=False)
        return list(texts.order_by("received_on").values_list("pk", flat=True)[:AT_ONCE])


def flag_texts(ids: list[UUID]) -> None:
    """Flags these texts unless that was done; one transaction each, so that nobody waits long for the lock."""
    lists: dict[UUID, dict] = {}
    for pk in ids:
        with scopes_disabled(), transaction.atomic():
            texts = Answer.objects.select_for_update(of=("self",)).select_related("submission")
            answer = texts.filter(pk=pk, flagged=False).first()
            if answer is not None:
                if answer.consultation_id not in lists:
                    lists[answer.consultation_id] = words_for(answer.consultation_id)
                _flag(answer, lists[answer.consultation_id])


def words_for(consultation_id: UUID) -> dict[tuple[str, str], frozenset[str]]:
    """The lists that hold for a consultation: the program's, and with them or instead those of its owners."""
    owners = Owner.objects.filter(consultation=consultation_id).values("organisation")
    own = list(WordList.objects.filter(organisation__in=owners))
    replaced = {each.kind for each in own if each.instead and each.kind != ListKind.NAME}
    words = {key: shipped for key, shipped in shipped_words().items() if key[0] not in replaced}
    return words | {(each.kind, str(each.organisation_id)): read_words(each.words) for each in own}


def _flag(answer: Answer, words: dict) -> None:
    with scope(consultation=answer.consultation_id):
        found = find_flags(answer.text, Circumstances(answer.submission.locale, words))
        flags = [_flag_of(answer, finding.rule, finding.start, finding.end) for finding in found]
        rule = _join_copies(answer, print_of(answer.text))
        if rule:
            flags.append(_flag_of(answer, rule, 0, len(answer.text)))
        Flag.objects.bulk_create(flags, ignore_conflicts=True)
        Answer.objects.filter(pk=answer.pk).update(flagged=True)


def _flag_of(answer: Answer, rule: str, start: int, end: int) -> Flag:
    return Flag(consultation_id=answer.consultation_id, answer=answer, rule=rule, start=start, end=end)


def _join_copies(answer: Answer, printed: Print) -> str:
    """Keeps the print of a text and puts it with its copies. Gives the rule that it meets: ``copy``, ``near_copy`` or ''."""
    if not printed.exact or TextPrint.objects.filter(answer=answer).exists():  # Looked at before: counted once.
        return ""
    exact = TextPrint.objects.filter(exact=printed.exact).select_related("answer").first()
    like = exact or _nearly(answer, printed)
    rule = "" if like is None else "copy" if exact else "near_copy"
    group = _group_with(like, rule) if like else None
    bands = {f"band_{n}": band for n, band in enumerate(printed.bands or (), start=1)}
    TextPrint.objects.create(
        answer=answer, consultation_id=answer.consultation_id, exact=printed.exact, group=group, **bands
    )
    return rule


def _nearly(answer: Answer, printed: Print) -> TextPrint | None:
    if printed.bands is None:
        return None
    same_band = Q()
    for n, band in enumerate(printed.bands, start=1):
        same_band |= Q(**{f"band_{n}": band})
    candidates = TextPrint.objects.filter(same_band).select_related("answer")[:MOST_CANDIDATES]
    return next((found for found in candidates if are_alike(found.answer.text, answer.text)), None)


def _group_with(like: TextPrint, rule: str) -> CopyGroup:
    """The group of a text that has a copy now; the text that came first is flagged then."""
    if like.group_id is None:
        like.group = CopyGroup.objects.create(consultation_id=like.consultation_id, size=2)
        like.save(update_fields=["group"])
        Flag.objects.bulk_create([_flag_of(like.answer, rule, 0, len(like.answer.text))], ignore_conflicts=True)
    else:
        CopyGroup.objects.filter(pk=like.group_id).update(size=F("size") + 1)
    return like.group
