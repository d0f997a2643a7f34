"""A bad day: the server killed ten times and the database three times while residents send, each of them up to five times.

As many forms, as many responses: no more, no fewer, whatever was pressed again, and every receipt that was shown opens.
"""

import random
import time
from dataclasses import dataclass, field

from tests.full.begun import Begun, begin, compare, count_responses
from tests.full.crashes import Postgres
from tests.full.load import Load, press
from tests.full.workers import APPLICATION, kill_workers, serving
from tests.resident import Resident
from tests.served import a_free_port

CLIENTS = 16
KILLS = 10
RESTARTS = 3  # of the database, where it is a server
MOST_AGAIN = 4  # presses more, after the receipt has been shown


@dataclass
class Impatient(Load):
    """Residents who press again although they have their receipt: none to four times."""

    pressed_again: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(17))  # noqa: S311 - the same each time

    def _confirm(self, form: Begun, receipt: str) -> None:
        super()._confirm(form, receipt)
        for _ in range(self.chance.randint(0, MOST_AGAIN)):
            again, _broke = press(Resident(self.host, dict(form.cookies)), form)
            with self.lock:
                self.pressed_again += 1
            if again:
                super()._confirm(form, again)


def have_a_bad_day(
    environment: dict[str, str],
    number: int,
    *,
    server: Postgres | None = None,
    application: str = APPLICATION,
    kills: int = KILLS,
) -> dict:
    """What happened, in figures. ``wrong`` lists what must be empty."""
    port, chance = a_free_port(), random.Random(19)  # noqa: S311
    forms, before = begin(environment, number), count_responses(environment)
    restarts = RESTARTS if server else 0
    faults = ["kill"] * kills + ["restart"] * restarts
    chance.shuffle(faults)
    load = Impatient(f"127.0.0.1:{port}", forms, CLIENTS)
    with serving(environment, port, application=application) as master:
        load.start()
        for n, fault in enumerate(faults, start=1):
            _wait_until(load, confirmed=number * n // (len(faults) + 1))
            if fault == "kill":
                kill_workers(master)
            else:
                server.crash()
                server.start()
        load.wait(seconds=900)
        shut = [key for key, receipt in load.confirmed.items() if not opens(load.host, receipt)]
    stored = count_responses(environment) - before
    wrong = compare(environment, load.confirmed) | {"changed": load.changed, "stuck": load.stuck, "shut": shut}
    counts = {name: len(found) for name, found in wrong.items()} | {"too many or too few": abs(stored - number)}
    return {
        "sent": number,
        "stored": stored,
        "faults": len(faults),
        "broken": load.broken,
        "pressed_again": load.pressed_again,
        "wrong": counts,
    }


def _wait_until(load: Load, *, confirmed: int) -> None:
    while len(load.confirmed) < confirmed and not load.is_over:
        time.sleep(0.005)


def opens(host: str, receipt: str) -> bool:
    """Whether the receipt's page knows the code."""
    resident = Resident(host)
    _status, _headers, page = resident.ask("GET", "/sv/kvitto/")
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    return resident.ask("POST", "/sv/kvitto/", {"csrfmiddlewaretoken": token, "code": receipt})[0] == 200
