"""What is published: after closing only, checked against what was published before, and nothing else is public."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.models import PublicVersion
from consultations.enums import EventKind
from consultations.models import Figure, Log, Release
from consultations.results.releases import NotPublished, preview_release, public_results, publish_release
from tests.builders import a_consultation, a_question, a_response, choices

BUS, WAYS, BETTER = "Åker du buss?", "Hur tar du dig fram?", "Vad kan bli bättre?"
WAYS_OFFERED = choices("Buss", "Cykel", "Båt", "Inget", exclusive=("Inget",))


@pytest.fixture
def answered(site):
    """Closed; 20 responses: 12 yes, 8 no; bus 12, bicycle 14, boat 3; 6 texts."""
    questions = [
        a_question("single_choice", BUS, required=True),
        a_question("multiple_choice", WAYS, choices=WAYS_OFFERED, at_least=None, at_most=None, required=True),
        a_question("long_text", BETTER, publishable=True),
    ]
    consultation = a_consultation(stage="closed", questions=questions)
    for n in range(20):
        ways = [*(["Buss"] if n < 12 else []), *(["Cykel"] if n > 5 else []), *(["Båt"] if n < 3 else [])]
        text = "Hemligt ord" if n < 6 else None
        a_response(consultation, {BUS: "Ja" if n < 12 else "Nej", WAYS: ways, BETTER: text})
    return consultation


def shown(consultation, locale="sv"):
    results = public_results(consultation, locale)
    return {
        table.question.text: (table.asked, table.answered, [(line.label, line.count) for line in table.lines])
        for table in results.tables
    }


def test_a_release_shows_counts_in_people_and_withholds_the_small(answered, official):
    assert public_results(answered, "sv") is None
    release = publish_release(answered, by=official, now=timezone.now())
    assert (release.n, release.responses) == (1, 20)
    assert shown(answered) == {
        BUS: (20, 20, [("Ja", 12), ("Nej", 8)]),
        WAYS: (20, 20, [("Buss", 12), ("Cykel", 14), ("Båt", None), ("Inget", None)]),
        BETTER: (20, 6, []),
    }


def test_the_public_reads_it_in_its_language_with_the_ids_of_the_choices(answered, official):
    publish_release(answered, by=official, now=timezone.now())
    assert list(shown(answered, "en")) == [f"{BUS} (en)", f"{WAYS} (en)", f"{BETTER} (en)"]
    line = public_results(answered, "en").tables[0].lines[0]
    assert (line.label, line.choice, line.choices) == ("Ja (en)", WAYS_YES, (WAYS_YES,))


WAYS_YES = choices("Ja")[0]["id"]


def test_reading_costs_two_queries(answered, official, django_assert_num_queries):
    publish_release(answered, by=official, now=timezone.now())
    with django_assert_num_queries(2):
        public_results(answered, "sv")


def test_merged_lines_name_what_they_hold(site, official):
    questions = [a_question("single_choice", "Var?", choices=choices("A", "B", "C", "D"), required=True)]
    consultation = a_consultation(stage="closed", questions=questions)
    for where in "A" * 2 + "B" * 9 + "C" * 20 + "D" * 6:
        a_response(consultation, {"Var?": where})
    publish_release(consultation, by=official, now=timezone.now())
    [table] = public_results(consultation, "sv").tables
    merged, *others = table.lines
    assert (merged.label, merged.merged, merged.count) == ("A / B", ("A", "B"), 11)
    assert merged.choices == tuple(choice["id"] for choice in choices("A", "B"))
    assert [(line.label, line.count, line.merged) for line in others] == [("C", 20, ()), ("D", 6, ())]
    stored = Figure.objects.filter(table=table.question.id, value=11).values_list("group", flat=True)
    assert len(stored) == 2
    assert len(set(stored)) == 1


def test_publishing_is_told_in_the_history_the_log_and_the_page_cache(answered, official):
    before = PublicVersion.objects.get(pk=1).number
    publish_release(answered, by=official, now=timezone.now())
    event = answered.events.get(kind=EventKind.RESULTS_PUBLISHED)
    assert (event.by, event.detail) == (official, {"release": 1})
    entry = Log.objects.get(action="results_published")
    assert (entry.by, entry.consultation, entry.detail) == (official, answered, {"release": 1})
    assert PublicVersion.objects.get(pk=1).number > before


@pytest.mark.parametrize("stage", ["upcoming", "open"])
def test_nothing_is_published_before_closing(site, official, stage):
    consultation = a_consultation(stage=stage)
    with pytest.raises(NotPublished):
        publish_release(consultation, by=official, now=timezone.now())
    assert not Release.objects.exists()


def test_nothing_is_published_while_paused_or_while_late_responses_are_received(answered, official):
    in_grace = answered.closes + timedelta(minutes=29)
    with pytest.raises(NotPublished):
        publish_release(answered, by=official, now=in_grace)
    answered.paused = True
    answered.save()
    with pytest.raises(NotPublished):
        publish_release(answered, by=official, now=answered.closes - timedelta(days=1))
    assert publish_release(answered, by=official, now=answered.closes + timedelta(minutes=30)).n == 1


def test_four_responses_are_too_few_and_five_are_not(site, official):
    consultation = a_consultation(stage="closed", questions=[a_question("single_choice", BUS, required=True)])
    for _ in range(4):
        a_response(consultation, {BUS: "Ja"})
    with pytest.raises(NotPublished):
        publish_release(consultation, by=official, now=timezone.now())
    assert preview_release(consultation, timezone.now()).tables == ()
    a_response(consultation, {BUS: "Ja"})
    publish_release(consultation, by=official, now=timezone.now())
    assert shown(consultation)[BUS] == (5, 5, [("Ja", 5), ("Nej", 0)])


def test_a_second_release_is_refused_while_its_difference_shows_one_person(answered, official):
    publish_release(answered, by=official, now=timezone.now())
    a_response(answered, {BUS: "Nej", WAYS: ["Cykel"]})
    with pytest.raises(NotPublished):
        publish_release(answered, by=official, now=timezone.now())
    assert preview_release(answered, timezone.now()).refusal
    for _ in range(5):
        a_response(answered, {BUS: "Nej", WAYS: ["Cykel"]})
    assert publish_release(answered, by=official, now=timezone.now()).n == 2
    assert shown(answered)[BUS] == (26, 26, [("Ja", 12), ("Nej", 14)])


def test_a_second_release_is_refused_while_one_line_of_it_changed_by_one(answered, official):
    publish_release(answered, by=official, now=timezone.now())
    for n in range(6):
        a_response(answered, {BUS: "Ja" if n == 0 else "Nej", WAYS: ["Cykel"]})
    with pytest.raises(NotPublished, match=r"buss\?"):
        publish_release(answered, by=official, now=timezone.now())


def test_the_preview_is_what_is_published_and_says_why_something_is_not(answered, official):
    preview = preview_release(answered, timezone.now())
    assert not Release.objects.exists()
    publish_release(answered, by=official, now=timezone.now())
    assert tuple(table for table, _notes in preview.tables) == public_results(answered, "sv").tables
    notes = {table.question.text: len(notes) for table, notes in preview.tables}
    assert notes == {BUS: 0, WAYS: 2, BETTER: 0}


def test_no_text_is_stored_with_a_release(answered, official):
    publish_release(answered, by=official, now=timezone.now())
    assert "Hemligt" not in repr(list(Figure.objects.values())) + repr(public_results(answered, "sv"))
