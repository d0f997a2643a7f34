"""One gate: who may do what with the responses of which consultation. Lists, reports, exports and the API all pass it.

Groups carry only Wagtail's page permissions. Everything about responses is a Role, and nobody has one by being
a superuser.
"""

from enum import Enum

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q
from django_scopes import scope
from wagtail.models import PageLogEntry
from wagtail.permission_policies.pages import PagePermissionPolicy

from consultations.enums import RoleName
from consultations.models import Consultation, Role
from organisations.models import Organisation, User


class Act(Enum):
    """What can be done with responses. Which roles may is in ``MAY``: two acts may be open to the same."""

    MODERATE = "moderate"
    READ_RESULTS = "read_results"
    EXPORT = "export"
    READ_LOG = "read_log"
    PUBLISH_RESULTS = "publish_results"
    GIVE_FEEDBACK = "give_feedback"
    RESCHEDULE = "reschedule"
    ARCHIVE = "archive"
    DELETE = "delete"
    NOTE_OUTREACH = "note_outreach"
    CODE_TEXTS = "code_texts"
    KEY_IN = "key_in"
    MAKE_CODES = "make_codes"
    KEEP_POPULATION = "keep_population"


MAY = {
    Act.MODERATE: (RoleName.MODERATOR, RoleName.ADMINISTRATOR),
    Act.READ_RESULTS: (RoleName.OFFICIAL, RoleName.REGISTRAR, RoleName.ADMINISTRATOR),
    Act.EXPORT: (RoleName.OFFICIAL, RoleName.REGISTRAR),
    Act.READ_LOG: (RoleName.REGISTRAR, RoleName.ADMINISTRATOR),
    Act.PUBLISH_RESULTS: (RoleName.OFFICIAL,),
    Act.GIVE_FEEDBACK: (RoleName.OFFICIAL,),
    Act.RESCHEDULE: (RoleName.OFFICIAL, RoleName.ADMINISTRATOR),
    Act.ARCHIVE: (RoleName.REGISTRAR,),
    Act.DELETE: (RoleName.REGISTRAR, RoleName.ADMINISTRATOR),
    Act.NOTE_OUTREACH: (RoleName.OFFICIAL,),
    Act.CODE_TEXTS: (RoleName.OFFICIAL,),
    Act.KEY_IN: (RoleName.OFFICIAL, RoleName.REGISTRAR),
    Act.MAKE_CODES: (RoleName.OFFICIAL,),
    Act.KEEP_POPULATION: (RoleName.OFFICIAL, RoleName.ADMINISTRATOR),
}
WRITING = ("wagtail.create", "wagtail.edit", "wagtail.copy")


def consultations_for(user, act: Act):
    """The consultations with which the user may do this; none for somebody who is inactive or signed out."""
    if not (user.is_authenticated and user.is_active):
        return Consultation.objects.none()
    roles = Role.objects.filter(user=user, organisation__members=user, role__in=MAY[act])
    everywhere = roles.filter(consultation__isnull=True).values("organisation")
    found = Consultation.objects.filter(
        Q(pk__in=roles.filter(consultation__isnull=False).values("consultation"))
        | Q(owners__organisation__in=everywhere)
    ).distinct()
    return found.exclude(_composed_by(user)) if act is Act.MODERATE else found


def _composed_by(user) -> Q:
    """Consultations whose pages the user has written, in any language, and that bar those who have from moderating."""
    written = PageLogEntry.objects.filter(
        user=user, action__in=WRITING, page__translation_key=OuterRef("translation_key")
    )
    return Q(source_page__bars_composers=True) & Exists(written)


def may(user, act: Act, consultation: Consultation) -> bool:
    return consultations_for(user, act).filter(pk=consultation.pk).exists()


def acts_with(user, consultation: Consultation) -> set[Act]:
    """All that the user's roles let them do with a consultation, in one query; what else bars moderating, ``may`` asks."""
    if not (user.is_authenticated and user.is_active):
        return set()
    roles = Role.objects.filter(_roles_here(consultation), user=user, organisation__members=user)
    names = set(roles.values_list("role", flat=True))
    return {act for act, allowed in MAY.items() if names.intersection(allowed)}


def _roles_here(consultation: Consultation) -> Q:
    return Q(consultation=consultation) | Q(
        consultation__isnull=True, organisation__in=consultation.owners.values("organisation")
    )


def people_who_may(act: Act, consultation: Consultation):
    """Those whose roles let them do this with the consultation; what else bars somebody, ``may`` asks."""
    roles = Role.objects.filter(_roles_here(consultation), role__in=MAY[act], organisation__members=F("user"))
    return User.objects.filter(pk__in=roles.values("user"), is_active=True).order_by("username")


def may_anywhere(user, act: Act) -> bool:
    """Whether the user has a role for this at all."""
    return act in acts_anywhere(user)


def acts_anywhere(user) -> set[Act]:
    """All that the user has a role for somewhere, in one query: for the menu."""
    if not (user.is_authenticated and user.is_active):
        return set()
    names = set(Role.objects.filter(user=user, organisation__members=user).values_list("role", flat=True))
    return {act for act, roles in MAY.items() if names.intersection(roles)}


def organisations_for(user, act: Act):
    """The organisations in all of which the user has a role for this."""
    if not (user.is_authenticated and user.is_active):
        return Organisation.objects.none()
    roles = Role.objects.filter(user=user, consultation__isnull=True, role__in=MAY[act])
    return Organisation.objects.filter(members=user, pk__in=roles.values("organisation"))


def demand(user, act: Act, consultation: Consultation) -> None:
    """Raises PermissionDenied unless the user may."""
    if not may(user, act, consultation):
        raise PermissionDenied


def steered_by(user):
    """The consultations whose times the user moves: by a role, or as an editor of an owner who publishes their pages.

    Times and stage are the page's: no response is touched, so that Wagtail's own right to publish is enough here.
    """
    by_role = consultations_for(user, Act.RESCHEDULE)
    if not (user.is_authenticated and user.is_active):
        return by_role
    publishable = PagePermissionPolicy().instances_user_has_permission_for(user, "publish")
    as_editor = Q(owners__organisation__members=user, source_page__in=publishable.values("pk"))
    return Consultation.objects.filter(Q(pk__in=by_role.values("pk")) | as_editor).distinct()


def scope_of(user, act: Act):
    """A context in which the response side holds only what the user may do this with."""
    return scope(consultation=list(consultations_for(user, act).values_list("pk", flat=True)))
