"""A resident as a stream of HTTP requests: for servers that are killed, raced and measured. No browser, no test client."""

import http.client
import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

INPUT = re.compile(r"<(input|select|textarea)\b([^>]*)>")
ATTRIBUTE = re.compile(r'([-\w]+)(?:="([^"]*)")?')
RECEIPT = re.compile(r'data-receipt="([^"]+)"')


@dataclass
class Resident:
    """Keeps cookies, follows redirects, and fills in whatever form it meets."""

    host: str
    cookies: dict[str, str] = field(default_factory=dict)
    keep_alive: bool = False
    connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, data: dict | None = None) -> tuple[int, dict, str]:
        """Status, headers and text of one answer. Raises OSError or HTTPException when the server is gone."""
        body, headers = self.request_parts(data)
        self.connection = self.connection or http.client.HTTPConnection(self.host, timeout=30)
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if not self.keep_alive:
            self.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";", 1)[0]
        return answer.status, dict(answer.getheaders()), text

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def request_parts(self, data: dict | None) -> tuple[str | None, dict]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if data is None:
            return None, headers
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}"}
        return urlencode(data, doseq=True), headers

    def visit(self, method: str, path: str, data: dict | None = None) -> tuple[str, str]:
        """The path one ends at, and its text."""
        status, headers, text = self.ask(method, path, data)
        while status in {301, 302, 303}:
            path = urlsplit(headers["Location"]).path + (f"?{q}" if (q := urlsplit(headers["Location"]).query) else "")
            status, headers, text = self.ask("GET", path)
        return path, text

    def fill_in(self, form_path: str, *, text: str = "") -> tuple[str, dict]:
        """Walks to the check page; returns its path and what pressing its button would send."""
        path, page = self.visit("GET", form_path)
        for _ in range(20):
            data = answers_to(page, text)
            if path.rstrip("/").endswith("kontrollera"):
                return path, data
            path, page = self.visit("POST", path.partition("?")[0], data)
        raise AssertionError(f"No end of the form: {path}")

    def send(self, path: str, data: dict) -> str | None:
        """The receipt, or None if none was shown."""
        _path, page = self.visit("POST", path, data)
        found = RECEIPT.search(page)
        return found.group(1) if found else None


def answers_to(page: str, text: str) -> dict[str, str]:
    """The first choice of every group, the text in every text field, and the hidden fields as they are."""
    form = page[page.index("data-consultation-form") :]
    form = form[: form.index("</form>")]
    data: dict[str, str] = {}
    for tag, attributes in INPUT.findall(form):
        found = {name: unescape(value) for name, value in ATTRIBUTE.findall(attributes)}
        name, kind = found.get("name"), found.get("type", "")
        if not name or name in data:
            continue
        if tag == "textarea":
            data[name] = text
        elif kind in {"hidden", "radio", "checkbox"}:
            data[name] = found.get("value", "on")
        else:
            data[name] = ""
    return data
