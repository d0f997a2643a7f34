"""``manage.py restore FOLDER``: puts a backup back into an empty database, and brings it up to date."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.backup import NotRestored, restore


class Command(BaseCommand):
    help = "Restores a backup into an empty database and its media, with the keys that it was made with."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--erasures", type=Path, metavar="FILE", help="What has been lawfully erased since.")

    def handle(self, *args, **options):
        erasures = options["erasures"]
        if erasures and not erasures.is_file():
            raise CommandError(f"{erasures} is missing. Nothing was restored.")
        try:
            manifest = restore(options["folder"])
        except NotRestored as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Restored what was taken out at {manifest['made']}.")
        if erasures:
            call_command("erasures", replay=erasures, stdout=self.stdout)
