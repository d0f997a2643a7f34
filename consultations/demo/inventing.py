"""Invents responses to any questionnaire: some answers are common, some rare, and some people write in their own words.

The same seed invents the same. Question types are told apart by what they say of themselves, never by name.
"""

import random
from dataclasses import dataclass, field

from consultations.demo.reading import content_of
from consultations.enums import Consent
from consultations.questions.protocol import AnswerValue, type_of
from consultations.questions.questionnaire import Question, Questionnaire
from consultations.responding.submit import GivenAnswer, NothingToSend, asked_only

LOCALES = (("sv", 86), ("en", 10), ("fi", 2), ("ar", 2))
LANGUAGES = (("sv", 84), ("en", 8), ("fi", 3), ("ar", 3), ("so", 2))
ANSWERED = 0.85  # of those who are asked a question with choices that need not be answered
WRITTEN = 0.3  # of those who are asked for a text
AGREED = ((Consent.ANONYMOUS, 80), (Consent.NAMED, 12), (Consent.NO, 8))
NAMES = ("Kim", "Alex", "Robin", "En förening i Karlstad", "Charlie")


@dataclass
class Inventor:
    """Knows how common each choice is in this consultation."""

    rng: random.Random
    questionnaire: Questionnaire
    weights: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for question in self.questionnaire.questions:
            self.weights[question.id] = [self.rng.paretovariate(1.2) for _ in question.choices]

    def locale(self) -> str:
        spoken = [(locale, n) for locale, n in LOCALES if locale in self.questionnaire.locales]
        return self._draw(spoken or [(self.questionnaire.locale, 1)])

    def answers(self) -> list[GivenAnswer]:
        """What one person sends: of those whom the form lets come to its end."""
        while True:
            try:
                return asked_only(self.questionnaire, [self._answer(q) for q in self.questionnaire.questions])
            except NothingToSend:
                continue

    def _answer(self, question: Question) -> GivenAnswer:
        values = self._values(question)
        if not (question.publishable and values):
            return GivenAnswer(question, values)
        consent = self._draw(AGREED)
        return GivenAnswer(question, values, consent, self.rng.choice(NAMES) if consent == Consent.NAMED else "")

    def _values(self, question: Question) -> list[AnswerValue]:
        kind = type_of(question)
        likely = WRITTEN if kind.is_text else ANSWERED
        if not question.required and self.rng.random() > likely:
            return []
        if kind.is_text:
            return kind.store(question, self._text(question.settings["limit"]))
        if not question.choices:
            return []
        return kind.store(question, kind.invent(question, lambda: self._one(question)))

    def _one(self, question: Question) -> str:
        return self.rng.choices(question.choices, self.weights[question.id])[0].id

    def _text(self, limit: int) -> str:
        phrases = content_of("phrases")[self._draw(LANGUAGES)]
        said = " ".join(self.rng.sample(phrases, self.rng.randint(1, min(3, len(phrases)))))
        return said if len(said) <= limit else phrases[0][:limit].strip()

    def _draw(self, weighted):
        things, weights = zip(*weighted, strict=True)
        return self.rng.choices(things, weights)[0]
