"""``manage.py work``: background tasks as they come in, every minute what has come to its time, every hour retention."""

import logging
import threading
from collections.abc import Callable

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from config import registry
from config.serving import stop_with_parent

log = logging.getLogger(__name__)
A_MINUTE, AN_HOUR = 60.0, 3600.0


class Command(BaseCommand):
    help = (
        "Runs background tasks, publishes scheduled pages and deletes what is due until it is told to stop (SIGTERM)."
    )

    def add_arguments(self, parser):
        parser.add_argument("--with-parent", action="store_true", help="stop when the starting process ends")

    def handle(self, *args, **options):
        if options["with_parent"]:
            stop_with_parent()
        for seconds, due in ((A_MINUTE, due_each_minute), (AN_HOUR, due_each_hour)):
            threading.Thread(target=repeat, args=(due, seconds, threading.Event()), daemon=True).start()
        call_command("db_worker", queue_name="*", interval=1.0, reload=False)


def due_each_minute() -> list[Callable[[], object]]:
    return [publish_scheduled_pages, *registry.chores()]


def due_each_hour() -> list[Callable[[], object]]:
    return [delete_what_is_due]


def repeat(due: Callable[[], list[Callable[[], object]]], seconds: float, stopped: threading.Event) -> None:
    """Again and again. What fails is logged, and the next time tries again."""
    while not stopped.wait(seconds):
        for chore in due():
            close_old_connections()
            try:
                chore()
            except Exception:
                log.exception("%s failed.", chore.__name__)
        close_old_connections()


def publish_scheduled_pages() -> None:
    call_command("publish_scheduled", verbosity=0)


def delete_what_is_due() -> None:
    call_command("retention", verbosity=0)
