"""``make bench``: what the site costs, as ratios of bare limits that are measured beside it in the same run.

Prints a table and writes it as JSON (``--json``). A limit that is missed makes the run fail, unless a page in
docs/decisions has accepted it (see ``rows.py``). What each line means stands in docs/performance.md.
"""

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
PARTS = ["costs", "pages", "sending", "growth", "streams"]


def main() -> int:
    options, begun = read_options(), time.perf_counter()
    with ExitStack() as stack:
        begin(stack)
        from tests.bench import clients, costs, growth, pages, rows, sending, servers, streams

        pair, load = servers.start_pair(stack), clients.Load(options.seconds, options.rounds)
        parts = {
            "costs": lambda: costs.measure(pair.ours),
            "pages": lambda: pages.measure(pair, load),
            "sending": lambda: sending.measure(pair, load),
            "growth": lambda: growth.measure(options.sizes, turns=options.turns),
            "streams": lambda: streams.measure(pair, rounds=options.streams),
        }
        found: list[rows.Row] = []
        for name in options.only or parts:
            found += parts[name]()
            sys.stderr.write(f"{time.perf_counter() - begun:6.0f} s  {name}: measured\n")
        rows.report(found, options.json, seconds=time.perf_counter() - begun)
    return rows.exit_code(found)


def begin(stack: ExitStack) -> None:
    """A site of its own, with demo content, in a folder and a database that are thrown away."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "MODE": "demo", "LOG_LEVEL": "ERROR"}
    os.environ["DATA_DIR"] = stack.enter_context(tempfile.TemporaryDirectory())
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        from tests.bench.databases import throw_away_database

        os.environ["DATABASE_URL"] = stack.enter_context(throw_away_database(os.environ["DATABASE_URL"]))
    else:
        os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.db import connections

    from config.preparing import prepare

    stack.callback(connections.close_all)
    prepare()


def read_options():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two rounds and small sizes: to see that it runs")
    parser.add_argument("--seconds", type=float, help="how long each part of a round runs")
    parser.add_argument("--rounds", type=int, help="how many rounds; the median counts")
    parser.add_argument("--turns", type=int, help="how often each growing page is fetched at each size")
    parser.add_argument("--streams", type=int, help="how many pairs of CSV files are fetched")
    parser.add_argument("--sizes", type=int, nargs="+", help="at how many responses the growing pages are measured")
    parser.add_argument("--size", type=int, help="one more size, e.g. 1000000 (takes many minutes)")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="these parts alone")
    parser.add_argument("--json", type=Path, default=ROOT / ".build" / "bench.json")
    options = parser.parse_args()
    usual = {"seconds": 1.5, "rounds": 7, "turns": 15, "streams": 3, "sizes": [1_000, 10_000, 100_000]}
    quick = {"seconds": 0.5, "rounds": 2, "turns": 5, "streams": 1, "sizes": [500, 2_000]}
    for name, value in (quick if options.quick else usual).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    options.sizes = sorted({*options.sizes, *([options.size] if options.size else [])})
    return options


if __name__ == "__main__":
    raise SystemExit(main())
