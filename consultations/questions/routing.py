"""Who is asked what: a question or section may be for those who gave certain answers earlier. Pure.

A condition only looks back, so there are no circles. An answer to a question that is not asked decides nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from consultations.questions.protocol import AnswerValue
from consultations.questions.questionnaire import Condition, Question, Questionnaire, Section

Given = Mapping[str, Sequence[AnswerValue]]  # typed rows by the question's id


@dataclass(frozen=True)
class Route:
    """What somebody with these answers meets: ``questions``, also what only stands between them, and sections.

    ``ends_at`` is the section at which the form ends for them, or ''.
    """

    questions: frozenset[str]
    sections: frozenset[str]
    ends_at: str = ""

    def through(self, sections: Iterable[Section]) -> tuple[Section, ...]:
        """These sections with only what is met; a section that is left with nothing is left out.

        A section that has nothing but its heading is there to be read, and stays.
        """
        met = (section for section in sections if section.id in self.sections)
        left = ((section, tuple(item for item in section.items if item.id in self.questions)) for section in met)
        return tuple(replace(section, items=items) for section, items in left if items or not section.items)


def is_met(condition: Condition | None, given: Given) -> bool:
    if condition is None:
        return True
    rows = given.get(condition.question, ())
    return any(row.choice in condition.choices for row in rows) if condition.choices else bool(rows)


def route_of(questionnaire: Questionnaire, given: Given) -> Route:
    """The way through the form for somebody who has given these answers."""
    sections: set[str] = set()
    kept: dict[str, Sequence[AnswerValue]] = {}
    for section in questionnaire.sections:
        if not is_met(section.shown_if, kept):
            continue
        sections.add(section.id)
        for item in section.items:
            if is_met(item.shown_if, kept):
                kept[item.id] = given.get(item.id, ())
        if section.ends:
            return Route(frozenset(kept), frozenset(sections), section.id)
    return Route(frozenset(kept), frozenset(sections))


def conditions_on(questionnaire: Questionnaire, id: str) -> tuple[Condition, ...]:  # noqa: A002
    """What decides whether a question is asked of somebody who sends a response: its section's condition and its own.

    Left out is what follows from another of them, and what holds for everybody who sends anything at all.
    """
    own = _conditions_of(questionnaire, id)
    kept = [as_met_by_senders(questionnaire, one) for one in own if not _follows(questionnaire, one, own)]
    return tuple(one for one in kept if one is not None)


def ending_choices(questionnaire: Questionnaire) -> dict[str, frozenset[str]]:
    """The choices that lead to where the form ends, by question: no response can have them."""
    found: dict[str, frozenset[str]] = {}
    for section in questionnaire.sections:
        if section.ends and section.shown_if:
            question = section.shown_if.question
            found[question] = found.get(question, frozenset()) | set(section.shown_if.choices)
    return found


def _conditions_of(questionnaire: Questionnaire, id: str) -> tuple[Condition, ...]:  # noqa: A002
    for section in questionnaire.sections:
        for question in section.questions:
            if question.id == id:
                return tuple(one for one in (section.shown_if, question.shown_if) if one is not None)
    return ()


def _follows(questionnaire: Questionnaire, one: Condition, others: Iterable[Condition]) -> bool:
    """Whether another condition is on a question that is only asked where this one is met."""
    return any(other != one and one in _conditions_of(questionnaire, other.question) for other in others)


def as_met_by_senders(questionnaire: Questionnaire, one: Condition) -> Condition | None:
    """The condition without the choices that send nothing; None if all who send something meet it."""
    asked = questionnaire.question(one.question)
    if asked is None or not one.choices:
        return one
    possible = {choice.id for choice in asked.choices} - ending_choices(questionnaire).get(asked.id, frozenset())
    if not possible <= set(one.choices):
        return one
    return None if asked.required and not _conditions_of(questionnaire, asked.id) else Condition(asked.id)


def read_condition(text: str) -> Condition | None:
    """A condition as the editor's field keeps it: ``question``, or ``question=choice,choice``. None for ''."""
    question, _, choices = text.partition("=")
    return Condition(question, tuple(choice for choice in choices.split(",") if choice)) if question else None


@dataclass(frozen=True)
class Unsound:
    """A condition that can't work, on the question or section with this id. ``reason`` is one of REASONS."""

    id: str
    reason: str


NOT_EARLIER, NO_SUCH_CHOICE, NEVER_MET = "not_earlier", "no_such_choice", "never_met"
REASONS = (NOT_EARLIER, NO_SUCH_CHOICE, NEVER_MET)


def unsound_conditions(questionnaire: Questionnaire) -> Iterator[Unsound]:
    """Conditions on questions that do not come earlier, on choices that are not there, and after everybody has left."""
    earlier: dict[str, Question] = {}
    everybody_left = False
    for section in questionnaire.sections:
        things = [section, *section.items]
        if everybody_left:
            yield Unsound(section.id, NEVER_MET)
        for thing in things:
            if reason := _fault(thing.shown_if, earlier):
                yield Unsound(thing.id, reason)
            if isinstance(thing, Question) and thing.asks:
                earlier[thing.id] = thing
        everybody_left = everybody_left or (section.ends and section.shown_if is None)


def _fault(condition: Condition | None, earlier: Mapping[str, Question]) -> str:
    if condition is None:
        return ""
    if condition.question not in earlier:
        return NOT_EARLIER
    offered = {choice.id for choice in earlier[condition.question].choices}
    return "" if set(condition.choices) <= offered else NO_SUCH_CHOICE
