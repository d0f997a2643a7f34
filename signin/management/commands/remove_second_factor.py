"""For somebody who has lost both phone and recovery codes: they set up a new second factor at the next sign-in."""

from django.core.management.base import BaseCommand, CommandError

from organisations.models import User
from organisations.sessions import end_sessions_of
from signin.second_factor import remove


class Command(BaseCommand):
    help = "Removes a user's second factor and ends their sessions. Make sure first that it is they who ask."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user named {username}.")
        remove(user)
        end_sessions_of(user.pk)
        self.stdout.write(f"{username} has no second factor now.")
