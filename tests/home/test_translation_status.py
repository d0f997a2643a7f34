"""The report of translations: each page by language, from wagtail-localize's own records."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object

from home.models import ContentPage
from home.translating import source_pages, status_of

REPORT = "/admin/reports/oversattningslage/"


@pytest.fixture
def finnish(site):
    return Locale.objects.create(language_code="fi")


@pytest.fixture
def english(site):
    return Locale.objects.get(language_code="en")


@pytest.fixture
def page(site):
    page = site.add_child(instance=ContentPage(title="Om oss", slug="om-oss"))
    page.save_revision().publish()
    return ContentPage.objects.get(pk=page.pk)


def states(page) -> dict[str, str]:
    [row] = [row for row in status_of(source_pages()) if row.source.translation_key == page.translation_key]
    return {cell.locale.language_code: str(cell.state.value) for cell in row.cells}


def finish(page, locale) -> Translation:
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=locale)
    for segment in translation.source.stringsegment_set.all():
        StringTranslation.objects.update_or_create(
            translation_of=segment.string, context=segment.context, locale=locale, defaults={"data": "About us"}
        )
    translation.save_target(publish=False)
    translation.get_target_instance().get_latest_revision().publish()
    return translation


def test_missing_then_draft_then_done_then_old(page, english, finnish):
    assert states(page) == {"sv": "source", "en": "missing", "fi": "missing"}
    translate_object(page, [english])
    assert states(page)["en"] == "draft"
    finish(page, english)
    assert states(page) == {"sv": "source", "en": "done", "fi": "missing"}
    page.title = "Om oss och er"
    page.save_revision().publish()
    Page.objects.filter(pk=page.pk).update(last_published_at=timezone.now() + timedelta(minutes=1))
    assert states(page)["en"] == "old"


def test_texts_that_wait_make_a_published_translation_old(page, english):
    translate_object(page, [english])
    finish(page, english)
    StringTranslation.objects.filter(locale=english).first().delete()
    [cell] = [c for row in status_of([page]) for c in row.cells if c.locale == english]
    assert (cell.state, cell.waiting) == ("old", 1)


def test_what_was_written_in_another_language_has_its_own_source(site, english):
    home = Page.objects.get(locale=english, depth=2)
    page = home.add_child(instance=ContentPage(title="About", slug="about", locale=english))
    assert states(page) == {"sv": "missing", "en": "source"}
    translate_object(page, [Locale.get_default()])
    assert states(page)["en"] == "source"


def test_the_report_is_for_those_who_translate(page, editor, official, signed_in):
    assert "Om oss" in signed_in(editor).get(REPORT).content.decode()
    assert "Om oss" not in signed_in(official).get(REPORT, follow=True).content.decode()
    assert REPORT in signed_in(editor).get("/admin/").content.decode()
    assert REPORT not in signed_in(official).get("/admin/").content.decode()


def test_only_those_that_need_something(page, editor, signed_in):
    browser = signed_in(editor)
    shown = {
        state: "Om oss" in browser.get(REPORT, {"state": state}).content.decode() for state in ("missing", "old", "?")
    }
    assert shown == {"missing": True, "old": False, "?": True}


@pytest.mark.parametrize("pages", [1, 3])
def test_the_same_queries_whatever_the_number(site, pages, english, django_assert_num_queries):
    for n in range(pages):
        page = site.add_child(instance=ContentPage(title=f"Sida {n}", slug=f"sida-{n}"))
        translate_object(page, [english])
    with django_assert_num_queries(5):
        status_of(source_pages())
