"""What the server takes in a second: the request that sends a filled-in form, beside an insert of one row.

One resident walks through the form by hand. Each of the others gets a draft of its own like that one's, stored by the
form's own functions, with its own key: preparing them by walks would take longer than all there is to measure.
"""

from datetime import timedelta
from statistics import median
from urllib.parse import urlencode

from django.db import connection
from django.utils import timezone
from django_scopes import scope

from consultations.models import Consultation, Draft, Submission
from consultations.responding import drafts, keys
from consultations.responding.sealing import seal, unseal
from tests.bench import clients
from tests.bench.rows import Row, at_least
from tests.bench.servers import PAGE, Pair
from tests.resident import Resident


def measure(pair: Pair, load: clients.Load) -> list[Row]:
    forms = Forms(pair.ours)
    number = max(64, round(forms.rate() * load.seconds))
    insert = clients.get(pair.bare, "/insert")
    found = load.in_turn(
        ours=lambda: clients.each_once(pair.ours, forms.filled_in(number), status=302),
        bare=lambda: clients.repeated(pair.bare, insert, seconds=load.seconds / 2),
    )
    forms.check()
    limit = 0.4 if connection.vendor == "postgresql" else 0.5
    ratio = clients.quotient(found["ours"], found["bare"])
    return [
        Row("submission.rate", "Submission through the real form: a second", median(found["ours"]), "1/s"),
        Row("insert.rate", "Bare insert of one row with eight answers: a second", median(found["bare"]), "1/s"),
        at_least("submission", "Submission, of the bare insert", ratio, limit),
    ]


class Forms:
    """Requests that each send a form of their own."""

    def __init__(self, host: str) -> None:
        self.host, self.made = host, 0
        self.consultation = Consultation.objects.get(source_page__slug=PAGE.split("/")[-2])
        with scope(consultation=self.consultation):
            self.before = Submission.objects.count()
        walked = Resident(host)
        self.path, self.data = walked.fill_in(f"{PAGE}svara/", text="Ett svar som är ungefär så långt som svar är.")
        self.cookies, self.cookie = walked.cookies, drafts.cookie_name(self.consultation)
        self.token = self.cookies[self.cookie].partition(".")[2]
        with scope(consultation=self.consultation):
            self.draft = Draft.objects.get(lookup_hash=keys.mac("draft", self.token))
        self.begun = self._content()

    def _content(self) -> dict:
        return unseal(self.draft.ciphertext, purpose="draft", material=self.token)

    def rate(self) -> float:
        return clients.each_once(self.host, self.filled_in(128), status=302)

    def filled_in(self, number: int) -> list[bytes]:
        drafted = [self._drafted() for _ in range(number)]
        Draft.objects.bulk_create([draft for draft, _ in drafted])
        self.made += number
        return [request for _, request in drafted]

    def _drafted(self) -> tuple[Draft, bytes]:
        token, form_key = keys.new_draft_code(), keys.new_form_key()
        draft = Draft(
            consultation=self.consultation,
            version_id=self.draft.version_id,
            lookup_hash=keys.mac("draft", token),
            ciphertext=seal(self.begun | {"form_key": form_key}, purpose="draft", material=token),
            expires_on=timezone.localdate() + timedelta(days=1),
        )
        cookies = self.cookies | {self.cookie: f"d.{token}"}
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Origin": f"http://{self.host}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode(self.data | {"form_key": form_key, "draft": token}).encode()
        return draft, clients.request("POST", self.host, self.path, headers, body)

    def check(self) -> None:
        """A rate counts only if every form was stored, once."""
        with scope(consultation=self.consultation):
            stored = Submission.objects.count() - self.before
        if stored != self.made:
            raise RuntimeError(f"{self.made} forms were sent and {stored} stored.")
