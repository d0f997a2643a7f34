"""What the server gives a second of a public page: kept, unchanged and made anew, beside a constant view."""

from statistics import median
from urllib.request import Request, urlopen

from tests.bench import clients
from tests.bench.rows import Row, at_least
from tests.bench.servers import ENCODED, PAGE, Pair

UNCACHED = f"{PAGE}?nytt=1"  # An address with a query is never kept.


def measure(pair: Pair, load: clients.Load) -> list[Row]:
    tag = urlopen(Request(f"http://{pair.ours}{PAGE}", headers=ENCODED)).headers["ETag"]
    asked = {
        "warm": (pair.ours, clients.get(pair.ours, PAGE), 200),
        "bare": (pair.bare, clients.get(pair.bare, "/page"), 200),
        "fresh": (pair.ours, clients.get(pair.ours, UNCACHED), 200),
        "same": (pair.ours, clients.get(pair.ours, PAGE, If_None_Match=tag), 304),
    }
    for host, request, status in asked.values():  # Each worker has made what it keeps.
        clients.repeated(host, request, seconds=0.3, status=status)
    found = load.in_turn(**{name: _asking(*what, seconds=load.seconds) for name, what in asked.items()})
    warm, fresh, same = (clients.quotient(found[name], found["bare"]) for name in ("warm", "fresh", "same"))
    return [
        *(Row(f"page.{name}.rate", f"Page, {name}: a second", median(rates), "1/s") for name, rates in found.items()),
        at_least("page.warm", "Page, kept, of a bare view of the same size", warm, round(1 / 1.5, 3)),
        at_least("page.same", "Page, unchanged (304), of the bare view", same, round(1 / 1.5, 3)),
        at_least("page.fresh", "Page, nothing kept, of the bare view", fresh, round(1 / 9, 3)),
    ]


def _asking(host: str, request: bytes, status: int, *, seconds: float):
    return lambda: clients.repeated(host, request, seconds=seconds, status=status)
