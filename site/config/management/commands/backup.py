"""``manage.py backup FOLDER``: database and media, while the site runs. The keys are kept apart."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backup import NotRestored, back_up


class Command(BaseCommand):
    help = "Writes a backup of database and media into a new folder below FOLDER. The site may go on."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, **options):
        try:
            made = back_up(options["folder"], now=timezone.now())
        except NotRestored as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(str(made))
