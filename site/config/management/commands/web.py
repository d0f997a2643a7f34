"""``manage.py web``: the web server alone. Waitress takes in slow requests before a thread is given to them."""

import signal
import sys

from django.core.management.base import BaseCommand
from waitress import serve

from config.serving import stop_with_parent


class Command(BaseCommand):
    help = "Serves the site on 127.0.0.1. 'serve' starts this and the worker."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--with-parent", action="store_true", help="stop when the starting process ends")

    def handle(self, *args, **options):
        if options["with_parent"]:
            stop_with_parent()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        from config.wsgi import application

        serve(
            application,
            host="127.0.0.1",
            port=options["port"],
            threads=8,
            connection_limit=500,
            channel_timeout=60,
            max_request_body_size=25_000_000,
            asyncore_use_poll=True,
            ident=None,
            _quiet=True,
        )
