"""``manage.py update_catalogues``: brings site/locale up to date with the texts in code and templates."""

from django.core.management.base import BaseCommand

from config.catalogues import LANGUAGES, VARIANTS, read_catalogue, update_catalogue


class Command(BaseCommand):
    help = "Adds new texts to the catalogues, removes those that are gone, and says how many wait for a translation."

    def handle(self, *args, **options):
        for language in (*LANGUAGES, *VARIANTS):
            added, removed = update_catalogue(language)
            waiting = sum(1 for entry in read_catalogue(language) if entry.id and not _is_translated(entry))
            self.stdout.write(f"{language}: {added} added, {removed} removed, {waiting} without a translation")


def _is_translated(entry) -> bool:
    return all(entry.string) if isinstance(entry.string, tuple) else bool(entry.string)
