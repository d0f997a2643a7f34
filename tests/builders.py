"""Builders: plain functions that make what a test talks about, by the same rules as the site itself."""

import itertools
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from django.db.models import Model
from django.utils import timezone
from django_scopes import scope
from wagtail.models import Locale, Page, Site

from consultations.enums import Consent
from consultations.models import Consultation, ConsultationIndexPage, ConsultationPage, Response
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import read_version
from consultations.responding import keys
from consultations.responding.submit import GivenAnswer, submit_response
from home.models import HomePage, SiteSettings
from organisations.models import Organisation
from tests import furnished

NAMESPACE = UUID("5b0d5a3e-1b1f-4a59-9b8e-0f4a3c6f2d11")
_numbers = itertools.count(1)

STAGES = {  # opens and closes, in days from now
    "upcoming": (2, 30),
    "open": (-10, 20),
    "closed": (-40, -10),
    "decided": (-120, -80),
}


def a_site() -> HomePage:
    """The page tree that every public test stands on: a start page and a list of consultations, in Swedish and English."""
    swedish, _ = Locale.objects.get_or_create(language_code="sv")
    english, _ = Locale.objects.get_or_create(language_code="en")
    if home := HomePage.objects.filter(locale=swedish).first():
        return home
    root = Page.objects.get(depth=1)
    root.get_children().exclude(pk=root.pk).delete()
    root.refresh_from_db()
    home = root.add_child(instance=HomePage(title="Din röst i Karlstad", slug="hem", locale=swedish))
    Site.objects.all().delete()
    site = Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name="Karlstad")
    keeper = an_organisation("Karlstads kommun")
    SiteSettings.objects.create(site=site, keeper=keeper, name="Din röst i Karlstad", phone="054-000 00 00")
    index = home.add_child(instance=ConsultationIndexPage(title="Samråd", slug="samrad", locale=swedish))
    for page, title, slug in [(home, "Your voice in Karlstad", "home"), (index, "Consultations", "consultations")]:
        copy = page.copy_for_translation(english)
        copy.title, copy.slug, copy.live = title, slug, True
        copy.save()
    Site.clear_site_root_paths_cache()
    return home


def furnish() -> None:
    """What every test's database has: the site, and the organisations of the cast."""
    a_site()
    for name in ("Karlstads kommun", "Region Värmland"):
        an_organisation(name)


def an_id(name: str) -> str:
    """The same id for the same name, in every test."""
    return str(uuid5(NAMESPACE, name))


def choices(*texts: str, exclusive: tuple[str, ...] = ()) -> list[dict]:
    return [
        {"type": "item", "id": an_id(f"choice {text}"), "value": {"text": text, "exclusive": text in exclusive}}
        for text in texts
    ]


def a_question(kind: str, text: str, **value) -> dict:
    """A block of the questions' stream, with sensible values for what is not said."""
    defaults = {
        "single_choice": {"choices": choices("Ja", "Nej"), "as_list": False},
        "multiple_choice": {"choices": choices("Buss", "Cykel", "Inget", exclusive=("Inget",))},
        "scale": {"points": 5, "low": "Inte alls", "high": "Helt", "dont_know": True},
        "ranking": {"choices": choices("Buss", "Cykel", "Gång", "Tåg"), "places": 3, "same": ""},
        "number": {"unit": "timmar", "lowest": 0, "highest": 100, "decimals": 1, "starts": ""},
        "matrix": {"rows": choices("Bussen", "Tåget"), "choices": choices("Bra", "Dåligt", "Vet inte")},
        "statements": {"statements": choices("Bussen är dyr", "Tåget är sent")},
        "information": {
            "body": "Bussen går nu var tionde minut.",
            "details_heading": "Kostnad",
            "details": "Två kronor.",
        },
        "file": {"limit": 5},
        "place": {"choices": choices("Torget", "Hamnen"), "drawing": "varmland", "words": True, "squares": True},
        "budget": {"choices": choices("Buss", "Cykel", "Gång"), "total": 100, "unit": "poäng"},
        "draft_section": {"body": "Mellan 23 och 6 ska det vara tyst.", "limit": 4000, "publishable": True},
        "short_text": {"limit": 100, "purpose": "", "publishable": False},
        "long_text": {"limit": 2000, "publishable": False},
    }
    common = {"text": text, "hint": "", "required": False, "missing": "", "concept": ""}
    return {"type": kind, "id": an_id(f"question {text}"), "value": common | defaults.get(kind, {}) | value}


def a_section(heading: str, introduction: str = "") -> dict:
    return {
        "type": "section",
        "id": an_id(f"section {heading}"),
        "value": {"heading": heading, "introduction": introduction},
    }


def one_of_each() -> list[dict]:
    """Two sections with one question of each type; the text may be published."""
    return [
        a_section("Om bussen"),
        a_question("single_choice", "Åker du buss?", required=True, missing="Välj om du åker buss"),
        a_question("multiple_choice", "Hur tar du dig fram?", at_most=2, at_least=None),
        a_question("scale", "Hur nöjd är du?"),
        a_section("Med egna ord", "Skriv på vilket språk du vill."),
        a_question("short_text", "Vilken linje?"),
        a_question("long_text", "Vad kan bli bättre?", publishable=True),
    ]


