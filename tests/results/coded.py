"""Texts, themes and two coders, for the tests of coding."""

from django.utils import timezone
from django_scopes import scope

from consultations.enums import RoleName
from consultations.models import Coding, Theme
from consultations.questions.questionnaire import read_version
from consultations.results.coding import code_text
from consultations.results.themes import save_theme
from tests.builders import an_id
from tests.cast import a_person
from tests.moderation.texts import ASKED


def a_colleague(karlstad, name="colleague"):
    return a_person(name, karlstad, group="Handläggare", role=RoleName.OFFICIAL)


def a_theme(consultation, name="Turer", *, by, **said) -> Theme:
    return save_theme(Theme(consultation=consultation, name=name, **said), by=by, now=timezone.now())


def question_of(consultation):
    return read_version(consultation.current, "sv").question(an_id(f"question {ASKED}"))


def coded(answer, *themes, by, **said) -> int:
    """What a coder ticks for a text; no theme means that none fits."""
    ids = [theme.pk for theme in themes]
    said = {"none_fits": not ids, "now": timezone.now()} | said
    return code_text(answer, question_of(answer.consultation), by=by, themes=ids, **said)


def codings_in(consultation) -> list[tuple[str, str | None, str]]:
    """Text, theme and coder of every coding there is."""
    with scope(consultation=consultation):
        rows = Coding.objects.values_list("answer__text", "theme__name", "coder__username")
        return sorted(rows, key=str)
