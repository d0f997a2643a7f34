"""A questionnaire that leads people different ways, for the tests that follow them."""

from tests.builders import a_question, a_section, an_id, choices

AGE, RIDES, LINE, WHY, WISH = "Hur gammal är du?", "Åker du buss?", "Vilken linje?", "Varför inte?", "Vad önskar du?"
YOUNG, GROWN = "Under 13", "13 eller äldre"


def only(question: str, *texts: str) -> str:
    """The condition as the editor's field keeps it."""
    ids = ",".join(an_id(f"choice {text}") for text in texts)
    return an_id(f"question {question}") + (f"={ids}" if ids else "")


def a_section_for(heading: str, shown_if: str, **value) -> dict:
    section = a_section(heading)
    return section | {"value": section["value"] | {"shown_if": shown_if} | value}


def several_ways() -> list[dict]:
    """The young are told something and send nothing; who rides is asked for the line, who doesn't for the reason."""
    return [
        a_section("Om dig"),
        a_question("single_choice", AGE, choices=choices(YOUNG, GROWN), required=True),
        a_section_for("Prata med en vuxen", only(AGE, YOUNG), ends=True),
        a_section_for("Om bussen", only(AGE, GROWN)),
        a_question("single_choice", RIDES),
        a_question("short_text", LINE, shown_if=only(RIDES, "Ja")),
        a_question("long_text", WHY, shown_if=only(RIDES, "Nej")),
        a_question("long_text", WISH, shown_if=only(LINE)),
    ]
