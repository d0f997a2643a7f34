"""Who writes a consultation's pages: its owners' editors. Wagtail's page permissions say what they may do at all."""

from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from home.keeping import SharedListPermissions
from organisations.keeping import Concerned, belongs_to


def owners_of(page) -> set:
    """The ids of the organisations that own the consultation of this page, by what is stored."""
    from consultations.models.consultation import Owner
    from consultations.models.pages import ConsultationPage

    named = ConsultationPage.objects.filter(pk=page.pk).values_list("organisation", flat=True)
    owners = Owner.objects.filter(consultation__translation_key=page.translation_key)
    return {*named, *owners.values_list("organisation", flat=True)}


class ConsultationPermissions(Concerned):
    def concerns(self, user, page) -> bool:
        return belongs_to(user, owners_of(page))


class ConsultationListPermissions(SharedListPermissions):
    """Whoever does not keep the list may add a consultation of their own organisation; no more."""


def drafts_of_others(user):
    """The pages of consultations that are not published and that the user has no part in."""
    from consultations.models.consultation import Owner
    from consultations.models.pages import ConsultationPage

    if user.is_superuser:
        return ConsultationPage.objects.none()
    owned = Owner.objects.filter(organisation__members=user).values("consultation__translation_key")
    unseen = ConsultationPage.objects.filter(live=False).exclude(organisation__members=user)
    return unseen.exclude(translation_key__in=owned)


class PagesOfOnesOwn(PagePermissionPolicy):
    """Wagtail's, without other organisations' drafts in the admin's lists, searches and choosers."""

    def explorable_instances(self, user):
        return without_drafts_of_others(super().explorable_instances(user), user)


def without_drafts_of_others(pages, user):
    return pages.exclude(pk__in=drafts_of_others(user).values("pk"))


page_policy = PagesOfOnesOwn(Page)
