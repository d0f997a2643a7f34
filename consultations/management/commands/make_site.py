"""``manage.py make_site``: the first pages of an empty installation, so that there is something to fill. Changes nothing later."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext
from wagtail.models import Locale, Site

from consultations.demo.pages import make_start_page
from consultations.models import ConsultationIndexPage
from home.models import HomePage, SiteSettings
from organisations.models import Organisation


class Command(BaseCommand):
    help = (
        "Makes the start page, the list of consultations and the organisation that leads them, unless they are there."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help="what the site is called")
        parser.add_argument("organisation", help="the organisation whose consultations it holds")

    @transaction.atomic
    def handle(self, *args, name: str, organisation: str, **options):
        if HomePage.objects.exists():
            self.stdout.write("There is a start page already. Nothing was changed.")
            return
        locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES}
        first = locales[settings.LANGUAGE_CODE]
        home = HomePage(title=name, slug="hem", locale=first)
        make_start_page(home)
        with translation.override(settings.LANGUAGE_CODE):
            title = capfirst(gettext("consultations"))
        home.add_child(instance=ConsultationIndexPage(title=title, slug="samrad", locale=first, show_in_menus=True))
        defaults = {"short_name": organisation.split()[0]}
        keeper, _is_new = Organisation.objects.get_or_create(name=organisation, defaults=defaults)
        said = {"name": name, "keeper": keeper}
        SiteSettings.objects.get_or_create(site=Site.objects.get(is_default_site=True), defaults=said)
        self.stdout.write(f"Made: {name}, with a list of consultations. Sign in at /admin/ and go on from there.")
