"""``manage.py work``: background tasks as they come in, every minute the pages whose time has come, every hour retention."""

import logging
import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from config.serving import stop_with_parent

log = logging.getLogger(__name__)
REGULAR = {60.0: "publish_scheduled", 3600.0: "retention"}  # seconds between two runs


class Command(BaseCommand):
    help = "Runs background tasks, publishes scheduled pages and deletes expired drafts until it is told to stop (SIGTERM)."

    def add_arguments(self, parser):
        parser.add_argument("--with-parent", action="store_true", help="stop when the starting process ends")

    def handle(self, *args, **options):
        if options["with_parent"]:
            stop_with_parent()
        for seconds, command in REGULAR.items():
            threading.Thread(target=repeat, args=(command, seconds, threading.Event()), daemon=True).start()
        call_command("db_worker", queue_name="*", interval=1.0, reload=False)


def repeat(command: str, seconds: float, stopped: threading.Event) -> None:
    """Again and again. A time that fails is logged, and the next one tries again."""
    while not stopped.wait(seconds):
        close_old_connections()
        try:
            call_command(command, verbosity=0)
        except Exception:
            log.exception("%s failed.", command)
        close_old_connections()
