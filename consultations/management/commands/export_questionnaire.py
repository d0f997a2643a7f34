"""``manage.py export_questionnaire SLUG``: what a consultation asks, in every language, as JSON on standard output."""

import json

from django.core.management.base import BaseCommand, CommandError

from consultations.models import Consultation
from consultations.questions.exchange import as_file


class Command(BaseCommand):
    help = "Writes the questionnaire of a consultation, in every language, as JSON (docs/questionnaire-format.md)."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the last part of the page's address, in the language it was written in")
        parser.add_argument("--number", type=int, help="an earlier version; without it, the one in force")

    def handle(self, *args, **options):
        found = Consultation.objects.select_related("current", "source_page")
        consultation = found.filter(source_page__slug=options["slug"], current__isnull=False).first()
        if consultation is None:
            raise CommandError(f"No published consultation has the address {options['slug']}.")
        version = consultation.current
        if options["number"]:
            version = consultation.versions.filter(number=options["number"]).first()
        if version is None:
            raise CommandError(f"{options['slug']} has no version {options['number']}.")
        self.stdout.write(json.dumps(as_file(version), ensure_ascii=False, indent=1))
