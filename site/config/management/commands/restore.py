"""``manage.py restore FOLDER``: puts a backup back into an empty database, and brings it up to date."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from config.backup import NotRestored, restore


class Command(BaseCommand):
    help = "Restores a backup into an empty database and its media, with the keys that it was made with."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, **options):
        try:
            manifest = restore(options["folder"])
        except NotRestored as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Restored what was taken out at {manifest['made']}.")
