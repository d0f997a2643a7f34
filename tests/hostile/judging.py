"""Sends hostile requests through the whole of the site and says what is wrong with the answers."""

import traceback
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.core.signals import got_request_exception
from django.test import Client

from tests.hostile.requests import Request
from tests.hostile.texts import MARK, WORKED_OUT

ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href", "content"}
OURS = {"testserver", "localhost", "127.0.0.1"}


class Judge(HTMLParser):
    """Collects what of a page would run or lead away, if it has our mark in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag, attributes):
        if MARK in tag:
            self.found.append(f"script: an element <{tag}>")
        self.inside = tag if tag in {"script", "style"} else ""
        for name, value in attributes:
            said = (value or "").strip().lower().replace("\t", "").replace("\n", "")
            runs = name.startswith("on") or name in {"srcdoc", "style"} or MARK in name
            leads = name in ADDRESSES and said.startswith(
                ("javascript:", "data:", "vbscript:", f"//{MARK}", f"https://{MARK}", "\\\\")
            )
            if (runs and MARK in said + name) or (leads and MARK in said):
                self.found.append(f"script: {tag} {name}={said[:80]}")

    def handle_data(self, data):
        if self.inside and MARK in data:
            self.found.append(f"script: text in <{self.inside}>")

    def handle_endtag(self, tag):
        self.inside = ""


def wrong_in_page(page: str, *, sent_number: bool = False) -> list[str]:
    """What would run in a page; and a template that worked something out."""
    judge = Judge()
    judge.feed(page)
    judge.close()
    worked_out = [] if sent_number or WORKED_OUT not in page else ["template: worked out"]
    return judge.found + worked_out


def wrong_in(response) -> list[str]:
    found = []
    if response.status_code >= 500:
        found.append(f"error: status {response.status_code}")
    for name, value in [*response.headers.items(), *((name, "") for name in response.cookies)]:
        if MARK in name.lower() or "\n" in value or "\r" in value:
            found.append(f"header: {name}")
    host = urlsplit(response.headers.get("Location", "").replace("\\", "/")).hostname
    if host and host not in OURS:
        found.append(f"redirect: to {host}")
    kind = response.headers.get("Content-Type", "")
    if (
        not response.streaming and kind.startswith(("text/html", "image/svg", "application/xhtml", "text/xml"))
    ) or not kind:
        found += wrong_in_page(response.content.decode(errors="replace"))
    elif MARK in kind.lower():
        found.append(f"header: content type {kind}")
    return found


def send_all(requests: list[Request]) -> list[str]:
    """What went wrong, in words, each with the request that did it."""
    failed, raised = [], []

    def remember(sender, **kwargs):
        raised.append(traceback.format_exc(limit=-3))

    got_request_exception.connect(remember)
    try:
        for request in requests:
            raised.clear()
            if wrong := wrong_in(send(request)):
                said = f"{request.method} {request.address[:200]} {request.body[:200]!r} {request.headers} {request.cookies}"
                failed.append(f"{request.target} ({request.family}): {wrong}\n    {said[:600]}\n{''.join(raised)}")
    finally:
        got_request_exception.disconnect(remember)
    return failed


def send(request: Request):
    client = Client(raise_request_exception=False)
    extra = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in request.headers.items()}
    if "HTTP_CONTENT_TYPE" in extra:
        extra["CONTENT_TYPE"] = extra.pop("HTTP_CONTENT_TYPE")
    extra["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in request.cookies.items())
    return client.generic(request.method, request.address, request.body, request.content_type, **extra)
