"""Who keeps an ordinary page: the organisation that it or a page above it names, else the one that keeps the site."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, Site

from organisations.keeping import AddedToByAll, Concerned, belongs_to


def keeper_of(page: Page) -> UUID | None:
    """The organisation's id, by what is stored; None if nobody in particular keeps the page."""
    from home.models import ContentPage, SiteSettings

    steps = range(page.steplen, len(page.path) + 1, page.steplen)
    line = ContentPage.objects.filter(path__in=[page.path[:end] for end in steps], keeper__isnull=False)
    if nearest := line.order_by("-depth").values_list("keeper", flat=True).first():
        return nearest
    sites = [root.site_id for root in Site.get_site_root_paths() if page.url_path.startswith(root.root_path)]
    return SiteSettings.objects.filter(site__in=sites[:1]).values_list("keeper", flat=True).first()


class OrdinaryPermissions(Concerned):
    """Members of the organisation that keeps the page; everybody whom Wagtail lets, where none does."""

    def concerns(self, user, page) -> bool:
        keeper = keeper_of(page)
        return keeper is None or belongs_to(user, [keeper])


class SharedListPermissions(OrdinaryPermissions, AddedToByAll):
    """A list kept by one organisation, to which each adds its own."""


class KeptByOrganisationForm(WagtailAdminPageForm):
    """A page is given to one's own organisation, and to no other."""

    def clean(self):
        cleaned = super().clean()
        keeper = cleaned.get("keeper")
        was = self.instance.keeper_id if self.instance.pk else None
        if self.for_user and keeper and keeper.pk != was and not belongs_to(self.for_user, [keeper.pk]):
            self.add_error("keeper", ValidationError(_("Choose your own organisation.")))
        return cleaned
