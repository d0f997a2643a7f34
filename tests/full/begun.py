"""Forms that are filled in and wait for their last press, and what has become of them in the database.

The first is walked through as a resident does; the others are begun anew from it, each under a key of its own, by
the rule that the form's own pages use. What is below "inside" runs in the served site's own environment.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[2]
FORM = "/sv/samrad/sex-principer-for-dialog/svara/"


@dataclass(frozen=True)
class Begun:
    """A form at its check page: where it is sent, with which cookies and fields."""

    path: str
    cookies: dict[str, str]
    fields: dict[str, list[str]]

    @property
    def key(self) -> str:
        return self.fields["form_key"][0]


def begin(environment: dict[str, str], number: int) -> list[Begun]:
    return [Begun(*row) for row in _inside(environment, f"begin_inside({number})")]


def compare(environment: dict[str, str], receipts: dict[str, str]) -> dict[str, list[str]]:
    """What is wrong with confirmed sendings (receipt by form key): those ``lost``, ``doubled``, or under an ``other`` receipt."""
    place = Path(environment["DATA_DIR"]) / "receipts.json"
    place.write_text(json.dumps(receipts))
    return _inside(environment, f"compare_inside({str(place)!r})")


def count_responses(environment: dict[str, str]) -> int:
    """How many responses the database holds, to whatever consultation."""
    return _inside(environment, "count_inside()")


def _inside(environment: dict[str, str], call: str):
    code = f"from tests.full import begun; begun.say(begun.{call})"
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "-v0", "--no-imports", "-c", code]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


# --- inside -------------------------------------------------------------------------------------------------------


def say(found) -> None:
    sys.stdout.write(f"\n{json.dumps(found)}\n")


def begin_inside(number: int) -> list[tuple]:
    from django.test import Client

    from consultations.responding import drafts
    from consultations.responding.finding import find_place

    client = Client()
    page = walk(client, FORM)
    path, fields = page.response.request["PATH_INFO"], page.fields
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    request = page.response.wsgi_request
    consultation = find_place(request, FORM.split("/", 2)[2].removesuffix("/svara/")).consultation
    first = drafts.held_draft(SimpleNamespace(COOKIES=cookies), consultation)
    return [_again(first, consultation, path, cookies, fields) for _ in range(number)]


def walk(client, address: str):
    """To the check page, with the first choice of every group."""
    from tests.forms import visit
    from tests.resident import answers_to

    page = visit(client, address)
    for _ in range(20):
        if page.response.request["PATH_INFO"].endswith("kontrollera/"):
            return page
        page = page.press(**answers_to(page.response.content.decode(), "Prov"))
    raise AssertionError("No end of the form")


def _again(first, consultation, path: str, cookies: dict[str, str], fields: dict[str, list[str]]) -> tuple:
    from django.http import HttpResponse

    from consultations.responding import drafts

    begun, response = drafts.begin(first.version, now=first.begun_at), HttpResponse()
    begun.data = first.data
    drafts.save_draft(response, consultation, begun)
    given = {name: morsel.value for name, morsel in response.cookies.items()}
    return path, cookies | given, fields | {"form_key": [begun.form_key], "draft": [begun.code]}


def count_inside() -> int:
    from django_scopes import scopes_disabled

    from consultations.models import Response

    with scopes_disabled():
        return Response.objects.count()


def compare_inside(place: str) -> dict[str, list[str]]:
    from django_scopes import scopes_disabled

    from consultations.models import Response, Submission
    from consultations.responding import keys

    wrong: dict[str, list[str]] = {"lost": [], "doubled": [], "other": []}
    with scopes_disabled():
        for key, receipt in json.loads(Path(place).read_text()).items():
            threads = list(
                Response.objects.filter(receipt_hash=keys.receipt_hash(receipt)).values_list("pk", flat=True)
            )
            sent = list(Submission.objects.filter(key_hash=keys.mac("form", key)).values_list("response", flat=True))
            if not sent:
                wrong["lost"].append(key)
            elif len(sent) > 1 or len(threads) > 1:
                wrong["doubled"].append(key)
            elif sent != threads:
                wrong["other"].append(key)
    return wrong
