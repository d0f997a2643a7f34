"""``make test-full``: what is too much for every change. Prints what it did, and fails if that is less than promised.

Each part runs in a process of its own, says what it did in JSON, and has a control: a sabotage that it must catch.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / ".build" / "test-full.json"
PROMISED = {"kills": 200, "syncs": 1_000, "crashes": 20, "faults": 2_000, "hostile": 6_000, "proxy": 400}
CONTROL = {"kills": 6, "syncs": 20, "crashes": 3, "faults": 100}
SAID = "RESULT "


def main() -> int:
    parser = argparse.ArgumentParser(prog="make test-full", description=__doc__)
    for part, promised in PROMISED.items():
        parser.add_argument(f"--{part}", type=int, default=promised, help=f"{promised} are promised; 0 leaves it out")
    parser.add_argument("--part", nargs=2, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.part:
        print(SAID + json.dumps(PARTS[wanted.part[0]](int(wanted.part[1]))))  # noqa: T201
        return 0
    report = {part: _run(part, getattr(wanted, part)) for part in PROMISED if getattr(wanted, part)}
    found = [f"{part}: {fault}" for part in PROMISED for fault in faults_of(part, report.get(part, {}))]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps({"parts": report, "faults": found}, indent=2))
    _say("\n".join(found) if found else "Everything that was promised was done, and nothing went wrong.")
    _say(f"The report is {REPORT.relative_to(ROOT)}.")
    return 1 if found else 0


def faults_of(part: str, done: dict) -> list[str]:
    """Why a part does not count as fulfilled."""
    if not done or "failed" in done:
        return [done.get("failed", "not fulfilled: left out")]
    found = [] if done["done"] >= PROMISED[part] else [f"not fulfilled: {done['done']} of {PROMISED[part]}"]
    found += [f"{count} {name}" for name, count in done["wrong"].items() if count]
    found += ["fewer than 20 requests in flight"] if done.get("in_flight", 20) < 20 else []
    return found + ([] if done["control"] else ["the control was not caught"])


def _run(part: str, number: int) -> dict:
    begun = time.monotonic()
    _say(f"{part}: {number} ...")
    command = [sys.executable, "-m", "tests.full", "--part", part, str(number)]
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    said = next((line for line in ended.stdout.splitlines() if line.startswith(SAID)), "")
    done = json.loads(said.removeprefix(SAID)) if said else {"failed": f"ended with {ended.returncode}"}
    done["seconds"] = round(time.monotonic() - begun)
    _say(f"  {json.dumps(done)}")
    return done


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


# --- the parts ------------------------------------------------------------------------------------------------------


def kills(number: int) -> dict:
    from tests.full.kills import kill_again_and_again

    with tempfile.TemporaryDirectory() as place:
        environment = _loaded(Path(place), database="")
        done = kill_again_and_again(environment, number)
        control = kill_again_and_again(environment, CONTROL["kills"], application="tests.full.sabotaged:application")
    return {"done": done["kills"], **done, "control": control["wrong"]["lost"]}


def syncs(number: int) -> dict:
    from tests.full.syncs import watch

    with tempfile.TemporaryDirectory() as place:
        environment = _loaded(Path(place), database="")
        done = watch(environment, number)
        control = watch(environment, CONTROL["syncs"], application="tests.full.careless:application")
    return {"done": done["confirmations"], "wrong": {"early": done["early"]}, "control": control["early"]}


def crashes(number: int) -> dict:
    from tests.full.crashes import crash_again_and_again, postgres

    with tempfile.TemporaryDirectory() as place, postgres() as server:
        environment = _loaded(Path(place), database=server.address)
        done = crash_again_and_again(environment, server, number)
        control = crash_again_and_again(environment, server, CONTROL["crashes"], durable=False)
    caught = control["wrong"]["lost"] + control["wrong"]["stuck"]
    return {"done": done["crashes"], **done, "control": caught}


def faults(number: int) -> dict:
    """Half of the forms on SQLite, half on PostgreSQL."""
    from tests.full.crashes import postgres
    from tests.full.faults import have_a_bad_day

    with tempfile.TemporaryDirectory() as place:
        environment = _loaded(Path(place), database="")
        sqlite = have_a_bad_day(environment, number // 2)
        application = "tests.full.sabotaged:application"
        control = have_a_bad_day(environment, CONTROL["faults"], application=application)
    with tempfile.TemporaryDirectory() as place, postgres() as server:
        environment = _loaded(Path(place), database=server.address)
        postgresql = have_a_bad_day(environment, number // 2, server=server)
    wrong = {
        f"{name} on {on}": n
        for on, done in (("SQLite", sqlite), ("PostgreSQL", postgresql))
        for name, n in done["wrong"].items()
    }
    done = sqlite["stored"] + postgresql["stored"]
    return {
        "done": done,
        "sqlite": sqlite,
        "postgresql": postgresql,
        "wrong": wrong,
        "control": sum(control["wrong"].values()),
    }


def proxy(number: int) -> dict:
    from tests.full.crashes import postgres
    from tests.full.proxy import stand_in_front

    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as front, postgres() as server:
        environment = _migrated(Path(place), database=server.address)
        return stand_in_front(environment, Path(front), number)


def hostile(number: int) -> dict:
    report = ROOT / ".build" / "hostile.json"
    report.unlink(missing_ok=True)
    environment = os.environ | {"MODE": "test", "HOSTILE": "all", "DATA_DIR": str(ROOT / ".build" / "test")}
    command = [sys.executable, "-m", "pytest", "--quiet", "--show-capture=no", "tests/hostile/test_inputs.py"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, stdout=sys.stderr, check=False)
    done = json.loads(report.read_text())
    # The control is a test of the same file: it has passed if all have.
    return {"done": done["requests"], "wrong": {"went wrong": done["wrong"]}, "control": ended.returncode == 0}


def _loaded(place: Path, *, database: str) -> dict[str, str]:
    """The environment of a site with the demo in it, in a folder and a database of its own."""
    return _made(place, database=database, with_demo=True)


def _migrated(place: Path, *, database: str) -> dict[str, str]:
    """The same of an empty site."""
    return _made(place, database=database, with_demo=False)


def _made(place: Path, *, database: str, with_demo: bool) -> dict[str, str]:
    own = place / "suite"
    own.mkdir()
    os.environ |= {
        "MODE": "test",
        "DATA_DIR": str(own),
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    sys.path.insert(0, str(ROOT / "site"))
    from tests import served

    made = []
    for name in ("migrated", "loaded")[: 1 + with_demo]:
        (place / name).mkdir()
        made.append(served.load(made[0], place / name) if made else served.migrate(place / name))
    return served.environment_of(Path(made[-1]["data_dir"]), made[-1]["database"], port=0)


PARTS = {"kills": kills, "syncs": syncs, "crashes": crashes, "faults": faults, "hostile": hostile, "proxy": proxy}

if __name__ == "__main__":
    sys.exit(main())