def an_organisation(name: str = "Karlstads kommun") -> Organisation:
    return Organisation.objects.get_or_create(name=name, defaults={"short_name": name.split()[0]})[0]


def a_consultation(
    *,
    stage: str = "open",
    title: str | None = None,
    questions: list[dict] | None = None,
    organisation: Organisation | None = None,
    translated: bool = True,
    **fields,
) -> Consultation:
    """A published consultation at a stage, in Swedish and (if ``translated``) in English with "(en)" after each text."""
    a_site()
    given = {"stage": stage, "title": title, "questions": questions, "translated": translated, **fields}
    given["organisation"] = organisation or an_organisation()
    index = ConsultationIndexPage.objects.get(locale__language_code="sv")
    if (
        index.numchild
        or not furnished.is_now()
        or any(isinstance(value, datetime | Model) for value in fields.values())
    ):
        page = _publish(index, timezone.now(), **given)
    else:
        key = f"{given} {given['organisation'].pk}"
        furnished.built_alike(key, lambda: _publish(index, furnished.BEGUN, **given))
        page = ConsultationPage.objects.child_of(index).get()
    consultation = Consultation.objects.select_related("current").get(translation_key=page.translation_key)
    if stage == "decided":
        Consultation.objects.filter(pk=consultation.pk).update(decided_at=consultation.closes + timedelta(days=40))
        consultation.refresh_from_db()
    return consultation


def _publish(index, now, *, stage, title, questions, organisation, translated, **fields) -> ConsultationPage:
    title = title or f"Vad tycker du om bussen {next(_numbers)}?"
    opens, closes = (now + timedelta(days=days) for days in STAGES[stage])
    page = ConsultationPage(
        **{
            "title": title,
            "introduction": "Kommunen vill veta vad du tycker.",
            "can_influence": "<p>Turtätheten.</p>",
            "already_decided": "<p>Att bussarna ska vara kvar.</p>",
            "decides": "Kommunfullmäktige i vår",
            "diary_number": "KS-2026-00412",
            "organisation": organisation,
            "opens": opens,
            "closes": closes,
            "feedback_due": (closes + timedelta(weeks=12)).date(),
            "questions": one_of_each() if questions is None else questions,
        }
        | fields
    )
    index.add_child(instance=page)
    page.save_revision().publish()
    if translated:
        translate(page)
    return page


def translate(page: ConsultationPage, language: str = "en") -> ConsultationPage:
    """The page in English (or rather, with "(en)" after each text), with the same ids, published in a language."""
    locale, is_new = Locale.objects.get_or_create(language_code=language)
    if is_new:
        for above in [*page.get_ancestors().filter(depth__gt=1).specific()]:
            copy = above.copy_for_translation(locale)
            copy.live = True
            copy.save()
    english = page.copy_for_translation(locale)
    english.title = f"{page.title} (en)"
    english.slug = f"{page.slug}-en"
    english.alias_of = None
    raw = [dict(block) for block in english.questions.raw_data]
    english.questions = [block | {"value": _in_english(block["value"])} for block in raw]
    english.live = False
    english.save()
    english.save_revision().publish()
    return english


def _in_english(value):
    if isinstance(value, list):
        return [_in_english(item) for item in value]
    if not isinstance(value, dict):
        return value
    words = {
        "text",
        "heading",
        "introduction",
        "hint",
        "missing",
        "low",
        "high",
        "same",
        "unit",
        "body",
        "details",
        "details_heading",
    }
    return {
        key: f"{item} (en)" if key in words and isinstance(item, str) and item else _in_english(item)
        for key, item in value.items()
    }


def a_response(
    consultation: Consultation,
    answers: dict[str, object] | None = None,
    *,
    locale: str = "sv",
    consent: str = Consent.ANONYMOUS,
    name: str = "",
    at=None,
    form_key: str | None = None,
    email: str = "",
) -> Response:
    """A response that came in by the only door. ``answers`` are by the question's Swedish text; choices by theirs.

    What is no text, number or list of choices is a cleaned value of the type (a tuple or a dict).
    """
    form_key = form_key or keys.new_form_key()
    given = given_answers(consultation, answers or {}, consent=consent, name=name)
    submit_response(
        consultation,
        version=consultation.current,
        answers=given,
        locale=locale,
        form_key=form_key,
        arrived_at=at or min(timezone.now(), consultation.closes - timedelta(hours=1)),
        email=email,
    )
    with scope(consultation=consultation):
        return Response.objects.get(receipt_hash=keys.receipt_hash(keys.receipt_code(form_key)))


def given_answers(
    consultation: Consultation, answers: dict[str, object], *, consent: str = Consent.ANONYMOUS, name: str = ""
) -> list[GivenAnswer]:
    """An answer to every question of the current version, as a valid form would give them."""
    return [
        GivenAnswer(question, _values(question, answers.get(question.text)), consent, name)
        for question in read_version(consultation.current, "sv").questions
    ]


def _values(question, said):
    """Typed rows from what a test says: the text of a choice, a list of them, a number or a text."""
    if said is None:
        return []
    if isinstance(said, tuple | dict | Decimal):
        return type_of(question).store(question, said)
    by_text = {choice.text: choice.id for choice in question.choices}
    value = [by_text[text] for text in said] if isinstance(said, list) else by_text.get(str(said), said)
    return type_of(question).store(question, value)
