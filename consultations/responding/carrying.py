"""Taking answers over from one version of the questions to another: by id, saying what has changed. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from consultations.questions.attached import readable
from consultations.questions.questionnaire import Question, Questionnaire, Section

Data = Mapping[str, list[str]]


@dataclass(frozen=True)
class Carried:
    """What was taken over, and the differences, in words of the questionnaires' language."""

    data: dict[str, list[str]] = field(default_factory=dict)
    gone: list[tuple[str, list[str]]] = field(default_factory=list)  # a question that is no longer asked, what was said
    lost: list[tuple[str, list[str]]] = field(default_factory=list)  # a question, choices made that it no longer has
    reworded: list[tuple[str, str]] = field(default_factory=list)  # a question as it was, as it is
    added: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        return bool(self.gone or self.lost or self.reworded or self.added)


def carry_over(data: Data, *, was: Questionnaire, now: Questionnaire) -> Carried:
    """The answers to ``was`` as answers to ``now``. Nothing that was said is dropped without being named."""
    carried = Carried(added=[question.text for question in now.questions if was.question(question.id) is None])
    for question in was.questions:
        own = {name: list(values) for name, values in data.items() if _belongs(name, question)}
        following = now.question(question.id)
        if following is None or following.type != question.type:
            _note_gone(carried, question, own)
        else:
            _take_over(carried, question, following, own)
    return carried


def _belongs(name: str, question: Question) -> bool:
    """A question's fields are named by its id, alone or with something after it."""
    return name == question.id or name.startswith(f"{question.id}-")


def _note_gone(carried: Carried, question: Question, own: dict[str, list[str]]) -> None:
    if said := _in_words(question, own):
        carried.gone.append((question.text, said))


def _take_over(carried: Carried, question: Question, following: Question, own: dict[str, list[str]]) -> None:
    if question.text != following.text and own:
        carried.reworded.append((question.text, following.text))
    missing = [choice for choice in question.choices if following.choice(choice.id) is None]
    gone = {choice.id for choice in missing}
    chosen = {value for values in own.values() for value in values}
    if lost := [choice.text for choice in missing if choice.id in chosen]:
        carried.lost.append((following.text, lost))
    kept = {name: [value for value in values if value not in gone] for name, values in own.items()}
    carried.data.update({name: values for name, values in kept.items() if values})


def _in_words(question: Question, own: dict[str, list[str]]) -> list[str]:
    """What was said, as it was said: the texts of choices, everything else as it was typed."""
    texts = {choice.id: choice.text for choice in question.choices}
    values = [value for name, values in own.items() if name == question.id or question.rows for value in values]
    return [texts.get(value, readable(value)) for value in values if value.strip()]


def first_unanswered(pages: Mapping[int, Iterable[Section]], data: Data) -> int | None:
    """The number of the first page that is met and on which nothing has been filled in; None if there is no such page."""
    for number, sections in pages.items():
        questions = [question for section in sections for question in section.questions]
        if questions and not any(_belongs(name, q) and any(v) for q in questions for name, v in data.items()):
            return number
    return None
