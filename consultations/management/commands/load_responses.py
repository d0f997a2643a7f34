"""``manage.py load_responses <consultation> --count N --seed S``: invented responses, to try and measure with."""

import time
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from config.page_cache import public_content_changed
from consultations.demo.bulk import store_many
from consultations.models import Consultation
from consultations.results.tallies import fold_all


class Command(BaseCommand):
    help = "Stores invented responses in a consultation that has opened. The same seed invents the same."

    def add_arguments(self, parser):
        parser.add_argument("consultation", help="its UUID, or the last part of its page's address")
        parser.add_argument("--count", type=int, default=1_000, help="how many responses")
        parser.add_argument("--seed", type=int, default=1, help="what to draw from")
        parser.add_argument("--yes", action="store_true", help="store invented responses even in production")

    def handle(self, *args, **options):
        if settings.PRODUCTION and not options["yes"]:
            raise CommandError("These responses are invented. In production the command asks for --yes.")
        consultation, now = find_consultation(options["consultation"]), timezone.now()
        if options["count"] < 1:
            raise CommandError("--count is at least 1.")
        if consultation.opens >= now:
            raise CommandError("The consultation has not opened yet.")
        begun = time.perf_counter()
        store_many(consultation, count=options["count"], seed=options["seed"], until=min(now, consultation.closes))
        stored = time.perf_counter() - begun
        public_content_changed()
        fold_all(consultation, now=now)
        counted = time.perf_counter() - begun - stored
        self.stdout.write(
            f"{options['count']} responses in {stored:.1f} s ({options['count'] / stored:,.0f} a second), "
            f"counted in {counted:.1f} s."
        )


def find_consultation(name: str) -> Consultation:
    """By its UUID or a page's slug. Raises CommandError unless there is exactly one."""
    wanted = Q(source_page__slug=name) | Q(pk=_uuid(name)) if _uuid(name) else Q(source_page__slug=name)
    found = list(Consultation.objects.select_related("current", "source_page").filter(wanted, current__isnull=False))
    if len(found) != 1:
        raise CommandError(f"There are {len(found)} consultations called {name}.")
    return found[0]


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
