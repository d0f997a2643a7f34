"""``manage.py retention``: deletes what is due. Run by the worker every hour; safe to run at any time."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from consultations.responding.codes import shuffle_spent
from consultations.retention import delete_due


class Command(BaseCommand):
    help = "Deletes what is due: old drafts, times of day, addresses, unsent messages and written files."

    def handle(self, *args, **options):
        done = delete_due(now=timezone.now())
        shuffle_spent(now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{name} {count}" for name, count in done.items()))
