"""Two organisations' editors side by side: each does its own work in the admin, and can't touch the other's pages."""

import pytest
from django.contrib.auth.models import Group
from django.urls import get_resolver, reverse
from wagtail.models import Locale, Page, Site
from wagtail.search.index import insert_or_update_object
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from consultations.models import ConsultationPage, Owner
from home.models import ContentPage, HomePage, SiteSettings
from organisations.models import Membership
from tests.builders import a_consultation
from tests.cast import a_person
from tests.declaration.building import a_declaration

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(region):
    """An editor and reviewer of the other organisation."""
    user = a_person("stranger", region, group="Redaktör")
    user.groups.add(Group.objects.get(name="Administratör"))
    return user


@pytest.fixture
def text(site, karlstad):
    return site.add_child(instance=ContentPage(title="Om kommunen", slug="om", locale=site.locale))


@pytest.fixture
def ours(karlstad):
    return a_consultation(organisation=karlstad).source_page


@pytest.fixture
def theirs(region):
    return a_consultation(organisation=region).source_page


def may(user, page) -> dict[str, bool]:
    """What the base class's instance says too: the admin's lists ask it."""
    assert type(Page.objects.get(pk=page.pk).permissions_for_user(user)) is type(page.permissions_for_user(user))
    tester = Page.objects.get(pk=page.pk).permissions_for_user(user)
    return {
        name: bool(getattr(tester, f"can_{name}")())
        for name in ("edit", "publish", "unpublish", "delete", "copy", "move", "lock", "add_subpage")
    }


def test_each_edits_its_own(site, ours, theirs, editor, stranger):
    for page, own, other in ((ours, editor, stranger), (theirs, stranger, editor)):
        mine = may(own, page)
        assert mine["edit"]
        assert mine["publish"]
        assert mine["copy"]
        assert not any(may(other, page).values())


def test_pages_of_text_are_the_keepers(site, text, editor, stranger, region):
    assert may(editor, text)["edit"]
    assert may(editor, site)["edit"]
    assert not any(may(stranger, text).values())
    assert not any(may(stranger, site).values())


def test_a_part_of_the_site_can_be_another_organisation_s(site, text, editor, stranger, region):
    below = text.add_child(instance=ContentPage(title="Under", slug="under", locale=site.locale))
    ContentPage.objects.filter(pk=text.pk).update(keeper=region)
    for page in (text, below):
        assert may(stranger, page)["edit"]
        assert not any(may(editor, page).values())


def test_without_a_keeper_all_editors_write(site, text, stranger):
    SiteSettings.objects.update(keeper=None)
    assert may(stranger, text)["edit"]


def test_the_keeper_of_a_site_keeps_its_translations(site, text, stranger, editor):
    english = HomePage.objects.get(locale__language_code="en")
    assert may(editor, english)["edit"]
    assert not may(stranger, english)["edit"]


def test_each_site_has_its_own_keeper(site, region, editor, stranger):
    other = Page.objects.get(depth=1).add_child(instance=HomePage(title="Regionen", slug="region", locale=site.locale))
    SiteSettings.objects.create(site=Site.objects.create(hostname="region.example", root_page=other), keeper=region)
    assert may(stranger, other)["edit"]
    assert not may(editor, other)["edit"]
    assert may(editor, site)["edit"]


def test_joint_owners_both_write(ours, region, stranger):
    from consultations.models import Consultation

    run = Consultation.objects.get(translation_key=ours.translation_key)
    Owner.objects.create(consultation=run, organisation=region)
    assert may(stranger, ours)["edit"]


def test_an_unsaved_organisation_gives_nothing(ours, region, stranger):
    ours.organisation = region
    assert not ours.permissions_for_user(stranger).can_edit()


def test_others_add_consultations_but_no_text(site, text, ours, stranger, signed_in):
    index = ours.get_parent()
    client = signed_in(stranger)
    assert may(stranger, index) == dict.fromkeys(may(stranger, index), False) | {"add_subpage": True}
    add = reverse("wagtailadmin_pages:add", args=["consultations", "consultationpage", index.pk])
    assert client.get(add).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:add", args=["home", "contentpage", text.pk])).status_code == 302
    assert client.get(reverse("wagtailadmin_pages:add", args=["home", "contentpage", site.pk])).status_code == 302


def test_others_add_commitments_to_the_declaration_but_no_text(site, karlstad, region, stranger, editor, signed_in):
    """Wagtail's permission to add is theirs there: what refuses is that the page of text would be the keeper's."""
    declaration = a_declaration(keeper=karlstad)
    own = a_person("own", region, group="Redaktör")
    statuses = {
        (model, who.username): signed_in(who)
        .get(reverse("wagtailadmin_pages:add", args=[app, model, declaration.pk]))
        .status_code
        for app, model in (("home", "contentpage"), ("declaration", "commitmentpage"))
        for who in (own, editor)
    }
    assert statuses == {
        ("contentpage", "own"): 302,
        ("contentpage", "editor"): 200,
        ("commitmentpage", "own"): 200,
        ("commitmentpage", "editor"): 200,
    }


