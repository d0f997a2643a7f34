"""An empty installation gets its first pages from one command, once."""

from io import StringIO

import pytest
from django.core.management import call_command
from wagtail.models import Locale, Page, Site

from consultations.models import ConsultationIndexPage
from home.models import HomePage, SiteSettings
from organisations.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_migrated():
    """What Wagtail's own migrations leave."""
    SiteSettings.objects.all().delete()
    Site.objects.all().delete()
    root = Page.objects.get(depth=1)
    for child in root.get_children():
        child.specific.delete()
    root.refresh_from_db()
    welcome = root.add_child(instance=Page(title="Welcome", slug="home", locale=Locale.objects.get(language_code="sv")))
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)
    Site.clear_site_root_paths_cache()
    yield
    Site.clear_site_root_paths_cache()


def make_site(*said) -> str:
    out = StringIO()
    call_command("make_site", *said, stdout=out)
    return out.getvalue()


def test_it_makes_what_can_be_visited_and_filled_and_a_second_time_nothing(as_migrated, resident):
    assert "Made: Säg din mening" in make_site("Säg din mening", "Sunne kommun")
    assert "Säg din mening" in resident.get("/sv/").content.decode()
    assert resident.get("/sv/samrad/").status_code == 200
    assert Organisation.objects.filter(name="Sunne kommun").count() == 1
    pages = Page.objects.count()
    assert "Nothing was changed" in make_site("Annat", "Annan")
    assert (Page.objects.count(), HomePage.objects.get().title) == (pages, "Säg din mening")
    assert ConsultationIndexPage.objects.get().title == "Samråd"
