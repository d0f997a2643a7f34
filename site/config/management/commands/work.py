"""``manage.py work``: background tasks as they come in, and every minute the pages whose time has come."""

import logging
import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from config import registry
from config.serving import stop_with_parent

log = logging.getLogger(__name__)
A_MINUTE = 60.0


class Command(BaseCommand):
    help = "Runs background tasks and publishes scheduled pages until it is told to stop (SIGTERM)."

    def add_arguments(self, parser):
        parser.add_argument("--with-parent", action="store_true", help="stop when the starting process ends")

    def handle(self, *args, **options):
        if options["with_parent"]:
            stop_with_parent()
        threading.Thread(target=publish_what_is_due, args=(threading.Event(),), daemon=True).start()
        call_command("db_worker", queue_name="*", interval=1.0, reload=False)


def publish_what_is_due(stopped: threading.Event) -> None:
    """Every minute, with the chores of the apps. What fails is logged, and the next minute tries again."""
    while not stopped.wait(A_MINUTE):
        close_old_connections()
        for chore in (publish_scheduled_pages, *registry.chores()):
            try:
                chore()
            except Exception:
                log.exception("%s failed.", chore.__name__)
        close_old_connections()


def publish_scheduled_pages() -> None:
    call_command("publish_scheduled", verbosity=0)
