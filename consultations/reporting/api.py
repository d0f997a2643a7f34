"""The public, read-only API: consultations, their questions, and what has been published of the answers.

Addresses are those of the host that was asked. Only what the pages show is here: releases, and texts by the gate.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.utils import translation
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError

from consultations.enums import Stage
from consultations.models import Consultation, ConsultationPage
from consultations.moderation.gate import published_texts
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Questionnaire, read_version
from consultations.reporting.faces import public_faces
from consultations.results.releases import PublicTable, public_results

MOST = 100
TEXTS_AT_ONCE = 1000


class Api(NinjaAPI):
    """Answers that a browser may keep but has to ask about."""

    def create_response(self, request, *args, **kwargs):
        response = super().create_response(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


api = Api(title="Tilltals", version="1", urls_namespace="api", docs_url=None)


class Item(Schema):
    """A consultation. ``url`` and ``form_url`` are absolute; ``form_url`` is null unless it is open."""

    id: UUID
    title: str
    stage: str
    opens_at: datetime
    closes_at: datetime
    languages: list[str]
    url: str
    form_url: str | None


class Listing(Schema):
    items: list[Item]
    next: str | None


class ChoiceOut(Schema):
    id: str
    text: str


class ConditionOut(Schema):
    """Asked of those who gave one of these choices to an earlier question; of all who answered it if there are none."""

    question: str
    choices: list[str]


class QuestionOut(Schema):
    id: str
    type: str
    text: str
    hint: str
    required: bool
    choices: list[ChoiceOut]
    shown_if: ConditionOut | None = None


class SectionOut(Schema):
    id: str
    heading: str
    introduction: str
    questions: list[QuestionOut]
    shown_if: ConditionOut | None = None
    ends: bool = False


class QuestionnaireOut(Schema):
    version: int
    locale: str
    sections: list[SectionOut]


class Detail(Item):
    questionnaire: QuestionnaireOut


class Merged(Schema):
    """Choices that are shown together because one of them alone would show too few people."""

    choices: list[str]
    count: int | None
    row: str


class Counted(Schema):
    """``counts`` are people by choice; null where withheld or merged. ``asked`` and ``answered`` too.

    A question with rows (of a matrix, places of a ranking) has them in ``rows`` instead, by row and choice.
    """

    id: str
    type: str
    text: str
    asked: int | None
    answered: int | None
    counts: dict[str, int | None]
    rows: dict[str, dict[str, int | None]]
    merged: list[Merged]


class TranslationOut(Schema):
    text: str
    language: str
    translator: str
    tool: str
    made_on: date


class TextOut(Schema):
    question: str
    text: str
    language: str
    name: str
    translation: TranslationOut | None = None


class Results(Schema):
    release: int | None
    published_at: datetime | None
    responses: int | None
    questions: list[Counted]
    texts: list[TextOut]
    texts_next: str | None = None


class Filters(Schema):
    stage: str | None = None
    locale: str = settings.LANGUAGE_CODE
    limit: int = 50
    offset: int = 0


@api.get("/consultations/", response=Listing, url_name="consultations")
def consultations(request, filters: Query[Filters]):
    """Consultations that have a public page in the language: the open ones by closing, soonest first; else latest opening first."""
    _check(filters)
    found = Consultation.objects.filter(
        current__isnull=False, translation_key__in=public_faces(locale=filters.locale).values("translation_key")
    )
    if filters.stage:
        found = found.at_stage(filters.stage, request.arrived_at)
    order = "closes" if filters.stage == Stage.OPEN else "-opens"
    rows = list(found.order_by(order, "pk")[filters.offset : filters.offset + filters.limit + 1])
    shown, more = rows[: filters.limit], len(rows) > filters.limit
    return {"items": _items(request, shown, filters.locale), "next": _next(request, filters) if more else None}


@api.get("/consultations/{uuid:id}/", response=Detail, url_name="consultation")
def consultation(request, id: UUID, locale: str = settings.LANGUAGE_CODE):  # noqa: A002
    """One consultation with its questions, in the language or else in the one it was written in."""
    found, spoken = _find(id, locale)
    (item,) = _items(request, [found], spoken)
    return item | {"questionnaire": _questionnaire(found.current.number, read_version(found.current, spoken))}


@api.get("/consultations/{uuid:id}/results/", response=Results, url_name="results")
def results(request, id: UUID, locale: str = settings.LANGUAGE_CODE, texts_after: UUID | None = None):  # noqa: A002
    """What has been published of the answers; nothing before the consultation has closed.

    At most a thousand texts at a time: ``texts_next`` is the address of those that follow, or null.
    """
    found, spoken = _find(id, locale)
    if found.stage(request.arrived_at) in {Stage.UPCOMING, Stage.OPEN}:
        return {"release": None, "published_at": None, "responses": None, "questions": [], "texts": []}
    released = public_results(found, spoken)
    with translation.override(spoken):  # What stands in the place of hidden parts is of the answer's language.
        published = published_texts(found).after(texts_after) if texts_after else published_texts(found)
        texts = list(published[: TEXTS_AT_ONCE + 1])
    return {
        "release": released.n if released else None,
        "published_at": released.at if released else None,
        "responses": released.responses if released else None,
        "questions": [_counted(table) for table in released.tables] if released else [],
        "texts": texts[:TEXTS_AT_ONCE],
        "texts_next": _following(request, texts) if len(texts) > TEXTS_AT_ONCE else None,
    }


def _check(filters: Filters) -> None:
    if filters.stage and filters.stage not in Stage.values:
        raise HttpError(422, f"stage must be one of: {', '.join(Stage.values)}")
    if filters.locale not in dict(settings.LANGUAGES):
        raise HttpError(422, f"locale must be one of: {', '.join(dict(settings.LANGUAGES))}")
    if not (1 <= filters.limit <= MOST and 0 <= filters.offset < 1_000_000):
        raise HttpError(422, f"limit must be 1 to {MOST}, and offset not negative")


def _find(pk: UUID, locale: str) -> tuple[Consultation, str]:
    """The consultation and the language in which it is shown. Raises Http404 unless it has a public page."""
    found = Consultation.objects.select_related("current").filter(pk=pk, current__isnull=False).first()
    faces = public_faces().filter(translation_key=found.translation_key) if found else []
    spoken = [face.locale.language_code for face in faces]
    if found is None or not spoken:
        raise Http404
    return found, next((code for code in (locale, found.source_locale) if code in spoken), spoken[0])


def _items(request, found: list[Consultation], locale: str) -> list[dict[str, Any]]:
    faces: dict[UUID, dict[str, ConsultationPage]] = {}
    for face in public_faces().filter(translation_key__in=[c.translation_key for c in found]):
        faces.setdefault(face.translation_key, {})[face.locale.language_code] = face
    return [_item(request, c, faces[c.translation_key], locale) for c in found]


def _item(request, found: Consultation, faces: dict[str, ConsultationPage], locale: str) -> dict[str, Any]:
    face, stage = faces[locale], found.stage(request.arrived_at)
    url = request.build_absolute_uri(face.get_url(request))
    return {
        "id": found.pk,
        "title": face.title,
        "stage": stage.value,
        "opens_at": found.opens,
        "closes_at": found.closes,
        "languages": sorted(faces),
        "url": url,
        "form_url": f"{url}svara/" if stage == Stage.OPEN else None,
    }


def _next(request, filters: Filters) -> str:
    query = request.GET.copy()
    query["offset"] = filters.offset + filters.limit
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _following(request, texts: list[dict]) -> str:
    query = request.GET.copy()
    query["texts_after"] = str(texts[TEXTS_AT_ONCE - 1]["id"])
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _questionnaire(version: int, questionnaire: Questionnaire) -> dict[str, Any]:
    return {"version": version, "locale": questionnaire.locale, "sections": questionnaire.sections}


def _counted(table: PublicTable) -> dict[str, Any]:
    question = table.question
    rows = {row: _row_counted(table, row) for row in dict.fromkeys(line.row for line in table.lines) if row}
    merged = [line for line in table.lines if line.merged]
    return {
        "id": question.id,
        "type": question.type,
        "text": question.text,
        "asked": table.asked,
        "answered": table.answered,
        "counts": {} if rows else _row_counted(table, ""),
        "rows": rows,
        "merged": [{"choices": line.choices, "count": line.count, "row": line.row} for line in merged],
    }


def _row_counted(table: PublicTable, row: str) -> dict[str, int | None]:
    """People by choice in one row."""
    question = table.question
    counts: dict[str, int | None] = {choice.id: None for choice in question.choices}
    counts |= {choice: None for of, choice, _label in type_of(question).lines(question) if of == row}
    lines = [line for line in table.lines if line.row == row and not line.merged]
    return counts | {line.choice: line.count for line in lines if line.choice in counts}
