"""Residents who press the last button at once, and press again when their connection breaks."""

import http.client
import threading
import time
from dataclasses import dataclass, field

from tests.full.begun import Begun
from tests.resident import Resident

MOST_PRESSES = 600  # with the pauses between them: longer than any restart takes


@dataclass
class Load:
    """Sends forms from many threads. ``confirmed`` is what was acknowledged: the receipt by form key."""

    host: str
    forms: list[Begun]
    threads: int
    confirmed: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    stuck: list[str] = field(
        default_factory=list
    )  # no receipt however often they pressed: something of theirs was lost
    broken: int = 0
    in_flight: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        self.waiting = list(self.forms)
        self.workers = [threading.Thread(target=self._work, daemon=True) for _ in range(self.threads)]
        for worker in self.workers:
            worker.start()

    def wait(self, *, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        for worker in self.workers:
            worker.join(max(0.0, deadline - time.monotonic()))
        assert not any(worker.is_alive() for worker in self.workers), "Some residents never got their receipt"

    @property
    def is_over(self) -> bool:
        return not any(worker.is_alive() for worker in self.workers)

    def _work(self) -> None:
        while True:
            with self.lock:
                if not self.waiting:
                    return
                form = self.waiting.pop()
            self._send_until_confirmed(form)

    def _send_until_confirmed(self, form: Begun) -> None:
        resident = Resident(self.host, dict(form.cookies))
        for _ in range(MOST_PRESSES):
            with self.lock:
                self.in_flight += 1
            receipt, broke = press(resident, form)
            with self.lock:
                self.in_flight -= 1
                self.broken += broke
            if receipt:
                self._confirm(form, receipt)
                return
            time.sleep(0.05)
        with self.lock:
            self.stuck.append(form.key)

    def _confirm(self, form: Begun, receipt: str) -> None:
        with self.lock:
            if self.confirmed.setdefault(form.key, receipt) != receipt:
                self.changed.append(form.key)


def press(resident: Resident, form: Begun) -> tuple[str | None, bool]:
    """The receipt, if one came; and whether the connection broke."""
    try:
        return resident.send(form.path, form.fields), False
    except (OSError, http.client.HTTPException):
        return None, True


def press_again(host: str, forms: list[Begun], confirmed: dict[str, str]) -> list[str]:
    """The keys of forms that, sent once more, show another receipt than before."""
    return [form.key for form in forms if press(Resident(host, dict(form.cookies)), form)[0] != confirmed[form.key]]
