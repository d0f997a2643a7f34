"""Releases: what the public is told of the counts. Stored, numbered, and checked against every earlier one.

Public pages and the API read them through ``public_results``; nothing else of the counts is public.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.page_cache import public_content_changed
from consultations.enums import EventKind, Stage
from consultations.models import Consultation, ConsultationEvent, Figure, Release
from consultations.models.log import write_log
from consultations.questions.protocol import Table, type_of
from consultations.questions.questionnaire import Condition, Question, Questionnaire, read_version
from consultations.questions.routing import conditions_on
from consultations.results import tallies
from consultations.results.disclosure import (
    NOTHING,
    K,
    TickRules,
    difference_is_safe,
    disclose_one_each,
    disclose_ticks,
    is_safe,
    may_show_asked,
)
from consultations.results.disclosure_of_rows import disclose_together
from consultations.results.figures import (
    PublicLine,
    PublicResults,
    PublicTable,
    Tables,
    figures_of,
    public_results,
    public_tables,
    stored_tables,
)

__all__ = [
    "NotPublished",
    "PublicLine",
    "PublicResults",
    "PublicTable",
    "preview_release",
    "public_results",
    "publish_release",
]


class NotPublished(Exception):  # noqa: N818
    """Results that can't be published. Its text is fit for the official."""


@dataclass(frozen=True)
class Preview:
    """What a release would show now, and in words what it would not. With a ``refusal`` it can't be made."""

    refusal: str
    responses: int
    tables: tuple[tuple[PublicTable, tuple[str, ...]], ...]


def publish_release(consultation: Consultation, *, by, now: datetime) -> Release:
    """Stores what the public may see of the counts. Raises NotPublished, in words."""
    tallies.fold_all(consultation, now=now)
    with transaction.atomic():
        locked = Consultation.objects.select_for_update().get(pk=consultation.pk)
        draft = _draft_of(locked, now=now)
        if refusal := draft.refusal(now):
            raise NotPublished(refusal)
        release = _store(draft, by=by, now=now)
        ConsultationEvent.objects.create(
            consultation=locked,
            kind=EventKind.RESULTS_PUBLISHED,
            at=now,
            by=by,
            detail={"release": release.n},
        )
        write_log("results_published", by=by, at=now, consultation=locked, release=release.n)
        public_content_changed()
    return release


def preview_release(consultation: Consultation, now: datetime) -> Preview:
    """What ``publish_release`` would store now, without storing it."""
    tallies.fold_all(consultation, now=now)
    draft = _draft_of(consultation, now=now)
    figures = figures_of(draft.tables)
    shown = public_tables(draft.questionnaire, figures) if draft.responses >= K else ()
    return Preview(draft.refusal(now), draft.responses, tuple((table, _notes(table)) for table in shown))


@dataclass(frozen=True)
class _Draft:
    consultation: Consultation
    questionnaire: Questionnaire
    responses: int
    tables: Tables
    earlier: list[tuple[Release, Tables]]

    def refusal(self, now: datetime) -> str:
        """Why this can't be published, in words; '' if it can."""
        if reason := _too_early(self.consultation, now):
            return reason
        if self.responses < K:
            return _("Fewer than %(k)d responses have come in. Nothing can be shown without telling on somebody.") % {
                "k": K
            }
        if not all(is_safe(self.responses - release.responses) for release, _tables in self.earlier):
            return _("Too few responses have changed since an earlier publication: the difference would show them.")
        if unsafe := self._unsafe():
            return _("Compared with an earlier publication, few people would show here: %(questions)s") % {
                "questions": "; ".join(unsafe)
            }
        return ""

    def _unsafe(self) -> list[str]:
        keys = {
            question
            for _release, tables in self.earlier
            for (question, row), before in tables.items()
            if not difference_is_safe(self.tables.get((question, row), NOTHING), before)
        }
        return [question.text for question in self.questionnaire.questions if question.id in keys]


def _too_early(consultation: Consultation, now: datetime) -> str:
    if consultation.stage(now) not in {Stage.CLOSED, Stage.DECIDED} or now < consultation.closes:
        return _("Results are published when the consultation has closed.")
    last = consultation.closes + consultation.grace
    if now < last:
        until = date_format(timezone.localtime(last), "DATETIME_FORMAT")
        return _("Responses that were begun in time are received until %(until)s.") % {"until": until}
    return ""


def _draft_of(consultation: Consultation, *, now: datetime) -> _Draft:
    questionnaire = read_version(consultation.current, consultation.source_locale)
    counted = tallies.counts_of(consultation, now=now)
    earlier = [
        (release, stored_tables(release.figures.all())) for release in consultation.releases.prefetch_related("figures")
    ]
    tables: Tables = {}
    for table in counted.tables(questionnaire):
        shown = _disclosed(table, counted.responses, [before for _release, before in earlier])
        known = asked_is_known(conditions_on(questionnaire, table.question.id), tables, questionnaire)
        tables |= shown if known else dict.fromkeys(shown, NOTHING)
    return _Draft(consultation, questionnaire, counted.responses, tables, earlier)


