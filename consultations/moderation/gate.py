"""The gate: the only way by which what residents have written reaches the public.

Every page, feed, API, search, export, cache and PDF takes free text from ``published_texts``, and from nowhere else.
"""

from datetime import date

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import get_language
from django_scopes import scope

from config.languages import html_language
from consultations.enums import Consent, ModerationState, ResponseState
from consultations.models import Answer, Consultation, Decision, TextTranslation
from consultations.moderation.flags.language import language_to_read
from consultations.moderation.redaction import shown_text
from consultations.moderation.translating import digest_of_shown
from consultations.questions.questionnaire import read_version


def published_texts(consultation: Consultation, *, question: str | None = None) -> "PublishedTexts":
    """The texts that anybody may read, of one question or all: rows with ``id``, ``question``, ``text``, ``language``, ``name``,
    ``translation``. ``language`` is that of the text, as far as it can be guessed, and never that of the form: '' where it can't.

    Hidden parts are replaced, and a translation given if there is one, in the language in use; else it is None, or has ``text``,
    ``language``, ``translator``, ``tool`` and ``made_on``. ``name`` is '' unless its author wants it shown. The order is by
    random ids: the same each time, telling nothing of when or by whom. Can be sliced and counted; a row leaves the
    moment that any of what let it in is gone.
    """
    questions = publishable_questions(consultation)
    asked = questions if question is None else questions & {str(question)}
    with scope(consultation=consultation):
        texts = Answer.objects.filter(_may_be_shown(asked), counted=True, moderation=ModerationState.PUBLISHED)
        last = Decision.objects.filter(answer=OuterRef("pk")).order_by("-n")
        hidden = {f"last_{name}": Subquery(last.values(name)[:1]) for name in ("redactions", "hides_name")}
        said = {"name": _name(), "translated": _translation(html_language(get_language())), **hidden}
        return PublishedTexts(texts.order_by("id").values("id", "question", "text", **said))


class PublishedTexts:
    """Rows for the public, made where they leave: the text as it was written never gets further than here."""

    def __init__(self, rows):
        self._rows = rows

    def __iter__(self):
        return map(_row, self._rows)

    def __getitem__(self, place):
        found = self._rows[place]
        return PublishedTexts(found) if isinstance(place, slice) else _row(found)

    def __len__(self) -> int:
        return len(self._rows)

    def count(self) -> int:
        return self._rows.count()

    def after(self, answer_id) -> "PublishedTexts":
        """Those that stand after this one, whether it is still there or not."""
        return PublishedTexts(self._rows.filter(pk__gt=answer_id))

    def filter_by_id(self, answer_id) -> "PublishedTexts":
        """The one text with this id, if anybody may read it."""
        return PublishedTexts(self._rows.filter(pk=answer_id))

    def among(self, answer_ids) -> "PublishedTexts":
        """Those with these ids that anybody may read."""
        return PublishedTexts(self._rows.filter(pk__in=answer_ids))


def _row(row: dict) -> dict:
    shown = shown_text(row["text"], row["last_redactions"] or ())
    return {
        "id": row["id"],
        "question": row["question"],
        "text": shown,
        "language": language_to_read(shown),
        "name": "" if row["last_hides_name"] else row["name"],
        "translation": _translation_of(row),
    }


def _translation_of(row: dict) -> dict | None:
    """What is kept of a translation, unless what the public reads of the text has changed since."""
    kept = row["translated"]
    if not kept or kept.pop("digest") != digest_of_shown(row["text"], row["last_redactions"] or ()):
        return None
    return kept | {"made_on": date.fromisoformat(kept["made_on"])}


def _translation(language: str) -> Subquery:
    said = JSONObject(
        text="text",
        language="locale",
        translator="translator",
        tool="tool",
        made_on=Cast("made_on", CharField()),
        digest="content_digest",
    )
    return Subquery(TextTranslation.objects.filter(answer=OuterRef("pk"), locale=language).values(said=said)[:1])


def publishable_questions(consultation: Consultation) -> set[str]:
    """The ids of the questions whose answers may be published, in the version that is current."""
    if consultation.current is None:
        return set()
    return {question.id for question in read_version(consultation.current).questions if question.publishable}


def _may_be_shown(questions: set[str]) -> Case:
    """All that the index ``texts_to_show`` doesn't say, as one truth value.

    As conditions apart these would make PostgreSQL expect hardly any rows, and sort a million of them for a page.
    """
    return Case(
        When(
            consent__in=Consent.allowing(),
            question__in=questions,
            submission__response__state=ResponseState.ACTIVE,
            then=_was_published_last(),
        ),
        default=Value(False),
        output_field=BooleanField(),
    )


def _was_published_last() -> Subquery:
    """Whether the last decision on the text is to publish it."""
    last = Decision.objects.filter(answer=OuterRef("pk")).order_by("-n")
    published = ExpressionWrapper(Q(state=ModerationState.PUBLISHED), output_field=BooleanField())
    return Subquery(last.values(published=published)[:1])


def _name() -> Case:
    return Case(When(consent=Consent.NAMED, then=F("display_name")), default=Value(""), output_field=CharField())
