"""The four questionnaires of the demo, as files: they follow the schema, and ask what the content plan says, word for word.

``plan_of_questionnaires.json`` was read out of the plan by itself, not out of the demo.
"""

import json
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from consultations.demo.pages import consultation_called
from consultations.questions.exchange import as_file, content_of_file
from consultations.questions.questionnaire import read_content
from tests.demo.test_load_demo import demo, loaded  # noqa: F401  fixtures

DOCS = Path(__file__).parents[2] / "docs"
PLAN = json.loads((Path(__file__).parent / "plan_of_questionnaires.json").read_text())
CALLED = {"A": "principles", "B": "youth", "C": "democracy_week", "D": "treatment"}
KINDS = {"radio": "single_choice", "select": "single_choice", "checkbox": "multiple_choice", "text": "short_text"}
KINDS |= {"textarea": "long_text", "scale": "scale", "number": "number", "ranking": "ranking"}
BY_CONSENT = {"C10", "C11"}  # asked with every text that may be published, see docs/moderators.md
ELABORATED = {"A4", "A5"}  # the plan leaves out "What do you think?" in English

pytestmark = pytest.mark.django_db


def exported(name: str) -> dict:
    out = StringIO()
    call_command("export_questionnaire", consultation_called(name).source_page.slug, stdout=out)
    return json.loads(out.getvalue())


def planned(letter: str) -> list[tuple[str, dict]]:
    """The questions of one questionnaire in their order, with the shared ones in their places."""
    found = []
    for id, question in PLAN.items():  # noqa: A001
        if id[0] == letter and id[1:].isdecimal() and id not in BY_CONSENT:
            found += [(shared, PLAN[shared]) for shared in question["is"]] if "is" in question else [(id, question)]
    return found


def asked(file: dict) -> list[dict]:
    return [q for section in file["sections"] for q in section["questions"] if q.get("asks", True)]


def lines(question: dict) -> list[list[str]]:
    return [[c["text"]["sv"], c["text"]["en"]] + (["alone"] if c["exclusive"] else []) for c in question["choices"]]


@pytest.mark.parametrize("letter", CALLED)
def test_it_asks_what_the_plan_says(demo, letter):  # noqa: F811
    file, plan = exported(CALLED[letter]), planned(letter)
    questions = asked(file)
    assert [KINDS[said["kind"]] for _id, said in plan] == [question["type"] for question in questions]
    by_id = {planned_id: question["id"] for (planned_id, _said), question in zip(plan, questions, strict=True)}
    for (id, said), question in zip(plan, questions, strict=True):  # noqa: A001
        assert question["text"]["sv"] == said["sv"]
        assert question["text"]["en"].removesuffix(" What do you think?" if id in ELABORATED else "") == said["en"]
        assert question["required"] == said["required"]
        assert question["settings"].get("limit") == said.get("limit")
        assert question["settings"].get("at_most") == said.get("at_most")
        if "if" in said:
            assert question["shown_if"]["question"] == by_id[said["if"]]
        if "hint" in said:
            assert [question["hint"]["sv"], question["hint"]["en"]] == said["hint"]
        if said["kind"] in {"radio", "select", "checkbox", "ranking"}:
            assert lines(question) == said["choices"]
        if said["kind"] == "select":
            assert question["settings"]["as_list"] is True
        if said["required"]:
            assert [question["missing"]["sv"], question["missing"]["en"]] == said["error"]


def test_the_kinds_that_say_more_say_what_the_plan_says(demo):  # noqa: F811
    [ranking, _places, number] = asked(exported("democracy_week"))[:3]
    assert [ranking["words"]["same"]["sv"], ranking["words"]["same"]["en"]] == PLAN["C1"]["error"]
    assert ranking["settings"]["places"] == 3
    assert [int(number["settings"][name]) for name in ("lowest", "highest")] == PLAN["C3"]["range"]
    scale = asked(exported("treatment"))[7]
    for at, language in enumerate(("sv", "en")):
        ends = [scale["choices"][end]["text"][language].partition(" – ")[2] for end in (0, -1)]
        assert ends == PLAN["D8"]["ends"][at]


@pytest.mark.parametrize("name", CALLED.values())
def test_the_files_in_the_docs_are_those_of_the_demo(demo, name):  # noqa: F811
    [file] = (DOCS / "questionnaires").glob(f"{consultation_called(name).source_page.slug}.json")
    assert json.loads(file.read_text()) == exported(name)


@pytest.mark.parametrize("name", [*CALLED.values(), "ideas"])
def test_a_file_follows_the_schema_and_reads_back_to_the_same_questionnaire(demo, name):  # noqa: F811
    version, file = consultation_called(name).current, exported(name)
    jsonschema.Draft202012Validator(json.loads((DOCS / "questionnaire.schema.json").read_text())).validate(file)
    assert content_of_file(file) == version.content
    for locale in file["locales"]:
        assert read_content(content_of_file(file), locale) == read_content(version.content, locale)


def test_what_is_no_questionnaire_is_refused(demo):  # noqa: F811
    with pytest.raises(ValueError, match="Not a questionnaire"):
        content_of_file({"sections": []})
    with pytest.raises(CommandError, match="finns-inte"):
        call_command("export_questionnaire", "finns-inte")
    page = consultation_called("principles").source_page
    with pytest.raises(CommandError, match="no version 7"):
        call_command("export_questionnaire", page.slug, number=7)
    assert as_file(consultation_called("principles").versions.get(number=1))["version"] == 1
