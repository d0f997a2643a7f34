"""The rules for contributions: everybody can read them, each decision names the version it was taken under."""

import pytest
from django.urls import reverse
from django_scopes import scope

from consultations.enums import Reason
from consultations.models import Decision, Log, Policy, PolicyVersion
from consultations.moderation.policy import policy_of, publish_policy, shipped_policy
from tests.cast import a_person
from tests.moderation.texts import a_text, decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(open_consultation):
    return open_consultation.opens


def change(organisation, locale="sv", **said):
    Policy.objects.filter(organisation=organisation, locale=locale).update(**said)


def test_the_rules_that_come_with_the_program_say_all_reasons_in_four_languages():
    assert set(shipped_policy()) == {"sv", "en", "fi", "ar"}
    for said in shipped_policy().values():
        assert said["rules"].keys() == set(Reason.values)


def test_a_decision_names_the_version_in_force_and_keeps_it(open_consultation, karlstad, moderator, now):
    first = decided(a_text(open_consultation, "Ett"), moderator, "hidden", reason=Reason.SPAM)
    change(karlstad, shown="Vi visar allt utom reklam.")
    publish_policy(karlstad, by=moderator, now=now)
    second = decided(a_text(open_consultation, "Två"), moderator, "hidden", reason=Reason.SPAM)
    assert [first.policy.number, second.policy.number] == [1, 2]
    with scope(consultation=open_consultation):
        assert Decision.objects.get(pk=first.pk).policy.said("sv")["shown"] != second.policy.said("sv")["shown"]


def test_saving_without_a_change_makes_no_version_and_a_version_never_changes(karlstad, now):
    first = policy_of(karlstad, now=now)
    assert publish_policy(karlstad, by=None, now=now) == first
    assert policy_of(karlstad, now=now) == first
    first.content = {}
    with pytest.raises(TypeError):
        first.save()


def test_a_language_that_is_not_written_is_read_in_swedish(karlstad, now):
    version = policy_of(karlstad, now=now)
    assert version.said("so") == version.said("sv")
    assert version.rule("threat", "en") == "Threats against somebody."


def test_an_administrator_changes_the_rules_and_the_public_reads_them_at_once(
    open_consultation, karlstad, administrator, signed_in, resident
):
    url = reverse("contribution_rules")
    assert "Vi visar olika åsikter" in resident.get(url).content.decode()
    browser = signed_in(administrator)
    assert browser.get(reverse("contribution_rules:index")).status_code == 200
    policy = Policy.objects.get(organisation=karlstad, locale="sv")
    said = {"introduction": "Alla får skriva.", "shown": "Allt <b>möjligt</b>.", "promise": "Snart."}
    said |= {"rules-count": "1", "rules-0-deleted": "", "rules-0-order": "0", "rules-0-type": "rule"}
    said |= {"rules-0-value-reason": "threat", "rules-0-value-text": "Hot."}
    assert browser.post(reverse("contribution_rules:edit", args=[policy.pk]), said).status_code == 302
    page = resident.get(url).content.decode()
    assert "Allt &lt;b&gt;möjligt&lt;/b&gt;." in page
    assert "olika åsikter" not in page
    assert [version.number for version in PolicyVersion.objects.all()] == [1, 2]
    assert Log.objects.filter(action="policy_changed", by=administrator).count() == 1


def test_nobody_else_changes_them(open_consultation, karlstad, region, moderator, signed_in, now):
    policy_of(karlstad, now=now)
    policy = Policy.objects.filter(organisation=karlstad).first()
    url = reverse("contribution_rules:edit", args=[policy.pk])
    stranger = a_person("stranger", region, group="Administratör", role="administrator")
    assert signed_in(stranger).get(url, follow=True).status_code == 404
    assert signed_in(moderator).get(url).status_code == 302
    administrator = a_person("own", karlstad, group="Administratör", role="administrator")
    assert signed_in(administrator).get(url).status_code == 200


def test_the_rules_stand_beside_each_text_that_may_be_published(open_consultation, resident):
    from tests.forms import visit

    page = visit(resident, f"{open_consultation.source_page.url}svara/2/").response.content.decode()
    assert reverse("contribution_rules") in page
    assert (
        "granskning/regler"
        not in visit(resident, f"{open_consultation.source_page.url}svara/").response.content.decode()
    )
