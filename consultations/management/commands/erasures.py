"""``manage.py erasures --export FILE`` keeps the traces of lawful deletion outside the backups; ``--replay`` erases again."""

import json
from datetime import date
from pathlib import Path
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from consultations.enums import DeletionScope
from consultations.models import Erasure
from consultations.reporting.erasing import replay_erasures


class Command(BaseCommand):
    help = "Writes which responses have been erased to a file, or erases them again after an older backup was restored."

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--export", type=Path, metavar="FILE")
        which.add_argument("--replay", type=Path, metavar="FILE")

    def handle(self, *args, export, replay, **options):
        if export:
            lines = [json.dumps(_said(trace)) + "\n" for trace in Erasure.objects.order_by("erased_on", "pk")]
            export.write_text("".join(lines))
            self.stdout.write(f"{len(lines)} erasures written.")
            return
        try:
            traces = [_read(line) for line in replay.read_text().splitlines() if line]
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise CommandError(f"{replay} is no list of erasures: {problem}") from problem
        self.stdout.write(f"{replay_erasures(traces)} of {len(traces)} had come back, and are erased again.")


def _said(trace: Erasure) -> dict[str, str]:
    return {
        "response": str(trace.response),
        "what": trace.what,
        "decision": trace.decision,
        "erased_on": trace.erased_on.isoformat(),
    }


def _read(line: str) -> Erasure:
    said = json.loads(line)
    return Erasure(
        response=UUID(said["response"]),
        what=DeletionScope(said["what"]),
        decision=said["decision"],
        erased_on=date.fromisoformat(said["erased_on"]),
    )
