"""The way through the form: which pages somebody meets, from what they have filled in so far."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from consultations.questions.protocol import AnswerValue, type_of
from consultations.questions.questionnaire import Condition, Questionnaire, Section
from consultations.questions.routing import Route, route_of
from consultations.responding.forms import AnswerForm

Data = Mapping[str, list[str]]


@dataclass(frozen=True)
class Walk:
    """A questionnaire as one resident meets it. Pages are numbered from 1 and keep their numbers; some are passed by."""

    questionnaire: Questionnaire
    route: Route

    @cached_property
    def pages(self) -> dict[int, tuple[Section, ...]]:
        """What stands on each page that is met, by its number."""
        steps = enumerate(self.questionnaire.steps, start=1)
        return {number: met for number, step in steps if (met := self.route.through(step))}

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Everything that is asked."""
        return self.route.through(self.questionnaire.sections)

    @property
    def first(self) -> int:
        return min(self.pages, default=1)

    @property
    def last(self) -> int:
        return max(self.pages, default=1)

    @property
    def end(self) -> int | None:
        """The page at which the form ends for this resident without anything being sent; None if it doesn't."""
        return self.last if self.route.ends_at else None

    def after(self, page: int) -> int | None:
        """The next page that is met, None after the last."""
        return min((number for number in self.pages if number > page), default=None)

    def before(self, page: int) -> int | None:
        return max((number for number in self.pages if number < page), default=None)

    def most_parts(self, page: int) -> int:
        """How many pages it may come to from here: those met so far, and those ahead that are not ruled out yet."""
        passed = {q.id for step in self.questionnaire.steps[: page - 1] for s in step for q in s.questions}
        ahead = self.questionnaire.steps[page:]
        met_or_open = [
            step for step in ahead if self.route.through(step) or any(self._may_open(s, passed) for s in step)
        ]
        return len([number for number in self.pages if number <= page]) + len(met_or_open)

    def _may_open(self, section: Section, passed: set[str]) -> bool:
        """Whether something here still depends on an answer to come."""

        def is_open(condition: Condition | None) -> bool:
            return condition is None or condition.question not in passed

        reached = section.id in self.route.sections or is_open(section.shown_if)
        return reached and any(is_open(item.shown_if) for item in section.items)

    def new_since(self, other: "Walk") -> int | None:
        """The first page with a question that was not asked on the other way; None if there is none."""
        new = self.route.questions - other.route.questions
        found = (n for n, page in self.pages.items() if any(q.id in new for s in page for q in s.questions))
        return self.end or min(found, default=None)


def walk_of(questionnaire: Questionnaire, data: Data) -> Walk:
    """The way through for somebody who has filled in ``data``, ``{name: [values]}``."""
    return Walk(questionnaire, route_of(questionnaire, given_in(questionnaire, data)))


def given_in(questionnaire: Questionnaire, data: Data) -> dict[str, list[AnswerValue]]:
    """Typed rows of what decides the way. What is not valid, yet, decides nothing."""
    deciding = {condition.question for condition in questionnaire.conditions}
    if not deciding:
        return {}
    sections = (
        replace(section, items=tuple(q for q in section.questions if q.id in deciding))
        for section in questionnaire.sections
    )
    form = AnswerForm(sections, data=data)
    form.is_valid()
    return {
        question.id: type_of(question).store(question, form.cleaned_data[question.id])
        for question in form.questions
        if question.id in form.cleaned_data
    }