def _disclosed(table: Table, responses: int, earlier: Iterable[Tables]) -> Tables:
    """What may be shown of a question, row by row."""
    question = table.question
    shown: Tables = {}
    if type_of(question).rows_together:
        return _disclosed_together(table, responses, list(earlier))
    for row, cells in _rows(table).items():
        before = [tables[question.id, row] for tables in earlier if (question.id, row) in tables]
        hidden_once = any(one.asked is None for one in before)
        if hidden_once or not may_show_asked(table.asked, responses=responses):
            shown[question.id, row] = NOTHING
        elif table.one_each or type_of(question).is_text:
            shown[question.id, row] = disclose_one_each(
                cells,
                asked=table.asked,
                required=question.required,
                earlier=before,
                apart=type_of(question).apart(question),
            )
        elif row == "":
            shown[question.id, row] = disclose_ticks(
                cells, asked=table.asked, answered=table.answered, rules=_rules(question), earlier=before
            )
        else:  # Ticks in several rows: their shape has no proof yet, so nothing of it is shown.
            shown[question.id, row] = NOTHING
    return shown


def asked_is_known(conditions: Sequence[Condition], tables: Tables, questionnaire: Questionnaire) -> bool:
    """Whether what decides who is asked is told already: else the number asked would tell of merged or hidden lines."""
    if not conditions:
        return True
    if len(conditions) > 1:
        return False
    (condition,) = conditions
    shown, asked = tables.get((condition.question, ""), NOTHING), questionnaire.question(condition.question)
    told = {
        key
        for group in shown.groups
        if group.value is not None and set(group.keys) <= set(condition.choices)
        for key in group.keys
    }
    if not condition.choices:
        return shown.answered is not None
    if asked is None or not (type_of(asked).one_each or len(condition.choices) == 1):
        return False  # Of two ticks, how many have either gives away how many have both.
    return told == set(condition.choices)


def _disclosed_together(table: Table, responses: int, earlier: Sequence[Tables]) -> Tables:
    """What may be shown of a question whose rows hang together: all of them or none."""
    id, rows = table.question.id, _rows(table)  # noqa: A001
    before = [tables[id, row] for tables in earlier for row in rows if (id, row) in tables]
    hidden_once = any(one.asked is None for one in before)
    if hidden_once or not may_show_asked(table.asked, responses=responses):
        return {(id, row): NOTHING for row in rows}
    shown = disclose_together(rows, asked=table.asked, earlier=before)
    return {(id, row): disclosed for row, disclosed in shown.items()}


def _rows(table: Table) -> dict[str, dict[str, int]]:
    """Counts by choice in each row. A text has one line: that it was answered."""
    rows: dict[str, dict[str, int]] = defaultdict(dict)
    for line in table.lines:
        rows[line.row][line.choice] = line.count
    return rows or {"": {"": table.answered}}


def _rules(question: Question) -> TickRules:
    return TickRules(
        required=question.required,
        at_least=question.settings.get("at_least") or 1,
        at_most=question.settings.get("at_most"),
        exclusive=frozenset(choice.id for choice in question.choices if choice.exclusive),
    )


def _store(draft: _Draft, *, by, now: datetime) -> Release:
    release = Release.objects.create(
        consultation=draft.consultation,
        n=len(draft.earlier) + 1,
        at=now,
        by=by,
        version=draft.consultation.current,
        responses=draft.responses,
    )
    figures = figures_of(draft.tables)
    for figure in figures:
        figure.release = release
    Figure.objects.bulk_create(figures)
    return release


def _notes(table: PublicTable) -> tuple[str, ...]:
    """In words: what is merged or withheld, and why."""
    if table.asked is None:
        return (_("Withheld: so few were asked, or not asked, this question that they could be told apart."),)
    notes = []
    if table.answered is None and not any(line.row for line in table.lines):
        notes.append(_("How many answered is withheld: it would show a small number beside the rest."))
    for line in table.lines:
        if line.merged and line.count is None:
            notes.append(_("The answers are withheld: merging the small numbers leaves nothing to show."))
        elif line.merged:
            labels = ", ".join(line.merged)
            notes.append(_("Merged, because one of them has fewer than %(k)d: %(labels)s") % {"k": K, "labels": labels})
        elif line.count is None:
            notes.append(_("Withheld, because few or nearly all ticked it: %(label)s") % {"label": line.label})
    return tuple(notes)
