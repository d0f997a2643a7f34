"""Hostile requests: every public form, address, parameter, header and cookie, with every text; and bodies that are no form."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_to_bytes

from tests.hostile.texts import written

FORM_TYPE = "application/x-www-form-urlencoded"
LONGEST_ADDRESS = 8_000  # A server refuses longer ones before we see them.
HEADERS = [
    "Accept-Language",
    "Host",
    "Referer",
    "Origin",
    "User-Agent",
    "If-None-Match",
    "If-Modified-Since",
    "Accept",
    "Accept-Encoding",
    "Range",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "Content-Type",
    "X-Requested-With",
    "Authorization",
]
METHODS = ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "POST", "PROPFIND", "X"]


@dataclass(frozen=True)
class Request:
    target: str
    family: str
    method: str
    address: str
    body: bytes = b""
    content_type: str = FORM_TYPE
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """A public form: where it is sent, what an honest browser would send, and the cookies that it needs."""

    address: str
    fields: dict[str, list[str]]
    cookies: dict[str, str] = field(default_factory=dict)


def to_forms(forms: dict[str, Form]) -> Iterator[Request]:
    """Each field of each form in turn holds each text; the others are as they were."""
    for name, form in forms.items():
        for one in form.fields:
            honest = "&".join(
                f"{_plain(n)}={_plain(v)}" for n, values in form.fields.items() if n != one for v in values
            )
            for family, text in written():
                body = f"{honest}&{_plain(one)}={text}".encode()
                yield Request(f"form {name}: {one}", family, "POST", form.address, body, cookies=form.cookies)


def to_queries(addresses: dict[str, list[str]]) -> Iterator[Request]:
    for address, parameters in addresses.items():
        for parameter in parameters:
            for family, text in written():
                if len(text) < LONGEST_ADDRESS:
                    yield Request(f"query {address}: {parameter}", family, "GET", f"{address}?{parameter}={text}")


def to_paths(patterns: list[str]) -> Iterator[Request]:
    for pattern in patterns:
        for family, text in written():
            if len(text) < LONGEST_ADDRESS:
                yield Request(f"path {pattern}", family, "GET", pattern.replace("{}", text))


def in_a_header(text: str) -> str:
    """As a server hands it on: its bytes one by one, without the ends of lines that end a header."""
    return unquote_to_bytes(text).decode("latin-1").translate({10: " ", 13: " ", 0: " "})[:4_000]


def with_headers(addresses: list[str]) -> Iterator[Request]:
    for n, (family, text) in enumerate(written()):
        value = in_a_header(text)
        for m, name in enumerate(HEADERS):
            address = addresses[(n + m) % len(addresses)]
            yield Request(f"header {name}", family, "GET", address, headers={name: value})


def with_cookies(addresses: list[str], names: list[str]) -> Iterator[Request]:
    for n, (family, text) in enumerate(written()):
        value = in_a_header(text)
        for m, name in enumerate(names):
            for prefix in ("", "d.", "r."):
                yield Request(
                    f"cookie {name}", family, "GET", addresses[(n + m) % len(addresses)], cookies={name: prefix + value}
                )


def with_methods(addresses: list[str]) -> Iterator[Request]:
    for address in addresses:
        for method in METHODS:
            yield Request(f"method {method}", "method", method, address, b"a=b")


def with_bodies(forms: dict[str, Form]) -> Iterator[Request]:
    """Bodies that are no form, too many fields, fields twice, left out and too many; and what they say they are."""
    for name, form in forms.items():
        honest = "&".join(f"{_plain(n)}={_plain(v)}" for n, values in form.fields.items() for v in values)
        for family, body, kind in _bodies(honest, form):
            yield Request(f"body {name}", family, "POST", form.address, body, kind, cookies=form.cookies)


def _bodies(honest: str, form: Form) -> Iterator[tuple[str, bytes, str]]:
    twice = f"{honest}&{honest}"
    raw = honest.encode()
    yield "twice", twice.encode(), FORM_TYPE
    yield "thirty times", "&".join([honest] * 30).encode(), FORM_TYPE
    yield "nothing", b"", FORM_TYPE
    yield "too many fields", "&".join(f"f{n}=1" for n in range(2_500)).encode(), FORM_TYPE
    yield "many fields", (honest + "".join(f"&f{n}=1" for n in range(1_500))).encode(), FORM_TYPE
    yield "too large", raw + b"&x=" + b"x" * 1_100_000, FORM_TYPE
    yield "no names", b"=&==&=x&&&", FORM_TYPE
    for one in form.fields:
        kept = "&".join(f"{_plain(n)}={_plain(v)}" for n, values in form.fields.items() if n != one for v in values)
        yield "left out", kept.encode(), FORM_TYPE
        yield "as a list", f"{kept}&{_plain(one)}%5B%5D=1&{_plain(one)}%5Ba%5D=2".encode(), FORM_TYPE
    kinds = [
        "",
        "text/plain",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x",
        f"{FORM_TYPE}; charset=utf-16",
        f"{FORM_TYPE}; charset=nonsense",
        f"{FORM_TYPE}; charset=latin-1",
        "a/b/c",
        "\xff",
        "image/svg+xml",
        "multipart/form-data; boundary=" + "x" * 300,
        "multipart/form-data; boundary=å",
    ]
    head = (
        b'--x\r\nContent-Disposition: form-data; name="what"; filename="a.svg"\r\nContent-Type: image/svg+xml\r\n\r\n'
    )
    multipart = head + b"<svg onload=xcanary()>\r\n--x--\r\n"
    bodies = [
        raw,
        b"\xff\xfe\x00",
        b'{"a": [1, {}]}',
        b"--x\r\n\r\n",
        multipart,
        b"--x\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%\r\n--x--",
    ]
    for kind in kinds:
        for body in bodies:
            yield "content type", body, kind


def _plain(text: str) -> str:
    return quote(text, safe="")
