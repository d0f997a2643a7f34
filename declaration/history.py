"""What became of a commitment, change by change. Publishing its page writes it down; nothing rewrites it.

The page in the language in which a commitment was first written makes the changes; its translations only lend them
their words.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from declaration.models import Change, ChangeWords, CommitmentPage


def record_published(*, instance: CommitmentPage, **_signal) -> None:
    """For the signal that a page was published."""
    record_change(instance, at=timezone.now())


@transaction.atomic
def record_change(page: CommitmentPage, *, at: datetime) -> Change | None:
    """Writes down what the page now says of its state; None where it says nothing new."""
    language = page.locale.language_code
    changes = list(Change.objects.filter(commitment=page.translation_key).order_by("-n")[:2])
    last = changes[0] if changes else None
    if not _is_the_original(page):
        _lend_words(page, changes, language)
        return None
    if last and (last.after, last.because(language)[0]) == (page.state, page.state_words):
        return None
    change = Change.objects.create(
        commitment=page.translation_key,
        n=last.n + 1 if last else 1,
        at=at,
        before=last.after if last else "",
        after=page.state,
        by=page.party.name,
    )
    ChangeWords.objects.create(change=change, language=language, text=page.state_words)
    return change


def _is_the_original(page: CommitmentPage) -> bool:
    return not CommitmentPage.objects.filter(translation_key=page.translation_key, pk__lt=page.pk).exists()


def _lend_words(page: CommitmentPage, changes: list[Change], language: str) -> None:
    """The translation's words for the latest change, if it has none in the language and these are not an earlier one's."""
    last = changes[0] if changes else None
    if last is None or last.after != page.state or page.alias_of_id:
        return
    earlier = [change.because(language) for change in changes]
    if (page.state_words, language) not in earlier and earlier[0][1] != language:
        ChangeWords.objects.create(change=last, language=language, text=page.state_words)
