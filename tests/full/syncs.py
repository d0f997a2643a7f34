"""What is confirmed is on disk: the writes and syncs of the serving process, watched with strace.

A SIGKILL loses nothing that the kernel has, so kills can't tell ``synchronous=FULL`` from ``OFF``. Here every answer that
confirms is looked at: since the last write to the database or its journal there must have been a sync of that file.
That proves the order of write, sync and answer; that the disk itself does not lie is not proved.
"""

import re
import subprocess
from pathlib import Path

from tests.full.begun import begin
from tests.full.load import Load
from tests.full.workers import APPLICATION, serving
from tests.served import a_free_port

CALLS = "trace=pwrite64,write,fsync,fdatasync,sendto,sendmsg,writev"
WRITTEN = re.compile(r"(?:pwrite64|write|writev)\(\d+<([^>]*\.sqlite3(?:-wal|-journal)?)>")
SYNCED = re.compile(r"(?:fsync|fdatasync)\(\d+<([^>]*\.sqlite3(?:-wal|-journal)?)>")
CONFIRMED = re.compile(r"(?:sendto|sendmsg|write|writev)\(\d+<(?:TCP|socket)[^\"]*\"HTTP/1\.1 302.*klart/", re.S)


def watch(environment: dict[str, str], sendings: int, *, application: str = APPLICATION) -> dict:
    """How many confirmations were seen, and how many of them came before their sync."""
    port, trace = a_free_port(), Path(environment["DATA_DIR"]) / "strace.txt"
    forms = begin(environment, sendings)
    with serving(environment | {"WORKERS": "1"}, port, application=application) as master:
        worker = Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text().split()[0]
        command = ["strace", "-f", "-yy", "-s", "600", "-e", CALLS, "-o", str(trace), "-p", worker]
        tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        tracer.stderr.readline()  # says that it is attached
        load = Load(f"127.0.0.1:{port}", forms, 1)
        load.start()
        load.wait(seconds=600)
        tracer.terminate()
        tracer.communicate()
    return {"sent": len(load.confirmed), **judge(trace.read_text(errors="replace").splitlines())}


def judge(lines: list[str]) -> dict[str, int]:
    """One resident at a time, so whatever is written and not synced belongs to the answer that comes next."""
    dirty: set[str] = set()
    seen = early = 0
    for line in lines:
        if found := SYNCED.search(line):
            dirty.discard(found.group(1))
        elif CONFIRMED.search(line):
            seen += 1
            early += bool(dirty)
        elif found := WRITTEN.search(line):
            dirty.add(found.group(1))
    return {"confirmations": seen, "early": early}