def every_page_address(page: Page):
    """Each address of Wagtail's admin that takes one page's id, GET and POST."""
    for namespace in ("wagtailadmin_pages",):
        resolver = next(each for each in _resolvers(get_resolver()) if each.namespace == namespace)
        for pattern in resolver.url_patterns:
            names = list(pattern.pattern.regex.groupindex)
            if names in (["page_id"], ["pk"], ["page_to_move_id"]):
                yield pattern.name, reverse(f"{namespace}:{pattern.name}", kwargs={names[0]: page.pk})


OF_A_REVISION = ("revisions_view", "revisions_revert", "revisions_unschedule")


def _resolvers(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield pattern
            yield from _resolvers(pattern)


def test_no_address_of_the_admin_lets_a_stranger_near(site, ours, text, stranger, editor, signed_in):
    """Open to the own editor as the control; refused, sent away or empty for the stranger; the page stays as it was."""
    seen, before = [], {}
    for page in (ours, text):
        page.title = "Kanariefågel"
        page.save_revision(user=editor)
        before[page.pk] = (page.latest_revision_id, Page.objects.get(pk=page.pk).live)
    for page in (ours, text):
        revision = [page.pk, page.latest_revision_id]
        addresses = [
            *every_page_address(page),
            *((name, reverse(f"wagtailadmin_pages:{name}", args=revision)) for name in OF_A_REVISION),
        ]
        assert len(addresses) > 20
        addresses.append(
            ("compare", reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", revision[1]]))
        )
        for name, url in addresses:
            for method in ("get", "post"):
                answer = getattr(signed_in(stranger), method)(url)
                leaked = answer.status_code == 200 and "Kanariefågel" in answer.text
                if leaked:
                    seen.append((name, method, answer.status_code))
                stored = Page.objects.get(pk=page.pk)
                assert (stored.latest_revision_id, stored.live) == before[page.pk], (name, method)
    assert seen == []
    assert "Kanariefågel" in signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[text.pk])).text


def test_translations_are_sent_by_those_who_may_edit(site, text, stranger, editor, signed_in):
    english = Locale.objects.get(language_code="en")
    submit = reverse("wagtail_localize:submit_page_translation", args=[text.pk])
    assert signed_in(stranger).post(submit, {"locales": [english.pk]}).status_code == 302
    assert not text.has_translation(english)
    assert signed_in(editor).post(submit, {"locales": [english.pk]}).status_code == 302
    assert text.has_translation(english)
    source = TranslationSource.objects.get_for_instance(text)
    update = reverse("wagtail_localize:update_translations", args=[source.pk])
    was = source.last_updated_at
    signed_in(stranger).post(update, {})
    source.refresh_from_db()
    assert source.last_updated_at == was
    signed_in(editor).post(update, {})
    source.refresh_from_db()
    assert source.last_updated_at > was


def test_who_may_not_publish_publishes_no_translation(
    site, text, karlstad, signed_in, editor, django_capture_on_commit_callbacks
):
    """Updating translations can publish them: that is for those who may publish."""
    english = Locale.objects.get(language_code="en")
    writer = a_person("writer", karlstad, group="Skribent")
    source, _new = TranslationSource.get_or_create_from_instance(text)
    translation = Translation.objects.create(source=source, target_locale=english)
    for segment in source.stringsegment_set.all():
        said = {"translation_of": segment.string, "context": segment.context, "locale": english}
        StringTranslation.objects.create(**said, data="About")
    translation.save_target(publish=False)
    update = reverse("wagtail_localize:update_translations", args=[source.pk])
    ContentPage.objects.filter(pk=text.pk).update(owner=writer)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(writer).post(update, {"publish_translations": "on"})
    assert not text.get_translation(english).live
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(editor).post(update, {"publish_translations": "on"})
    assert text.get_translation(english).live


def test_membership_ended_ends_the_right(ours, editor):
    Membership.objects.filter(user=editor).delete()
    assert not any(may(editor, ConsultationPage.objects.get(pk=ours.pk)).values())


def test_drafts_are_found_by_their_own_organisation_alone(site, ours, region, editor, stranger, signed_in):
    """In the explorer, its search, its API and the choosers; a page that is public is found by all."""
    ConsultationPage.objects.filter(pk=ours.pk).update(title="Kanarie fem", draft_title="Kanarie fem", live=False)
    index, draft = ours.get_parent(), ConsultationPage.objects.get(pk=ours.pk)
    insert_or_update_object(draft)
    places = [
        reverse("wagtailadmin_explore", args=[index.pk]),
        reverse("wagtailadmin_pages:search") + "?q=Kanarie",
        reverse("wagtailadmin_explore_results", args=[index.pk]) + "?q=Kanarie",
        reverse("wagtailadmin_choose_page_child", args=[index.pk]),
        reverse("wagtailadmin_choose_page_search") + "?q=Kanarie",
        reverse("wagtailadmin_api:pages:listing") + f"?child_of={index.pk}",
    ]
    row = draft.get_admin_display_title()
    shows = {place: [row in signed_in(who).get(place).text for who in (editor, stranger)] for place in places}
    assert shows == {key: [True, False] for key in places}
    draft.save_revision().publish()
    assert row in signed_in(stranger).get(places[0]).text
