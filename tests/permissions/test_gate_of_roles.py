"""The one gate: a role lets its holder do its acts, in its organisation or consultation, and nothing more."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django_scopes import scopes_disabled
from wagtail.log_actions import log
from wagtail.models import Locale

from consultations.enums import RoleName
from consultations.models import Answer, Role
from consultations.permissions import Act, acts_with, consultations_for, demand, may, may_anywhere, scope_of
from organisations.models import User
from tests.builders import a_consultation
from tests.cast import a_person
from tests.moderation.texts import a_text, decided

pytestmark = pytest.mark.django_db
MAY = {
    RoleName.MODERATOR: {"MODERATE"},
    RoleName.OFFICIAL: {
        "READ_RESULTS",
        "EXPORT",
        "PUBLISH_RESULTS",
        "GIVE_FEEDBACK",
        "RESCHEDULE",
        "NOTE_OUTREACH",
        "KEEP_POPULATION",
        "KEY_IN",
        "CODE_TEXTS",
        "MAKE_CODES",
    },
    RoleName.REGISTRAR: {"READ_RESULTS", "EXPORT", "READ_LOG", "ARCHIVE", "DELETE", "KEY_IN"},
    RoleName.ADMINISTRATOR: {"MODERATE", "READ_RESULTS", "RESCHEDULE", "READ_LOG", "DELETE", "KEEP_POPULATION"},
}


def acts_of(user, consultation) -> set[str]:
    return {name for name, act in Act.__members__.items() if may(user, act, consultation)}


@pytest.mark.parametrize("role", RoleName)
def test_each_role_may_do_its_acts_in_its_own_organisation_only(role, open_consultation, karlstad, region):
    theirs = a_consultation(organisation=region)
    user = a_person("somebody", karlstad, role=role)
    assert acts_of(user, open_consultation) == MAY[role] == {act.name for act in acts_with(user, open_consultation)}
    assert acts_with(user, theirs) == set()
    assert acts_of(user, theirs) == set()


def test_a_role_in_one_consultation_says_nothing_of_another(open_consultation, karlstad):
    user = a_person("somebody", karlstad)
    Role.objects.create(user=user, organisation=karlstad, consultation=open_consultation, role=RoleName.MODERATOR)
    assert list(consultations_for(user, Act.MODERATE)) == [open_consultation]
    assert acts_of(user, a_consultation()) == set()


def test_nobody_may_anything_by_being_a_superuser_an_editor_or_signed_out(open_consultation, editor):
    for user in (User.objects.create_superuser("root"), editor, AnonymousUser()):
        assert acts_of(user, open_consultation) == set()
        assert not any(may_anywhere(user, act) for act in Act)


def test_who_has_left_may_nothing(open_consultation, moderator):
    assert may(moderator, Act.MODERATE, open_consultation)
    moderator.is_active = False
    assert not may(moderator, Act.MODERATE, open_consultation)
    assert not may_anywhere(moderator, Act.MODERATE)


def test_a_demand_is_met_or_refused(open_consultation, moderator, outsider):
    demand(moderator, Act.MODERATE, open_consultation)
    with pytest.raises(PermissionDenied):
        demand(outsider, Act.MODERATE, open_consultation)


def test_within_the_scope_of_an_act_there_is_only_what_it_may_be_done_with(
    open_consultation, region, moderator, outsider
):
    ours, theirs = a_text(open_consultation), a_text(a_consultation(organisation=region))
    for user, found in ((moderator, {ours.pk}), (outsider, {theirs.pk})):
        with scope_of(user, Act.MODERATE):
            assert set(Answer.objects.filter(text=ours.text).values_list("pk", flat=True)) == found
    with scope_of(AnonymousUser(), Act.MODERATE):
        assert not Answer.objects.all()
    with scopes_disabled():
        assert Answer.objects.filter(text=ours.text).count() == 2


def test_who_wrote_a_consultation_that_bars_its_writers_does_not_moderate_it(open_consultation, moderator, karlstad):
    writer, other = moderator, a_person("other", karlstad, role=RoleName.MODERATOR)
    page = open_consultation.source_page
    log(instance=page, action="wagtail.edit", user=writer)
    assert may(writer, Act.MODERATE, open_consultation)
    page.bars_composers = True
    page.save()
    assert not may(writer, Act.MODERATE, open_consultation)
    assert may(other, Act.MODERATE, open_consultation)
    with pytest.raises(PermissionDenied):
        decided(a_text(open_consultation), writer)
    assert may(writer, Act.MODERATE, a_consultation())


def test_who_wrote_it_in_another_language_is_barred_too_and_reads_results_all_the_same(open_consultation, karlstad):
    page = open_consultation.source_page
    writer = a_person("writer", karlstad, role=RoleName.ADMINISTRATOR)
    page.bars_composers = True
    page.save()
    translated = page.get_translations().first() or page.copy_for_translation(Locale.objects.get(language_code="en"))
    log(instance=translated, action="wagtail.create", user=writer)
    assert not may(writer, Act.MODERATE, open_consultation)
    assert may(writer, Act.READ_RESULTS, open_consultation)
