"""Fills in the form as a browser without JavaScript does: reads the page, answers, and presses its last button."""

from dataclasses import dataclass

import html5lib
from django.test import Client

XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass
class Page:
    """A page as a visitor meets it."""

    client: Client
    response: object

    @property
    def tree(self):
        return html5lib.parse(self.response.content.decode())

    @property
    def text(self) -> str:
        return " ".join("".join(self.tree.itertext()).split())

    @property
    def title(self) -> str:
        return " ".join(self.tree.find(f".//{XHTML}title").text.split())

    @property
    def form(self):
        forms = [form for form in self.tree.iter(f"{XHTML}form") if "data-consultation-form" in form.attrib]
        assert len(forms) == 1, f"{len(forms)} forms on {self.response.request['PATH_INFO']}"
        return forms[0]

    @property
    def fields(self) -> dict[str, list[str]]:
        """What would be sent if the button was pressed now."""
        found: dict[str, list[str]] = {}
        for control in self.form.iter():
            name, kind = control.attrib.get("name"), control.attrib.get("type", "")
            if name and _is_sent(control, kind):
                found.setdefault(name, []).append(_value(control))
        return found

    @property
    def receipt(self) -> str | None:
        return next((e.attrib["data-receipt"] for e in self.tree.iter() if "data-receipt" in e.attrib), None)

    def press(self, **answers) -> "Page":
        """Sends the form with these answers (by question id; a list for several ticks) and follows where it leads."""
        data = self.fields | {name.replace("__", "-"): value for name, value in answers.items()}
        return Page(self.client, self.client.post(self.response.request["PATH_INFO"], data, follow=True))


def visit(client: Client, address: str) -> Page:
    return Page(client, client.get(address, follow=True))


def _is_sent(control, kind: str) -> bool:
    if kind in {"radio", "checkbox"}:
        return "checked" in control.attrib
    return control.tag in {f"{XHTML}input", f"{XHTML}textarea", f"{XHTML}select"}


def _value(control) -> str:
    if control.tag == f"{XHTML}textarea":
        return control.text or ""
    if control.tag == f"{XHTML}select":
        return next((o.attrib["value"] for o in control if "selected" in o.attrib), "")
    return control.attrib.get("value", "")
