"""The demo is loaded once, in both languages, and never touches what people have entered."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models
from django.test import override_settings
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from wagtail.models import Page, Site
from wagtail_localize.models import StringSegment, Translation

from consultations.demo.pages import CONSULTATIONS, consultation_called
from consultations.demo.people import ACCOUNTS, demo_accounts, demo_password
from consultations.demo.reading import id_of
from consultations.enums import ModerationState, RoleName, Stage
from consultations.models import Answer, Consultation, Decision, Feedback, Release, Response, Role
from consultations.results.releases import public_results
from home.models import SiteSettings
from organisations.models import Membership, Organisation, User
from tests.builders import a_response


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, refill, kept_demo, tmp_path_factory):
    """The demo that was loaded once for this run, with a place of its own for its password."""
    place = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), override_settings(DATA_DIR=place):
        patch.delenv("DEMO_PASSWORD", raising=False)
        refill(kept_demo)
        User.objects.filter(username__in=[account.username for account in ACCOUNTS]).delete()
        call_command("load_demo", verbosity=0)  # The accounts anew, with a password that is made.
        Site.clear_site_root_paths_cache()
        yield
        refill()
    Site.clear_site_root_paths_cache()


@pytest.fixture
def demo(loaded, db, monkeypatch):
    """What each test does to the demo is taken back."""
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)


def everything() -> dict[type[models.Model], int]:
    counted = [Page, Site, SiteSettings, Organisation, Membership, User, Role, Consultation, Response, Answer]
    counted += [Decision, Release, Feedback, Translation]
    with scopes_disabled():
        return {model: model._base_manager.count() for model in counted}


def test_a_second_load_doubles_nothing(demo):
    before = everything()
    call_command("load_demo", verbosity=0)
    assert everything() == before
    assert before[Consultation] == 5


def test_what_people_have_entered_and_changed_stays(demo):
    consultation = consultation_called("principles")
    a_response(consultation, {"Vem svarar du som?": "Jag svarar för ett företag"})
    page = consultation.source_page
    page.title, page.slug = "Sju principer", "sju-principer"
    page.save_revision().publish()
    User.objects.get(username="moderator").delete()
    call_command("load_demo", verbosity=0)
    page.refresh_from_db()
    assert (page.title, page.slug) == ("Sju principer", "sju-principer")
    assert Page.objects.filter(slug="sex-principer-for-dialog").count() == 0
    with scope(consultation=consultation):
        assert Response.objects.count() == 1


@pytest.mark.parametrize("name", CONSULTATIONS)
def test_all_languages_ask_the_same_questions_under_the_same_ids(demo, name):
    consultation = consultation_called(name)
    faces = {page.locale.language_code: page for page in consultation.source_page.get_translations(inclusive=True)}
    others = {"principles": {"fi", "ar", "sv-simple"}, "youth": {"fi", "ar"}}.get(name, set())
    assert set(faces) == {"sv", "en"} | others
    ids = {language: _ids(list(page.questions.raw_data)) for language, page in faces.items()}
    assert all(found == ids["sv"] for found in ids.values())
    assert None not in ids["sv"]
    assert set(consultation.current.content["locales"]) == set(faces)


def _ids(raw) -> list:
    """The ids of blocks and list items, in order."""
    if isinstance(raw, list):
        return [found for item in raw for found in _ids(item)]
    if not isinstance(raw, dict):
        return []
    own = [raw["id"]] if {"type", "value"} <= raw.keys() else []
    return own + [found for value in raw.values() for found in _ids(value)]


@pytest.mark.parametrize("name", CONSULTATIONS)
def test_every_text_of_a_questionnaire_is_said_in_all_its_languages(demo, name):
    content = consultation_called(name).current.content
    for texts in _texts(content["sections"]):
        assert not texts or set(texts) == set(content["locales"])


def _texts(content) -> list[dict]:
    if isinstance(content, list):
        return [found for item in content for found in _texts(item)]
    if not isinstance(content, dict):
        return []
    names = {"text", "hint", "missing", "heading", "introduction"}
    own = [value for key, value in content.items() if key in names]
    return own + [found for key, value in content.items() if key not in names for found in _texts(value)]


def test_the_translations_are_those_of_the_two_column_view(demo):
    for translation in Translation.objects.all():
        segments = StringSegment.objects.filter(source=translation.source)
        untranslated = segments.annotate_translation(translation.target_locale).filter(translation__isnull=True)
        assert list(untranslated.values_list("context__path", flat=True)) == []
    assert Translation.objects.count() == Page.objects.exclude(locale__language_code="sv").filter(depth__gt=1).count()


def test_the_consultations_stand_at_their_stages(demo):
    now = timezone.now()
    assert {name: consultation_called(name).stage(now) for name in CONSULTATIONS} == {
        "principles": Stage.OPEN,
        "youth": Stage.OPEN,
        "democracy_week": Stage.UPCOMING,
        "ideas": Stage.CLOSED,
        "treatment": Stage.DECIDED,
    }


def test_the_sensitive_survey_is_counted_but_none_of_its_texts_is_for_publication(demo):
    consultation = consultation_called("treatment")
    results = public_results(consultation, "sv")
    assert results.responses == 182
    assert any(line.count is None or line.merged for table in results.tables for line in table.lines)
    with scope(consultation=consultation):
        texts = Answer.objects.exclude(text="")
        assert texts.count() == 41
        assert set(texts.values_list("moderation", flat=True)) == {ModerationState.NONE}


def test_ideas_are_published_hidden_and_waiting(demo):
    with scope(consultation=consultation_called("ideas")):
        states = Answer.objects.exclude(moderation=ModerationState.NONE).values_list("moderation", flat=True)
        counted = {state: list(states).count(state) for state in set(states)}
    assert counted == {ModerationState.PUBLISHED: 32, ModerationState.HIDDEN: 5, ModerationState.WAITING: 5}


def test_each_account_has_its_role_and_the_password_that_is_printed(demo):
    assert [name for name, _does in demo_accounts()] == [account.username for account in ACCOUNTS]
    users = {account.username: User.objects.get(username=account.username) for account in ACCOUNTS}
    assert all(user.check_password(demo_password()) for user in users.values())
    assert [name for name, user in users.items() if user.is_superuser] == ["admin"]
    roles = Role.objects.filter(consultation=None).values_list("user__username", "role", "organisation__short_name")
    assert set(roles) == {
        ("moderator", RoleName.MODERATOR, "Karlstad"),
        ("handlaggare", RoleName.OFFICIAL, "Karlstad"),
        ("registrator", RoleName.REGISTRAR, "Karlstad"),
        ("admin", RoleName.ADMINISTRATOR, "Karlstad"),
        ("handlaggare-region", RoleName.OFFICIAL, "Regionen"),
    }


def test_a_chosen_password_is_set_and_one_that_was_made_is_kept(demo, settings, monkeypatch):
    made = demo_password()
    assert (settings.DATA_DIR / "demo-password").stat().st_mode & 0o777 == 0o600
    call_command("load_demo", verbosity=0)
    assert demo_password() == made
    monkeypatch.setenv("DEMO_PASSWORD", "a chosen one")
    call_command("load_demo", verbosity=0)
    assert User.objects.get(username="redaktor").check_password("a chosen one")
    monkeypatch.delenv("DEMO_PASSWORD")
    assert demo_password() == ""


def test_every_page_of_the_demo_is_served(demo, resident):
    pages = Page.objects.live().filter(depth__gt=1)
    answers = {page.get_url_parts()[2]: resident.get(page.get_url_parts()[2]).status_code for page in pages}
    assert len(answers) == pages.count() == 125
    assert set(answers.values()) == {200}


def test_an_address_is_never_made_twice(demo):
    assert Page.objects.filter(translation_key=id_of("page", "home")).count() == 5
    assert {site.hostname for site in Site.objects.all()} == {"localhost"}


def test_production_wants_to_be_asked(demo, settings):
    settings.PRODUCTION = True
    User.objects.get(username="moderator").delete()
    with pytest.raises(CommandError, match="--yes"):
        call_command("load_demo", verbosity=0)
    assert not User.objects.filter(username="moderator").exists()
    call_command("load_demo", "--yes", verbosity=0)
    assert User.objects.filter(username="moderator").exists()
