"""Administrators look after their own organisation, and can give themselves nothing."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from consultations.enums import RoleName
from consultations.models import Log, Role
from organisations.models import Membership, User
from tests.builders import a_consultation
from tests.cast import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(administrator, signed_in):
    return signed_in(administrator)


@pytest.fixture
def root(signed_in):
    return signed_in(User.objects.create_superuser("root", "root@example.org", "a long enough password"))


def status(browser, name, *args, data=None) -> int:
    """200 for a page, 302 for having done it or for Wagtail's 'no permission', 404 at the end of any redirect."""
    url = reverse(name, args=args)
    response = browser.post(url, data) if data is not None else browser.get(url)
    found = browser.get(url, follow=True) if response.status_code == 302 and data is None else response
    return 404 if found.status_code == 404 else response.status_code


def roles() -> set[tuple[str, str]]:
    return set(Role.objects.values_list("user__username", "role"))


def grant(user, organisation, role=RoleName.MODERATOR, consultation=""):
    return {"user": user.pk, "organisation": organisation.pk, "consultation": consultation, "role": role}


class TestOrganisations:
    def test_one_sees_and_changes_ones_own_only(self, browser, karlstad, region):
        page = browser.get(reverse("organisation:index")).content.decode()
        assert karlstad.name in page
        assert region.name not in page
        fields = {"name": "Karlstads kommun", "short_name": "Karlstad", "email": "", "phone": "054-1", "address": ""}
        assert status(browser, "organisation:edit", karlstad.pk, data=fields) == 302
        for name in ("edit", "history", "usage", "delete"):
            assert status(browser, f"organisation:{name}", region.pk) in (302, 404)
        browser.post(reverse("organisation:edit", args=[region.pk]), fields | {"name": "Kapad"})
        karlstad.refresh_from_db()
        region.refresh_from_db()
        assert (karlstad.phone, region.name) == ("054-1", "Region Värmland")

    def test_editors_moderators_and_officials_see_nothing_of_it(self, editor, moderator, official, signed_in, karlstad):
        for person in (editor, moderator, official):
            for name in ("organisation:index", "membership:index", "role:index"):
                assert signed_in(person).get(reverse(name)).url == reverse("wagtailadmin_home")


class TestMembers:
    def test_members_are_taken_in_and_let_go_in_ones_own_organisation_only(self, browser, karlstad, region, outsider):
        url = reverse("membership:add")
        assert browser.post(url, {"username": "outsider", "organisation": karlstad.pk}).status_code == 302
        assert browser.post(url, {"username": "administrator", "organisation": region.pk}).status_code == 200
        assert browser.post(url, {"username": "nobody there", "organisation": karlstad.pk}).status_code == 200
        assert browser.post(url, {"username": "outsider", "organisation": karlstad.pk}).status_code == 200
        assert set(outsider.organisations.all()) == {karlstad, region}
        assert not region.members.filter(username="administrator")
        theirs, ours = (Membership.objects.get(user=outsider, organisation=one) for one in (region, karlstad))
        assert browser.post(reverse("membership:delete", args=[theirs.pk]), follow=True).status_code == 404
        assert status(browser, "membership:delete", ours.pk, data={}) == 302
        assert set(outsider.organisations.all()) == {region}

    def test_the_list_names_nobody_of_another_organisation(self, browser, outsider, moderator):
        page = browser.get(reverse("membership:index")).content.decode()
        assert "moderator" in page
        assert "outsider" not in page


