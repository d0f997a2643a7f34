"""What came in while the demo's past consultations were open, by the door that residents use. All of it is invented.

The distributions stand in the content's files; who gave which answers follows from a fixed seed.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django_scopes import scope

from consultations.demo.arriving import arrivals
from consultations.demo.reading import content_of, id_of
from consultations.enums import Consent, ModerationState
from consultations.models import Answer, Consultation
from consultations.moderation.decisions import decide, mark_of
from consultations.questions.protocol import AnswerValue, type_of
from consultations.questions.questionnaire import Question, Questionnaire, read_version
from consultations.responding import keys
from consultations.responding.submit import GivenAnswer, submit_response

SEED = 1921  # the year in which all women and men in Sweden could vote for the first time


def receive_treatment(consultation: Consultation) -> None:
    """The answers to the sensitive survey: counts as in the file, and texts that are never published."""
    said = content_of("treatment_received")
    rng = random.Random(SEED)  # noqa: S311
    people = _people(said, consultation, rng)
    for group in said["texts"]["d10"]:
        for text in group["said"]:
            person = rng.choice([p for p in people if "d10" not in p.given])
            person.given["d10"] = text
            person.locale = group["locale"]
    _send(consultation, people, rng)


def receive_ideas(consultation: Consultation, *, moderator) -> None:
    """The ideas, each with its author's consent, and what the moderator decided of them."""
    said = content_of("ideas_received")
    rng = random.Random(SEED)  # noqa: S311
    people = _people(said, consultation, rng)
    for person, idea in zip(rng.sample(people, len(said["ideas"])), said["ideas"], strict=True):
        person.given |= {"c8": idea["title"], "c9": idea["text"]}
        person.consent = idea.get("shown", Consent.ANONYMOUS)
        person.name = idea.get("name", "")
        person.locale = idea.get("locale", "sv")
    _send(consultation, people, rng)
    _moderate(consultation, {idea["text"]: idea["state"] for idea in said["ideas"]}, by=moderator)


@dataclass
class _Person:
    given: dict[str, object]
    locale: str
    consent: str = Consent.NO
    name: str = ""


def _people(said: dict, consultation: Consultation, rng: random.Random) -> list[_Person]:
    """As many people as the file says, with their ticks: numbers are exact, who they are is drawn."""
    people = [_Person({}, "en" if rng.random() < said["in_english"] else "sv") for _ in range(said["people"])]
    questions = _by_key(consultation, [*said["one"], *said["many"]])
    for name in sorted([*said["one"], *said["many"]], key=list(questions).index):
        asked = _asked(said, name, people)
        rng.shuffle(asked)
        spread = _spread_one if name in said["one"] else _spread_many
        spread(name, questions[name], (said["one"] | said["many"])[name], asked, rng)
    return people


def _asked(said: dict, name: str, people: list[_Person]) -> list[_Person]:
    """All of them, or those who gave one answer to another question."""
    if name not in said.get("only", {}):
        return list(people)
    other, place = said["only"][name]
    return [person for person in people if person.given.get(other) == place]


def _spread_one(name: str, question: Question, counts: list[int], asked: list[_Person], rng) -> None:
    places = [place for place, count in enumerate(counts) for _ in range(count)]
    for person, place in zip(asked, places, strict=False):
        person.given[name] = place


def _spread_many(name: str, question: Question, counts: list[int], asked: list[_Person], rng) -> None:
    waiting = list(asked)
    at_most = question.settings.get("at_most") or len(counts)
    for place, choice in enumerate(question.choices):
        if choice.exclusive:
            for _ in range(counts[place]):
                waiting.pop().given[name] = [place]
    for place, choice in enumerate(question.choices):
        free = [person for person in waiting if len(person.given.get(name, [])) < at_most]
        for person in rng.sample(free, 0 if choice.exclusive else counts[place]):
            person.given.setdefault(name, []).append(place)


def _send(consultation: Consultation, people: list[_Person], rng: random.Random) -> None:
    questionnaire = read_version(consultation.current)
    names = {str(id_of(_name_of(consultation), key)): key for person in people for key in person.given}
    moments = arrivals(rng, opens=consultation.opens, closes=consultation.closes, count=len(people))
    for person, moment in zip(people, moments, strict=True):
        submit_response(
            consultation,
            version=consultation.current,
            answers=_answers(questionnaire, person, names.get),
            locale=person.locale,
            form_key=keys.new_form_key(),
            arrived_at=moment,
        )


def _answers(questionnaire: Questionnaire, person: _Person, key_of: Callable) -> list[GivenAnswer]:
    found = []
    for question in questionnaire.questions:
        values = _values(question, person.given.get(key_of(question.id)))
        consent = person.consent if question.publishable and values else Consent.NO
        found.append(GivenAnswer(question, values, consent, person.name if consent == Consent.NAMED else ""))
    return found


def _values(question: Question, given) -> list[AnswerValue]:
    """Typed rows from a text, the place of a choice, or places of choices."""
    if given is None:
        return []
    if isinstance(given, str):
        return type_of(question).store(question, given)
    if isinstance(given, list):
        return type_of(question).store(question, [question.choices[place].id for place in given])
    return type_of(question).store(question, question.choices[given].id)


def _name_of(consultation: Consultation) -> str:
    return next(name for name in ("treatment", "ideas") if consultation.translation_key == id_of("page", name))


def _by_key(consultation: Consultation, keys_: list[str]) -> dict[str, Question]:
    """The questions of these keys, in the order in which they are asked."""
    names = {str(id_of(_name_of(consultation), key)): key for key in keys_}
    questions = read_version(consultation.current).questions
    return {names[question.id]: question for question in questions if question.id in names}


def _moderate(consultation: Consultation, states: dict[str, str], *, by) -> None:
    """What the moderator decided, in the order in which the texts came, a day and a half after each."""
    with scope(consultation=consultation):
        waiting = Answer.objects.filter(moderation=ModerationState.WAITING).select_related("submission")
        for answer in sorted(waiting, key=lambda answer: answer.submission.received_at):
            state = states[answer.text]
            if state != ModerationState.WAITING:
                _decide(answer, state, by=by, now=answer.submission.received_at + timedelta(hours=36))


def _decide(answer: Answer, state: str, *, by, now: datetime) -> None:
    shown = state == ModerationState.PUBLISHED
    decide(
        answer,
        by=by,
        state=ModerationState.PUBLISHED if shown else ModerationState.HIDDEN,
        reason="" if shown else state,
        seen=mark_of(answer, 0),
        now=now,
    )
