"""The report for those who decide: the same content for PDF and DOCX, in one of the consultation's languages.

There are two kinds. The internal one counts what officials count, with nothing withheld, and says so on each page. The
public one is made of the stored release alone, so that it can't tell more than the website does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from consultations.enums import Stage
from consultations.models import Consultation, Feedback
from consultations.questions.protocol import Table, type_of
from consultations.questions.questionnaire import Question, Questionnaire, read_version
from consultations.questions.rewording import Rewording, asked_differently, rewordings
from consultations.reporting.about_export import about_consultation, filter_in_words
from consultations.reporting.bars import CountedQuestion, channels_of, languages_of
from consultations.reporting.feedback import feedback_of
from consultations.reporting.shown import share_of
from consultations.results.figures import PublicResults, PublicTable, public_results
from consultations.results.selecting import Selection
from consultations.results.substance import SharedLine, shares
from consultations.results.tallies import CountedResults

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReportLine:
    """``percent`` is the length of the bar; None where there is none. The rest is in words."""

    label: str
    number: str
    share: str
    percent: int | None
    of_opinions: str = ""


@dataclass(frozen=True)
class ReportTable:
    heading: str
    lines: tuple[ReportLine, ...]

    @property
    def has_opinions(self) -> bool:
        return any(line.of_opinions for line in self.lines)


@dataclass(frozen=True)
class ReportQuestion:
    """A question in its exact wording; ``notes`` tell who answered, what it comes to and what was asked differently."""

    heading: str
    hint: str
    base: str
    tables: tuple[ReportTable, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """``mark`` is what stands on every page of an internal report, '' on a public one."""

    title: str
    kind: str
    mark: str
    organisation: str
    facts: Facts
    figures: Facts
    method: tuple[str, ...]
    questions: tuple[ReportQuestion, ...]
    feedback: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def footer(self) -> str:
        """What stands on every page: of what it is, and that it is internal."""
        return f"{dict(self.facts)[_('Diary number')]} · {self.mark or self.kind}"


def internal_report(
    consultation: Consultation, counted: CountedResults, selection: Selection, *, language: str, now: datetime
) -> Report:
    """All that officials see in figures; texts that people wrote are not in it."""
    questionnaire = read_version(consultation.current, language)
    changes = rewordings(consultation, language)
    return Report(
        kind=_("Internal report"),
        mark=_("Internal: small numbers are not withheld"),
        facts=_facts(consultation, questionnaire, now=now),
        figures=(
            (_("Responses"), _number(counted.responses)),
            *_counted_by(_("By language"), languages_of(counted)),
            *_counted_by(_("By channel"), channels_of(counted)),
            (_("Filter"), filter_in_words(selection, questionnaire)),
        ),
        method=(
            *_method(),
            _("Small numbers are not withheld here. Publish from the results page, not from this file."),
        ),
        questions=tuple(
            _counted_question(number, table, [change for change in changes if change.question == table.question.id])
            for number, table in enumerate(counted.tables(questionnaire), start=1)
        ),
        **_of_both(consultation, language, now=now),
    )


def public_report(consultation: Consultation, *, language: str, now: datetime) -> Report | None:
    """What the latest release tells; None if nothing has been published."""
    results = public_results(consultation, language)
    if results is None:
        return None
    questionnaire = read_version(consultation.current, language)
    numbers = {question.id: n for n, question in enumerate(questionnaire.questions, start=1)}
    changes = asked_differently(consultation, language)
    return Report(
        kind=_("Report"),
        mark="",
        facts=_facts(consultation, questionnaire, now=now),
        figures=_published(results),
        method=(*_method(), _("Where fewer than five people would show, numbers are merged or withheld.")),
        questions=tuple(
            _public_question(numbers.get(table.question.id), table, changes.get(table.question.id, []))
            for table in results.tables
        ),
        **_of_both(consultation, language, now=now),
    )


def _of_both(consultation: Consultation, language: str, *, now: datetime) -> dict:
    faces = consultation.source_page.get_translations(inclusive=True).filter(locale__language_code=language)
    page = faces.first() or consultation.source_page
    feedback = feedback_of(consultation, language) if consultation.stage(now) == Stage.DECIDED else None
    return {
        "title": page.title,
        "organisation": page.organisation.name,
        "feedback": _answered_back(feedback) if feedback else (),
    }


def _facts(consultation: Consultation, questionnaire: Questionnaire, *, now: datetime) -> Facts:
    about = [(heading, str(said)) for heading, said in about_consultation(consultation)]
    number = len(list(questionnaire.questions))
    return (*about, (_("Questions"), str(number)), (_("Taken out on"), date_format(timezone.localdate(now))))


def _published(results: PublicResults) -> Facts:
    at = date_format(timezone.localtime(results.at))
    return (_("Responses"), _number(results.responses)), (_("Results published on"), at)


def _counted_by(heading: str, counts: Sequence) -> Facts:
    told = " · ".join(f"{bar.label}: {_number(bar.count)}" for bar in counts)
    return ((heading, told),) if told else ()


def _method() -> tuple[str, ...]:
    return (
        _("Everybody was free to answer. Those who answered are not a random sample of the residents."),
        _("The figures tell what those who answered think, not what all residents think."),
        _("Shares are of the people who answered the question, never of the number of ticks."),
        _("Where a question was only for some, fewer were asked: the number stands beside it."),
    )


def _counted_question(number: int, table: Table, changes: Sequence[Rewording]) -> ReportQuestion:
    counted = CountedQuestion.of(table, changes)
    said = {"asked": counted.asked, "answered": counted.answered, "skipped": counted.skipped}
    base = _("Asked: %(asked)s people. Answered: %(answered)s. Skipped: %(skipped)s.") % _numbers(said)
    notes = [*_changed(changes), *counted.remarks]
    if counted.without_opinion:
        notes.insert(
            0, _("Of those who answered, without an opinion: %(n)s.") % _numbers({"n": counted.without_opinion})
        )
    return _question(number, table.question, base, _tables(table), notes)


def _tables(table: Table) -> tuple[ReportTable, ...]:
    headings = dict(type_of(table.question).rows(table.question))
    by_row = groupby(shares(table), key=lambda shared: shared.line.row)
    return tuple(
        ReportTable(heading := headings.get(row, ""), tuple(_line(shared, heading) for shared in lines))
        for row, lines in by_row
    )


def _line(shared: SharedLine, heading: str) -> ReportLine:
    percent = round(100 * shared.of_all)
    of_opinions = "" if shared.of_opinions is None else _share(round(100 * shared.of_opinions))
    label = shared.line.label.removeprefix(f"{heading}: ")
    return ReportLine(label, _number(shared.line.count), _share(percent), percent, of_opinions)


def _public_question(number: int | None, table: PublicTable, changes: Sequence[Rewording]) -> ReportQuestion:
    by_row = groupby(table.lines, key=lambda line: line.heading)
    tables = tuple(ReportTable(heading, _public_lines(list(lines))) for heading, lines in by_row)
    return _question(number, table.question, _public_base(table), tables, [*table.remarks, *_changed(changes)])


def _public_lines(lines: list) -> tuple[ReportLine, ...]:
    found = []
    for line in lines:
        percent = share_of(line.count, line.base)
        number = _("withheld") if line.count is None else _number(line.count)
        found.append(ReportLine(line.label, number, "" if percent is None else _share(percent), percent))
    return tuple(found)


def _public_base(table: PublicTable) -> str:
    if table.asked is None:
        return _("How many answered this question is withheld.")
    if table.answered is None:
        return _("%(asked)s were asked this question.") % _numbers({"asked": table.asked})
    said = _numbers({"answered": table.answered, "asked": table.asked})
    return _("%(answered)s of %(asked)s answered this question.") % said


def _question(number, question: Question, base: str, tables: tuple, notes: Sequence[str]) -> ReportQuestion:
    if type_of(question).is_text:
        notes = [*notes, _("Answers in people's own words are not in this report.")]
    heading = f"{number}. {question.text}" if number else question.text
    return ReportQuestion(heading, question.hint, base, tables, tuple(notes))


def _changed(changes: Sequence[Rewording]) -> list[str]:
    """In the words of the website: how a question and its answers once read, and why that was changed."""
    told = []
    for change in changes:
        said = {"day": date_format(timezone.localtime(change.until)), "text": change.text}
        if change.added:
            said["choices"] = ", ".join(f"“{text}”" for text in change.added)
            told.append(_("Added on %(day)s; those who answered before could not choose it: %(choices)s") % said)
            continue
        sentences = [_("Until %(day)s the question read: “%(text)s”") % said]
        sentences += [
            _("The answer “%(is)s” then read “%(was)s”.") % {"was": was, "is": now} for was, now in change.choices
        ]
        told.append(" ".join([*sentences, change.reason]).strip())
    return told


def _answered_back(feedback: Feedback) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The published feedback under its three headings."""
    do = tuple(_action(action) for action in feedback.actions.all())
    if feedback.decision_reference:
        do = (*do, f"{_('The decision')}: {feedback.decision_reference}")
    return (
        (_("We asked"), tuple(feedback.we_asked.splitlines())),
        (_("You answered"), tuple(feedback.you_answered.splitlines())),
        (_("We do"), do),
    )


def _action(action) -> str:
    who = [f"{_('Who does it')}: {action.who}"] if action.who else []
    when = [f"{_('When')}: {action.when}"] if action.when else []
    return " ".join([f"{action.get_state_display()}:", action.text, action.because, " · ".join([*who, *when])]).strip()


def _number(n: int) -> str:
    return number_format(n, use_l10n=True, force_grouping=True)


def _numbers(said: dict[str, int]) -> dict[str, str]:
    return {name: _number(n) for name, n in said.items()}


def _share(percent: int) -> str:
    return f"{percent} %"