class TestRoles:
    def test_an_administrator_gives_a_colleague_a_role_and_takes_it_back(self, browser, karlstad, editor):
        before = roles()
        assert status(browser, "role:add", data=grant(editor, karlstad)) == 302
        assert roles() - before == {("editor", "moderator")}
        given = Role.objects.get(user=editor)
        assert status(browser, "role:delete", given.pk, data={}) == 302
        assert roles() == before
        assert list(Log.objects.values_list("action", flat=True)) == ["role_given", "role_taken_back"]

    def test_never_to_oneself_an_outsider_or_elsewhere(
        self, browser, administrator, outsider, karlstad, region, editor, site
    ):
        theirs = a_consultation(organisation=region)
        before = roles()
        for wanted in (
            grant(administrator, karlstad, RoleName.OFFICIAL),
            grant(outsider, karlstad),
            grant(outsider, region),
            grant(editor, region),
            grant(editor, karlstad, consultation=theirs.pk),
        ):
            assert status(browser, "role:add", data=wanted) == 200
        assert roles() == before
        assert status(browser, "role:add", data=grant(editor, karlstad)) == 302

    def test_roles_of_others_and_ones_own_are_out_of_reach(self, browser, administrator, outsider, moderator):
        before = roles()
        for role in Role.objects.filter(user__in=[administrator, outsider]):
            for name in ("delete", "edit", "history"):
                browser.post(reverse(f"role:{name}", args=[role.pk]), {})
        assert roles() == before
        page = browser.get(reverse("role:index")).content.decode()
        assert "moderator" in page
        assert "outsider" not in page

    def test_the_group_alone_gives_no_roles(self, karlstad, editor, signed_in):
        by_group = signed_in(a_person("by_group", karlstad, group="Administratör"))
        assert by_group.post(reverse("role:add"), grant(editor, karlstad)).url == reverse("wagtailadmin_home")
        assert roles() == set()

    def test_an_administrator_who_left_the_organisation_gives_none(self, browser, administrator, karlstad, editor):
        Membership.objects.filter(user=administrator).delete()
        assert browser.post(reverse("role:add"), grant(editor, karlstad)).url.startswith(reverse("wagtailadmin_login"))
        browser.force_login(User.objects.get(pk=administrator.pk))
        assert browser.post(reverse("role:add"), grant(editor, karlstad)).url == reverse("wagtailadmin_home")
        assert not Role.objects.filter(user=editor)

    def test_a_superuser_may_give_any(self, root, karlstad, region, outsider, editor):
        assert status(root, "role:add", data=grant(editor, karlstad)) == 302
        assert status(root, "role:add", data=grant(outsider, region, RoleName.REGISTRAR)) == 302


class TestAccounts:
    FIELDS = {
        "username": "new",
        "email": "new@example.org",
        "first_name": "Ny",
        "last_name": "Person",
        "password1": "a long enough password",
        "password2": "a long enough password",
    }

    def test_a_superuser_makes_and_changes_accounts(self, root):
        add = reverse("wagtailusers_users:add")
        assert root.get(add).status_code == 200
        assert root.post(add, self.FIELDS).status_code == 302
        made = User.objects.get(username="new")
        edit = reverse("wagtailusers_users:edit", args=[made.pk])
        assert root.get(edit).status_code == 200
        changed = self.FIELDS | {"first_name": "Nyare", "is_active": "on"}
        assert root.post(edit, changed).status_code == 302
        made.refresh_from_db()
        assert made.first_name == "Nyare"

    def test_an_administrator_makes_no_accounts_and_no_superusers(self, browser, administrator, moderator):
        fields = self.FIELDS | {"is_superuser": "on", "is_active": "on"}
        group = Group.objects.get(name="Administratör")
        for name, args in [
            ("wagtailusers_users:index", []),
            ("wagtailusers_users:add", []),
            ("wagtailusers_users:edit", [administrator.pk]),
            ("wagtailusers_users:edit", [moderator.pk]),
            ("wagtailusers_users:delete", [moderator.pk]),
            ("wagtailusers_groups:edit", [group.pk]),
        ]:
            assert browser.post(reverse(name, args=args), fields).url == reverse("wagtailadmin_home")
        assert not User.objects.filter(is_superuser=True)
        assert not User.objects.filter(username="new")
