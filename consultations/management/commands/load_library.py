"""``manage.py load_library``: what the question library has from the start. A second time brings it up to date."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from consultations.demo.library import load_library


class Command(BaseCommand):
    help = "Puts the questions about who answers and four questionnaires to begin with into the question library."

    def handle(self, *args, **options):
        made = load_library(now=timezone.now())
        self.stdout.write(f"Question library: {made} entries made, the others brought up to date.")
