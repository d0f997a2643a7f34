"""Answers that say nothing of the matter: "Don't know", "Prefer not to say". They are answers, and are counted apart.

What the house itself offers is told by its id; what editors write, by its words, so that it holds for questions that have
been answered already. Words that are not here are taken for an opinion.
"""

from consultations.questions.questionnaire import Choice

IDS = {"dont_know", "pass"}
WORDS = {
    *("vet inte", "vet ej", "jag vet inte", "vill inte svara", "vill ej svara", "jag vill inte svara"),
    *("ingen åsikt", "ingen uppfattning", "vet inte/ingen uppfattning", "vet inte / vill inte svara"),
    *("don't know", "i don't know", "do not know", "prefer not to say", "prefer not to answer", "no opinion"),
    *("en osaa sanoa", "en tiedä", "en halua vastata", "en halua sanoa", "ei mielipidettä"),
    *("لا أعرف", "لا أدري", "أفضل عدم الإجابة", "لا أريد الإجابة", "لا رأي لي"),
}


def is_no_opinion(choice: Choice) -> bool:
    return choice.id in IDS or choice.text.replace("’", "'").strip(" .").casefold() in WORDS
