"""``manage.py serve``: the whole site on 127.0.0.1:$PORT, with its worker, until Ctrl-C."""

import os
import socket

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from config.preparing import prepare
from config.serving import NotRunningError, Supervisor


class Command(BaseCommand):
    help = "Serves the site on 127.0.0.1:$PORT (8000) with a production server and its worker, until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)
        parser.add_argument(
            "--prepare", action="store_true", help="first migrate, load the demo and collect static files"
        )

    def handle(self, *args, **options):
        self.port = options["port"]
        self.demand_a_free_port()
        if options["prepare"]:
            self.stdout.write("Preparing database, content and static files ...")
            self.stdout.flush()
            prepare()
        try:
            Supervisor(port=self.port, when_ready=self.print_addresses).run()
        except NotRunningError as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write("Stopped.")

    def demand_a_free_port(self) -> None:
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", self.port))
            except OSError as error:
                other = f"Choose another one: PORT={self.port + 1} make demo"
                raise CommandError(f"Port {self.port} can't be used ({error.strerror}). {other}") from None

    def print_addresses(self) -> None:
        address = f"http://127.0.0.1:{self.port}"
        lines = [
            "",
            "Tilltals is ready.",
            "",
            f"  Site         {address}/",
            f"  Admin        {address}/admin/",
        ]
        lines += [f"  API          {address}/api/v1/openapi.json"]
        if settings.MODE == "demo":
            lines += [f"  Style guide  {address}/stilguide/", "", *accounts()]
        self.stdout.write("\n".join([*lines, "", "Stop with Ctrl-C.", ""]))
        self.stdout.flush()


def accounts() -> list[str]:
    """Who may sign in to the demo, and how."""
    from consultations.demo.people import demo_accounts, demo_password

    password = demo_password() or "the one that was set with DEMO_PASSWORD"
    with translation.override("en"):
        people = [f"    {username:<20} {does}" for username, does in demo_accounts()]
    return [f"  Demo accounts, password for all of them: {password}", *people]
