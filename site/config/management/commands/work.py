"""``manage.py work``: background tasks as they come in, and every minute what has come to its time or its end."""

import logging
import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from config.serving import stop_with_parent

log = logging.getLogger(__name__)
A_MINUTE = 60.0
EVERY_MINUTE = ("publish_scheduled", "delete_expired_drafts")


class Command(BaseCommand):
    help = "Runs background tasks, publishes scheduled pages and deletes expired drafts until it is told to stop (SIGTERM)."

    def add_arguments(self, parser):
        parser.add_argument("--with-parent", action="store_true", help="stop when the starting process ends")

    def handle(self, *args, **options):
        if options["with_parent"]:
            stop_with_parent()
        threading.Thread(target=do_what_is_due, args=(threading.Event(),), daemon=True).start()
        call_command("db_worker", queue_name="*", interval=1.0, reload=False)


def do_what_is_due(stopped: threading.Event) -> None:
    """Every minute. A minute that fails is logged, and the next one tries again."""
    while not stopped.wait(A_MINUTE):
        for command in EVERY_MINUTE:
            close_old_connections()
            try:
                call_command(command, verbosity=0)
            except Exception:
                log.exception("%s has failed.", command)
            close_old_connections()
