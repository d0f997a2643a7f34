"""What people have answered outlives the page tree: deleting is refused in words, unpublishing pauses, moving keeps."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled
from wagtail.models import Page

from consultations.enums import EventKind, Stage
from consultations.models import Consultation, ConsultationIndexPage, ConsultationPage, Log, Response
from consultations.models.log import first_broken_link
from consultations.reporting.tree import say_that_it_is_paused
from organisations.models import User
from tests.builders import a_consultation, a_response

BUS = "Åker du buss?"


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("root", "root@example.org", "a long enough password")


@pytest.fixture
def browser(superuser, signed_in):
    return signed_in(superuser)


@pytest.fixture
def answered(open_consultation):
    a_response(open_consultation, {BUS: "Ja"})
    return open_consultation


def english_of(consultation) -> ConsultationPage:
    return ConsultationPage.objects.get(translation_key=consultation.translation_key, locale__language_code="en")


def deleting(page) -> str:
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


def bulk(*pages) -> str:
    ids = "&".join(f"id={page.pk}" for page in pages)
    return f"/admin/bulk/wagtailcore/page/delete/?{ids}"


class TestDeleting:
    def test_a_page_with_answers_its_translation_and_their_ancestors_stay(self, answered, browser, site):
        index = answered.source_page.get_parent()
        pages = [answered.source_page, english_of(answered), index, site]
        before = Page.objects.count()
        for page in pages:
            for response in (
                browser.get(deleting(page)),
                browser.post(deleting(page), {"confirm_site_name": "Tilltals"}),
            ):
                assert (response.status_code, str(answered) in response.content.decode()) == (409, True)
                assert "wagtailadmin/pages/confirm_delete.html" not in [t.name for t in response.templates]
        assert Page.objects.count() == before

    def test_nor_in_bulk_and_then_nothing_else_goes_either(self, answered, browser):
        other = a_consultation()
        response = browser.post(bulk(other.source_page, answered.source_page))
        assert response.status_code == 409
        assert ConsultationPage.objects.filter(pk=other.source_page_id).exists()
        assert browser.post(bulk(other.source_page)).status_code == 302
        assert not ConsultationPage.objects.filter(pk=other.source_page_id).exists()

    def test_what_nobody_answered_goes_with_all_that_stood_behind_it(self, answered, browser, superuser):
        empty = a_consultation()
        english = english_of(empty)
        empty.source_page.unpublish(user=superuser)
        assert Log.objects.filter(consultation=empty.pk).count() == 1
        assert browser.get(deleting(empty.source_page)).status_code == 200
        assert Consultation.objects.filter(pk=empty.pk).exists()
        assert browser.post(deleting(empty.source_page)).status_code == 302
        assert not Consultation.objects.filter(pk=empty.pk).exists()
        assert ConsultationPage.objects.filter(pk=english.pk).exists()
        assert Consultation.objects.get() == answered
        assert first_broken_link() is None

    def test_a_translation_that_nobody_answered_goes_and_the_source_runs_on(self, browser, site):
        consultation = a_consultation()
        assert browser.post(deleting(english_of(consultation))).status_code == 302
        assert consultation.is_open(consultation.opens)
        assert Consultation.objects.get() == consultation

    def test_a_page_that_is_not_confirmed_keeps_its_consultation(self, browser, site, settings):
        settings.WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 1
        consultation = a_consultation()
        assert browser.post(deleting(consultation.source_page), {"confirm_site_name": "?"}).status_code == 200
        assert Consultation.objects.get() == consultation

    def test_an_alias_of_an_answered_page_goes(self, answered, browser, site):
        elsewhere = site.add_child(instance=ConsultationIndexPage(title="Arkiv", slug="arkiv"))
        alias = answered.source_page.create_alias(parent=elsewhere)
        assert browser.post(deleting(alias)).status_code == 302
        assert ConsultationPage.objects.filter(pk=answered.source_page_id).exists()

    def test_an_editor_is_led_to_what_can_be_done(self, answered, editor, outsider, signed_in):
        clock = reverse("clock", args=[answered.pk])
        assert clock in signed_in(editor).get(deleting(answered.source_page)).content.decode()
        assert clock not in signed_in(outsider).get(deleting(answered.source_page)).content.decode()


class TestUnpublishing:
    def test_the_source_pauses_it_in_all_languages_and_says_who(self, answered, signed_in, editor, resident):
        unpublish = reverse("wagtailadmin_pages:unpublish", args=[answered.source_page_id])
        assert signed_in(editor).post(unpublish).status_code == 302
        answered.refresh_from_db()
        event = answered.events.get()
        assert (answered.paused, event.kind, event.by) == (True, EventKind.PAUSED, editor)
        assert resident.get(f"/en/consultations/{english_of(answered).slug}/svara/").status_code == 404

    def test_a_translation_leaves_it_running(self, answered):
        english_of(answered).unpublish()
        answered.refresh_from_db()
        assert (answered.paused, answered.events.count()) == (False, 0)

    def test_publishing_again_leaves_it_paused_and_offers_to_resume(self, answered, editor, signed_in):
        page = answered.source_page
        page.unpublish()
        browser = signed_in(editor)
        page.refresh_from_db()
        page.get_latest_revision().publish()
        answered.refresh_from_db()
        assert answered.paused
        request = browser.get("/admin/").wsgi_request
        say_that_it_is_paused(request, page)
        [message] = get_messages(request)
        assert reverse("results_pause", args=[answered.pk]) in str(message)
        address = reverse("results_pause", args=[answered.pk])
        assert browser.get(address).status_code == 200
        assert browser.post(address, {"reason": "Tillbaka."}).status_code == 302
        answered.refresh_from_db()
        assert not answered.paused

    def test_one_that_has_closed_has_nothing_to_pause(self, closed):
        closed.source_page.unpublish()
        closed.refresh_from_db()
        assert (closed.paused, closed.events.count()) == (False, 0)

    def test_twice_is_once(self, answered):
        answered.source_page.unpublish()
        page = ConsultationPage.objects.get(pk=answered.source_page_id)
        page.live = True
        page.unpublish()
        assert answered.events.count() == 1


class TestMovingAndCopying:
    def test_moving_keeps_responses_and_the_form_follows(self, answered, site, resident):
        elsewhere = site.add_child(instance=ConsultationIndexPage(title="Arkiv", slug="arkiv"))
        page = answered.source_page
        page.move(elsewhere, pos="last-child")
        assert resident.get(f"/sv/arkiv/{page.slug}/svara/").status_code == 200
        with scopes_disabled():
            assert [r.consultation for r in Response.objects.all()] == [answered]

    def test_a_copy_is_a_consultation_of_its_own_with_the_same_ids(self, answered):
        page = answered.source_page
        copy = page.copy(update_attrs={"slug": "kopia", "title": "Kopia"}, keep_live=True)
        copy = ConsultationPage.objects.get(pk=copy.pk)
        latest = copy.get_latest_revision_as_object()
        for one in (copy, latest):
            assert (one.live, one.opens, one.closes, one.feedback_due, one.diary_number) == (
                False,
                None,
                None,
                None,
                "",
            )
        assert copy.translation_key != page.translation_key
        assert [b.id for b in copy.questions] == [b.id for b in page.questions]
        assert Consultation.objects.count() == 1
        copy.opens, copy.closes = answered.opens, answered.closes
        copy.save_revision().publish()
        own = Consultation.objects.get(translation_key=copy.translation_key)
        with scopes_disabled():
            assert (own.responses.count(), answered.responses.count()) == (0, 1)

    def test_a_copy_with_the_page_above_it_is_a_draft_as_well(self, answered, site):
        index = answered.source_page.get_parent().specific
        index.copy(recursive=True, keep_live=True, update_attrs={"slug": "igen"})
        copy = ConsultationPage.objects.exclude(pk=answered.source_page_id).get(locale__language_code="sv")
        assert (copy.live, copy.opens, copy.diary_number) == (False, None, "")
        assert Consultation.objects.get() == answered

    def test_a_copy_without_times_is_not_published_from_the_list_either(self, answered, browser):
        copy = answered.source_page.copy(update_attrs={"slug": "kopia", "title": "Kopian"}, keep_live=False)
        address = f"/admin/bulk/wagtailcore/page/publish/?id={copy.pk}&next=/admin/"
        assert "Inte klara att öppna: Kopian." in browser.post(address, follow=True).content.decode()
        copy = ConsultationPage.objects.get(pk=copy.pk)
        assert not copy.live
        copy.opens, copy.closes = answered.opens, answered.closes
        copy.diary_number, copy.remarks_reason = "KS-2", "Prov"
        copy.feedback_due = timezone.localdate(copy.closes) + timedelta(days=60)
        copy.save_revision()
        browser.post(address)
        assert ConsultationPage.objects.get(pk=copy.pk).live

    def test_an_older_revision_of_a_copy_has_no_times_either(self, answered):
        page = answered.source_page
        page.save_revision()
        copy = page.copy(update_attrs={"slug": "kopia"})
        assert {revision.content["opens"] for revision in copy.revisions.all()} == {None}

    def test_copying_for_translation_shares_times_and_number(self, answered):
        page, english = answered.source_page, english_of(answered)
        assert (english.opens, english.diary_number) == (page.opens, page.diary_number)
        assert english.translation_key == page.translation_key

    def test_an_alias_makes_nothing_and_leads_to_the_page(self, answered, site, resident):
        elsewhere = site.add_child(instance=ConsultationIndexPage(title="Arkiv", slug="arkiv"))
        alias = answered.source_page.create_alias(parent=elsewhere)
        answered.source_page.save_revision().publish()
        assert Consultation.objects.get() == answered
        response = resident.get(f"/sv/arkiv/{alias.slug}/")
        assert (response.status_code, response.url) == (302, f"/sv/samrad/{answered.source_page.slug}/")
        assert answered.stage(answered.opens) == Stage.OPEN


class TestTranslatingFromAnotherLanguage:
    def submit(self, page) -> str:
        return reverse("wagtail_localize:submit_page_translation", args=[page.pk])

    @pytest.fixture
    def finnish(self, site):
        from wagtail.models import Locale

        return Locale.objects.create(language_code="fi")

    def test_is_refused_in_words_with_the_way_to_the_source(self, answered, editor, signed_in, finnish):
        browser, english = signed_in(editor), english_of(answered)
        for response in (
            browser.get(self.submit(english)),
            browser.post(self.submit(english), {"locales": [finnish.pk]}),
        ):
            assert response.status_code == 409
            assert self.submit(answered.source_page) in response.content.decode()
        assert browser.get(self.submit(answered.source_page)).status_code == 200

    def test_nor_with_the_page_above_it(self, answered, editor, signed_in, finnish):
        index = english_of(answered).get_parent()
        data = {"locales": [finnish.pk], "include_subtree": "on"}
        assert signed_in(editor).post(self.submit(index), data).status_code == 409
        assert signed_in(editor).get(self.submit(index)).status_code == 200

    def test_who_may_not_translate_is_told_nothing(self, answered, moderator, signed_in):
        response = signed_in(moderator).get(self.submit(english_of(answered)), follow=True)
        assert "(en)" not in response.content.decode()
