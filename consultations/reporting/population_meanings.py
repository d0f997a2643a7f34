"""What each answer of an organisation's background questions means in the codes of a population table; remembered."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from consultations.models import Consultation, PopulationMatch
from consultations.questions.questionnaire import read_version
from consultations.reporting.population import CONCEPT_NAMES, find_table, log_table, table_page
from consultations.results.population import CONCEPTS, Dimension, Figures, group, guess, plain
from consultations.results.reference import background, codes_of
from organisations.models import Organisation

MOST_CONSULTATIONS = 50  # whose words are offered, the latest first


def meanings(request, pk):
    """What each answer of the organisation's background questions means in the table's codes; remembered."""
    found = find_table(request, pk)
    figures, words = Figures.read(found.figures), _words(found.organisation)
    remembered = {
        (match.concept, match.word): match.codes
        for match in PopulationMatch.objects.filter(organisation=found.organisation)
    }
    concepts = [each for each in figures.dimensions if each.use in CONCEPTS and words.get(each.use)]
    problems: list[str] = []
    if request.method == "POST":
        said = {each.use: _said(request.POST, each, words[each.use], problems) for each in concepts}
        if not problems:
            for each in concepts:
                remember(found.organisation, each, said[each.use])
            log_table("population_matched", request, found)
            messages.success(request, _("Remembered, also for the next consultation that asks in the same words."))
            return redirect("population_meanings", found.pk)
    context = {
        "table": found,
        "problems": problems,
        "concepts": [_meaning(each, figures, words[each.use], remembered, request.POST) for each in concepts],
    }
    title = _("What the answers mean")
    return table_page(request, "consultations/admin/population_meanings.html", context, title, bool(problems))


@transaction.atomic
def remember(organisation: Organisation, dimension: Dimension, said: Mapping[str, list[str]]) -> None:
    """What words mean, where that isn't what they are taken for anyway. What was said of other tables' codes stays."""
    mine = PopulationMatch.objects.filter(organisation=organisation, concept=dimension.use)
    before = {match.word: match for match in mine}
    for word, codes in said.items():
        known = before.get(plain(word))
        if codes != guess(dimension.use, word, dimension.parts):
            mine.update_or_create(
                organisation=organisation, concept=dimension.use, word=plain(word), defaults={"codes": codes}
            )
        elif known is not None and all(code in dimension.parts for code in known.codes):
            known.delete()


def codes_in(text: str, codes: list[str]) -> list[str]:
    """The codes that a person wrote, "16-19, 21": by commas, from and to in the table's order. Raises LookupError."""
    found: list[str] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        if part in codes:
            found.append(part)
            continue
        first, _sign, last = (piece.strip() for piece in part.replace("–", "-").partition("-"))
        if first not in codes or last not in codes:
            raise LookupError(part)
        found += codes[codes.index(first) : codes.index(last) + 1]
    return list(dict.fromkeys(found))


def in_short(codes: list[str], known: list[str]) -> str:
    """The reverse of ``codes_in``: what stands next to each other in the table is from and to."""
    runs: list[list[str]] = []
    for code in (code for code in known if code in codes):
        if runs and known.index(runs[-1][-1]) + 1 == known.index(code):
            runs[-1].append(code)
        else:
            runs.append([code])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def _said(post, dimension: Dimension, words: Iterable[str], problems: list[str]) -> dict[str, list[str]]:
    known, said = list(dimension.parts), {}
    for n, word in enumerate(words):
        try:
            said[word] = codes_in(post.get(f"{dimension.use}-{n}", "")[:2_000], known)
        except LookupError as error:
            problems.append(_("“%(code)s” is no code of the table (%(answer)s).") % {"code": error, "answer": word})
    try:
        group(dimension.use, "", [(word, word, codes) for word, codes in said.items()])
    except ValueError:
        name = CONCEPT_NAMES[dimension.use]
        problems.append(
            _("%(concept)s: two answers share some codes but not all. Give them the same, or none in common.")
            % {"concept": name}
        )
    return said


def _meaning(dimension: Dimension, figures: Figures, words: list[str], remembered, post) -> dict:
    """What the page shows of one concept: each word with its codes and how many people that is."""
    known, people = list(dimension.parts), figures.counts(dimension.use)
    rows = []
    for n, word in enumerate(words):
        codes = codes_of(dimension.use, word, dimension, remembered)
        name = f"{dimension.use}-{n}"
        text = post.get(name, in_short(codes, known))
        rows.append((name, word, text, sum(people.get((code,), 0) for code in codes) if codes else None))
    labels = [(code, label, people.get((code,), 0)) for code, label in dimension.parts.items()]
    return {"name": CONCEPT_NAMES[dimension.use], "rows": rows, "codes": labels}


def _words(organisation: Organisation) -> dict[str, list[str]]:
    """By concept the answers that the organisation's consultations offer, each once."""
    found: dict[str, dict[str, None]] = {}
    owned = Consultation.objects.filter(owners__organisation=organisation, current__isnull=False)
    for consultation in owned.select_related("current").order_by("-opens")[:MOST_CONSULTATIONS]:
        questions = background(read_version(consultation.current, consultation.source_locale))
        for concept, question in questions.items():
            found.setdefault(concept, {}).update(dict.fromkeys(choice.text for choice in question.choices))
    return {concept: list(words) for concept, words in found.items()}
