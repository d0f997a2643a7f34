"""``manage.py load_demo``: pages, people and consultations to try the site with. A second time only what is missing."""

import logging

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consultations.demo.loading import load_demo


class Command(BaseCommand):
    help = "Loads the demo's content and accounts, and touches nothing that is there."

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="load invented content and accounts even in production")

    def handle(self, *args, **options):
        if settings.PRODUCTION and not options["yes"]:
            raise CommandError("This loads invented content and accounts. In production it asks for --yes.")
        logging.getLogger("wagtail").setLevel(logging.WARNING if options["verbosity"] < 2 else logging.INFO)
        made = load_demo(now=timezone.now())
        self.stdout.write(f"Demo content: {len(made)} consultations made." if made else "Demo content: nothing to add.")
