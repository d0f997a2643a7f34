"""The texts that a moderator has to read, oldest first, over many consultations and at any depth at the same cost.

A page is found by the key of the text before it (the day it came, its id), never by counting. Of the consultations,
only those whose next texts are the oldest can have a text on the page: as many as the page has lines, at most.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import BooleanField, DateField, F, Func, OuterRef, Subquery, UUIDField, Value
from django.db.models.functions import Left
from django_scopes import scopes_disabled

from consultations.enums import ModerationState
from consultations.models import Answer, Consultation

PAGE = 25
MOST = 1000  # Beyond this the queue says "more than"; counting on would cost more than it tells.
EXCERPT = 240
ORDER = ("received_on", "id")


@dataclass(frozen=True)
class Key:
    """Where a text stands in the queue."""

    received_on: date
    id: UUID

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """The key as it stands in an address; None for anything else."""
        day, _, id = text.partition("_")  # noqa: A001
        try:
            return cls(date.fromisoformat(day), UUID(id))
        except ValueError:
            return None

    @classmethod
    def of(cls, answer: Answer) -> "Key":
        return cls(answer.received_on, answer.pk)

    def __str__(self) -> str:
        return f"{self.received_on.isoformat()}_{self.id}"


def texts_in_state(state: str, consultations: Collection[UUID] | None = None):
    """The texts in a state, within the scope; an answer of an earlier sending is none."""
    texts = Answer.objects.filter(counted=True, moderation=state).exclude(moderation=ModerationState.NONE)
    return texts if consultations is None else texts.filter(consultation__in=consultations)


def everything(texts):
    """Narrows nothing."""
    return texts


def page_of_texts(
    state: str, consultations: Collection[UUID], *, after: Key | None = None, size: int = PAGE, narrow=everything
):
    """The next texts after the key, as rows with an ``excerpt``; one more than ``size`` if there are more."""
    texts = _after(narrow(texts_in_state(state)), after)
    heads = _consultations_with_the_oldest(texts, consultations, size + 1)
    branches = [texts.filter(consultation=pk).order_by(*ORDER)[: size + 1].values("pk") for pk in heads]
    if not branches:
        return []
    with scopes_disabled():  # The branches are within the scope; to filter again misleads SQLite's planner.
        rows = [_row(Answer.objects.filter(pk__in=branch).order_by()) for branch in branches]
    return list(rows[0].union(*rows[1:], all=True).order_by(*ORDER)[: size + 1])


def next_text(consultations: Collection[UUID], *, after: Key, narrow=everything) -> UUID | None:
    """The text that waits next after this one, or else the first that waits; None when all is done."""
    for key in (after, None):
        if found := page_of_texts(ModerationState.WAITING, consultations, after=key, size=1, narrow=narrow):
            return found[0]["id"]
    return None


def count_texts(state: str, consultations: Collection[UUID], *, narrow=everything) -> int:
    """How many texts there are in a state, counted up to one more than MOST."""
    return narrow(texts_in_state(state, consultations)).order_by()[: MOST + 1].count()


def _consultations_with_the_oldest(texts, consultations, size) -> list[UUID]:
    first = texts.filter(consultation=OuterRef("pk")).order_by(*ORDER)
    return list(
        Consultation.objects.filter(pk__in=consultations)
        .annotate(day=Subquery(first.values("received_on")[:1]), text=Subquery(first.values("id")[:1]))
        .filter(day__isnull=False)
        .order_by("day", "text")
        .values_list("pk", flat=True)[:size]
    )


class ComesAfter(Func):
    """``(received_on, id) > (received_on, id)``: one range of the index, where an OR would be two."""

    output_field = BooleanField()

    def as_sql(self, compiler, connection, **_extra):
        sides = [compiler.compile(side) for side in self.get_source_expressions()]
        sql = "({}, {}) > ({}, {})".format(*(sql for sql, _ in sides))
        return sql, [parameter for _, parameters in sides for parameter in parameters]


def _after(texts, key: Key | None):
    if key is None:
        return texts
    place = [Value(key.received_on, DateField()), Value(key.id, UUIDField())]
    return texts.filter(ComesAfter(F("received_on"), F("id"), *place))


def _row(texts):
    columns = ["id", "received_on", "consultation", "question", "moderation"]
    return texts.annotate(excerpt=Left("text", EXCERPT)).values(*columns, "excerpt")
