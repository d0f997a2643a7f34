"""What was confirmed is on disk, and nothing is counted twice: with the server killed in the middle of it.

Two hundred such kills, and crashes of the database, are in ``make test-full``.
"""

import http.client
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from tests.full.begun import begin, compare
from tests.resident import Resident

SENDINGS = 200


def serving_process(port: str) -> int:
    """The process that listens on the port."""
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"web" in words and port.encode() in words:
            return int(process.name)
    raise AssertionError("No server found")


def keep_sending(resident: Resident, path: str, data: dict) -> tuple[str | None, int]:
    """Sends until a receipt comes, as somebody does whose connection breaks. The receipt, and how often it broke."""
    broken = 0
    for _ in range(200):
        try:
            if receipt := resident.send(path, data):
                return receipt, broken
        except (OSError, http.client.HTTPException):
            broken += 1
            time.sleep(0.1)
    return None, broken


def status_of(host: str, receipt: str) -> int:
    resident = Resident(host)
    _status, _headers, page = resident.ask("GET", "/sv/kvitto/")
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    return resident.ask("POST", "/sv/kvitto/", {"csrfmiddlewaretoken": token, "code": receipt})[0]


def test_killing_the_server_loses_no_confirmed_response_and_doubles_none(own_demo):
    host, forms = urlsplit(own_demo["address"]).netloc, begin(own_demo["environment"], SENDINGS)
    residents = [Resident(host, dict(form.cookies)) for form in forms]
    together = list(zip(residents, forms, strict=True))
    with ThreadPoolExecutor(24) as pool:
        sendings = [pool.submit(keep_sending, resident, form.path, form.fields) for resident, form in together]
        while sum(sending.done() for sending in sendings) < SENDINGS // 4:
            time.sleep(0.01)
        os.kill(serving_process(host.rsplit(":")[-1]), signal.SIGKILL)
        results = [sending.result() for sending in sendings]
        receipts = [receipt for receipt, _broken in results]
        assert None not in receipts
        assert sum(broken for _receipt, broken in results) > 0, "The kill hit nothing"
        assert len(set(receipts)) == SENDINGS
        confirmed = {form.key: receipt for form, receipt in zip(forms, receipts, strict=True)}
        assert compare(own_demo["environment"], confirmed) == {"lost": [], "doubled": [], "other": []}
        assert set(pool.map(lambda receipt: status_of(host, receipt), receipts[::10])) == {200}
        again = [pool.submit(keep_sending, resident, form.path, form.fields) for resident, form in together]
        assert [sending.result()[0] for sending in again] == receipts


def test_fifty_presses_at_once_give_one_receipt(own_demo):
    host, (form,) = urlsplit(own_demo["address"]).netloc, begin(own_demo["environment"], 1)
    same = [Resident(host, dict(form.cookies)) for _ in range(50)]
    with ThreadPoolExecutor(50) as pool:
        receipts = set(pool.map(lambda resident: keep_sending(resident, form.path, form.fields)[0], same))
    assert len(receipts) == 1
    assert None not in receipts
