"""An organisation's colour is readable whatever it is, in light and in dark, and stays on its own site."""

import random
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Site

from home.models import HomePage, SiteSettings
from home.theme import DARK, LEAST, LIGHT, address, contrast, in_dark, in_light, stylesheet
from tests.permissions.test_addresses import close

CORNERS = ["#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff", "#ff00ff", "#808080", "#010101"]
NUMBER = 20_000


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_twenty_thousand_colours_are_readable_in_light_and_dark():
    chance = random.Random(20261124)  # noqa: S311  (nothing secret)
    colours = CORNERS + [f"#{chance.randrange(1 << 24):06x}" for _ in range(NUMBER)]
    worst = 21.0
    for colour in colours:
        for shades, surfaces in ((in_light(colour), LIGHT), (in_dark(colour), DARK)):
            pairs = [(shades.accent, surface) for surface in (*surfaces, shades.soft)]
            pairs += [(shades.on_accent, shades.accent), (shades.on_accent, shades.deep)]
            worst = min(worst, *(contrast(*pair) for pair in pairs))
    assert worst >= LEAST


def test_a_colour_that_is_readable_stays_as_it_is():
    assert in_light("#155447").accent == "#155447"
    assert in_dark("#8ed8c1").accent == "#8ed8c1"
    assert in_light("#ffee00").accent != "#ffee00"


def test_the_surfaces_are_those_of_the_stylesheet(settings):
    css = (settings.BASE_DIR / "site/static/css/site.css").read_text()
    light, dark = css.split("prefers-color-scheme: dark", 1)
    for text, surfaces in ((light, LIGHT), (dark, DARK)):
        shown = {text.split(f"--c-{name}: ")[1].split(";")[0] for name in ("bg", "surface", "soft")}
        assert {value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:]) for value in shown} == set(
            surfaces
        )


@pytest.mark.parametrize("colour", ["", "red", "#12345", "#1234567", "#12345g", "#123456}body{}", "#123456\n"])
def test_what_is_no_colour_is_no_stylesheet(colour):
    with pytest.raises(ValueError, match="not a colour"):
        stylesheet(colour)


@pytest.mark.django_db
class TestOnItsSite:
    def test_without_a_colour_the_page_has_one_stylesheet_less(self, site, resident):
        assert "/tema/" not in resident.get("/sv/").text

    def test_the_page_links_the_colour_s_stylesheet(self, site, resident):
        SiteSettings.objects.update(accent="#ffee00")
        SiteSettings.objects.get().save()
        where = address("#ffee00")
        page = resident.get("/sv/")
        assert f'href="{where}"' in page.text
        styles = resident.get(where)
        assert (styles.status_code, styles["Content-Type"]) == (200, "text/css; charset=utf-8")
        assert styles.text == stylesheet("#ffee00")
        assert "immutable" in styles["Cache-Control"]
        assert not styles.cookies

    def test_each_site_has_its_own(self, site, resident, region, settings):
        settings.ALLOWED_HOSTS = ["*"]
        other = Page.objects.get(depth=1).add_child(instance=HomePage(title="R", slug="region", locale=site.locale))
        theirs = Site.objects.create(hostname="region.example", root_page=other)
        SiteSettings.objects.create(site=theirs, name="Regionens röst", accent="#0000ff")
        ours = SiteSettings.objects.get(site__is_default_site=True)
        ours.accent = "#ffee00"
        ours.save()
        for _time in range(2):  # the second is kept
            here, there = resident.get("/sv/").text, resident.get("/sv/", HTTP_HOST="region.example").text
            assert address("#ffee00") in here
            assert address("#0000ff") in there
            assert "Regionens röst" in there
            assert "Regionens röst" not in here
            assert address("#ffee00") not in there

    def test_another_address_gives_nothing(self, resident):
        assert resident.get("/tema/ffee0-0123456789.css").status_code == 404
        assert resident.get("/tema/ffee0g-0123456789.css").status_code == 404

    def test_the_editor_is_told_what_was_changed(self, site, admin_client):
        settings = SiteSettings.objects.get()
        settings.accent = "#ffee00"
        settings.save()
        shown = admin_client.get(
            reverse("wagtailsettings:edit", args=["home", "sitesettings", settings.site_id]), follow=True
        )
        assert in_light("#ffee00").accent in shown.text
        assert "1,0:1" in shown.text

    def test_what_is_no_colour_is_refused_in_words(self, site):
        settings = SiteSettings.objects.get()
        settings.accent = "gul"
        with pytest.raises(ValidationError, match="#155447"):
            settings.full_clean()

    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves its file open.
    def test_the_logo_stands_beside_the_name(self, site, resident):
        """Its alternative text is empty: the name beside it says the same."""
        assert "wordmark__logo" not in resident.get("/sv/").text
        settings = SiteSettings.objects.get()
        settings.logo = Image.objects.create(title="Logotyp", file=get_test_image_file(size=(640, 320)))
        settings.save()
        page = resident.get("/sv/").text
        [address] = re.findall(r'<img class="wordmark__logo" src="([^"]*)" alt="" width="160" height="80">', page)
        picture = resident.get(address)
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
        assert len(b"".join(picture.streaming_content)) > 100
        close(picture)
