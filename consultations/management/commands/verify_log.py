"""``manage.py verify_log``: whether the log is whole: nothing changed, removed or added by another way."""

from django.core.management.base import BaseCommand, CommandError

from consultations.models import Log
from consultations.models.log import first_broken_link, holds_mark, last_mark


class Command(BaseCommand):
    help = "Checks the chain of the log and prints a mark to keep elsewhere; with --mark also that nothing was cut off."

    def add_arguments(self, parser):
        parser.add_argument("--mark", default="", help="a mark that an earlier run printed")

    def handle(self, *args, **options):
        broken = first_broken_link()
        if broken is not None:
            raise CommandError(f"The log does not hold: entry {broken} was changed or removed, or one was added.")
        if options["mark"] and not holds_mark(options["mark"]):
            raise CommandError("The log does not hold: the entry of that mark is gone or was written anew.")
        self.stdout.write(f"The log holds: {Log.objects.count()} entries. Mark: {last_mark() or '-'}")
