"""The serving processes killed in the middle of sendings, again and again: what was confirmed is there, once."""

import random
import time

from tests.full.begun import begin, compare
from tests.full.load import Load, press_again
from tests.full.workers import APPLICATION, kill_workers, serving
from tests.served import a_free_port

IN_FLIGHT = 20
THREADS = 32
A_KILL = 45  # forms for each


def kill_again_and_again(environment: dict[str, str], kills: int, *, application: str = APPLICATION) -> dict:
    """What happened, in figures. ``wrong`` lists what must be empty."""
    port, done, chance = a_free_port(), [], random.Random(11)  # noqa: S311 - the same each time
    forms = begin(environment, kills * A_KILL)
    load = Load(f"127.0.0.1:{port}", forms, THREADS)
    with serving(environment, port, application=application) as master:
        load.start()
        while len(done) < kills and not load.is_over:
            time.sleep(chance.uniform(0.05, 0.4))
            while load.in_flight < IN_FLIGHT and not load.is_over:
                time.sleep(0.001)
            in_flight = load.in_flight
            if kill_workers(master) and in_flight >= IN_FLIGHT:
                done.append(in_flight)
        load.wait(seconds=600)
        changed = press_again(load.host, [f for f in forms[::10] if f.key in load.confirmed], load.confirmed)
    wrong = compare(environment, load.confirmed) | {"changed": load.changed + changed, "stuck": load.stuck}
    return {
        "kills": len(done),
        "in_flight": min(done, default=0),
        "broken": load.broken,
        "confirmed": len(load.confirmed),
        "wrong": {name: len(found) for name, found in wrong.items()},
    }
