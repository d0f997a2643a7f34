"""Whatever is sent to a public form, address, parameter, header or cookie: no error, nothing that runs, nothing led astray.

``make test`` sends a seeded part of it, ``make test-full`` (HOSTILE=all) every one.
"""

import json
import os
import random
import sys
from datetime import date
from urllib.parse import unquote

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import URLPattern, get_resolver, path

from tests.builders import a_consultation
from tests.declaration.building import a_commitment, a_declaration, a_party
from tests.forms import visit
from tests.hostile.judging import send_all
from tests.hostile.requests import (
    Form,
    Request,
    to_forms,
    to_paths,
    to_queries,
    with_bodies,
    with_cookies,
    with_headers,
    with_methods,
)
from tests.hostile.texts import written
from tests.programme.building import a_programme, an_event
from tests.resident import answers_to

ALL = os.environ.get("HOSTILE") == "all"
PROMISED = 6_000 if ALL else 600
OTHERS = ("admin/", "documents/", "captcha/", "_util/")
pytestmark = pytest.mark.django_db


@pytest.fixture
def requests(open_consultation, closed):
    """Every hostile request there is, in an order of its own."""
    page = open_consultation.source_page.get_url().rstrip("/")
    an_event(a_programme())
    a_commitment(a_declaration(), a_party(slug="part"))
    year = date.today().year
    forms, cookies = forms_of(page, other=a_consultation(title="En annan"))
    api, one = "/api/v1/consultations/", f"/api/v1/consultations/{open_consultation.pk}/"
    public = [
        "/",
        "/sv/",
        "/en/",
        f"{page}/",
        f"{page}/svara/",
        "/sv/sok/",
        "/sv/kvitto/",
        "/sv/fortsatt/",
        "/sv/fortsatt/bild.svg",
        "/sv/granskning/",
        "/sv/granskning/siffror.json",
        "/sv/granskning/regler/",
        "/sv/granskning/beslut/",
        f"/sv/granskning/{open_consultation.pk}/",
        f"/sv/granskning/{open_consultation.pk}/siffror.json",
        f"/sv/granskning/anmal/{open_consultation.pk}/",
        "/stilguide/fragor/",
        "/sv/hinder/",
        "/sv/demokrativeckan/",
        "/sv/demokrativeckan/kalender.ics",
        "/sv/demokrativeckan/program.pdf",
        "/sv/floden/program.xml",
        "/sv/floden/deklaration.xml",
        "/sv/deklarationen/",
        "/sv/deklarationen/organisationer/part/",
        f"/sv/deklarationen/uppfoljning/{year}/",
        f"/sv/deklarationen/uppfoljning/{year}.pdf",
        "/sv/floden/samrad.xml",
        api,
        one,
        f"{one}results/",
        "/-/health/ready",
        "/-/health/live",
        "/-/metrics",
        "/tema/155447-0123456789.css",
        "/admin/login/provider/",
        "/admin/login/oidc/callback/",
        "/api/v1/",
        "/api/v1/openapi.json",
        "/sv/hinder/tack/H-0123ABCD/",
        "/stilguide/",
    ]
    everything = [
        *to_forms(forms),
        *to_queries(
            {
                "/sv/sok/": ["q", "other"],
                "/en/sok/": ["q"],
                "/sv/hinder/": ["sida"],
                "/stilguide/fragor/": ["fel", "sprak"],
                f"{page}/svara/": ["fel", "andra"],
                "/sv/samrad/": ["skede", "stage", "page"],
                "/sv/demokrativeckan/": ["dag", "plats", "tema"],
                "/sv/demokrativeckan/kalender.ics": ["sprak", "form", "malgrupp"],
                api: ["stage", "locale", "limit", "offset"],
                one: ["locale"],
                f"{one}results/": ["locale"],
            }
        ),
        *to_paths(
            [
                "/{}",
                "/sv/{}/",
                "/{}/samrad/",
                "/sv/samrad/{}/",
                "/sv/samrad/{}/svara/",
                f"{page}/svara/{{}}/",
                f"{page}/svara/klart/{{}}",
                f"{page}/svara/klart/kvitto.txt",
                f"{page}/svara/sparat/kod.txt",
                f"{page}/papper.pdf",
                "/sv/fraga/{}/bild.png",
                "/sv/fraga/x/bild.png",
                "/sv/fraga/x/ljud.wav",
                "/sv/granskning/{}/",
                "/sv/granskning/anmal/{}/",
                "/sv/hinder/tack/{}/",
                "/sv/floden/{}.xml",
                "/sv/demokrativeckan/{}/kalender.ics",
                api + "{}/",
                api + "{}/results/",
                "/media/images/{}",
                "/documents/1/{}",
                "/captcha/image/{}/",
                "/static/{}",
                "/stilguide/{}",
            ]
        ),
        *with_headers(public),
        *with_cookies(public, ["session", "csrf", *cookies]),
        *with_methods([*public, f"{page}/svara/kontrollera/", f"{page}/svara/klart/", f"{page}/svara/sparat/"]),
        *with_bodies(forms),
    ]
    random.Random(7).shuffle(everything)  # noqa: S311 - the same order each time
    return everything


def forms_of(page: str, *, other) -> tuple[dict[str, Form], list[str]]:
    """Every public form as an honest browser would send it, and the names of the cookies of somebody who answers."""
    client, found = Client(), {}
    step = visit(client, f"{page}/svara/")
    while not step.response.request["PATH_INFO"].endswith("kontrollera/"):
        answers = answers_to(step.response.content.decode(), "Ett svar")
        found[f"step {len(found) + 1}"] = Form(
            step.response.request["PATH_INFO"], step.fields | {n: [v] for n, v in answers.items()}
        )
        step = step.press(**answers)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    found = {name: Form(form.address, form.fields, cookies) for name, form in found.items()}
    found["check"] = Form(step.response.request["PATH_INFO"], step.fields | {"email": [""]}, cookies)
    first = found["step 1"]
    found["of another consultation"] = Form(first.address, first.fields | {"version": [str(other.current_id)]})
    found["receipt"] = Form("/sv/kvitto/", {"code": ["0000-0000-0000-0000"], "do": ["read"]})
    found["continue"] = Form("/sv/fortsatt/", {"code": ["0000-0000-0000-0000-0000"]})
    found["appeal"] = Form(
        "/sv/granskning/beslut/", {"code": ["0000-0000-0000-0000"], "decision": ["x"], "words": ["x"]}
    )
    found["barrier"] = Form(
        "/sv/hinder/", {name: ["barrier"] for name in ("wish", "address", "what", "tools", "contact")}
    )
    return found, [name for name in cookies if name.startswith("svar-")]


def test_hostile_requests_do_no_harm(requests, capsys, settings):
    chosen = requests[: PROMISED + 40]
    failed = send_all(chosen)
    families = {request.family for request in chosen}
    done = {
        "requests": len(chosen),
        "families": len(families),
        "targets": len({r.target for r in chosen}),
        "wrong": len(failed),
    }
    (settings.BASE_DIR / ".build" / "hostile.json").write_text(json.dumps(done))
    with capsys.disabled():
        sys.stdout.write(f"\nHostile requests: {done}\n")
    assert len(chosen) >= PROMISED
    assert {family for family, _text in written()} <= families
    assert failed == [], "\n".join(failed[:8])


def test_every_public_address_is_attacked(requests):
    """Who adds an address adds it here: by the name of its pattern, what our requests lead to."""
    resolver, met = get_resolver(), set()
    for request in requests:
        met |= _name_of(resolver, request.address.partition("?")[0])
    assert len(requests) >= 6_040
    assert set(public_names(resolver.url_patterns)) - met == set()


def _name_of(resolver, address: str) -> set[str]:
    from django.urls import Resolver404
    from django.utils import translation

    try:
        with translation.override(address[1:3] if address[1:3] in {"sv", "en"} else "sv"):
            return {resolver.resolve(unquote(address)).url_name}
    except Resolver404:
        return set()


def public_names(patterns) -> list[str]:
    found = []
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            found += [] if str(pattern.pattern).startswith(OTHERS) else public_names(pattern.url_patterns)
        elif pattern.name and not pattern.name.startswith("wagtail"):
            found.append(pattern.name)
    return found


# --- the control: a site that does everything wrong ----------------------------------------------------------------


def echo(request):
    from django.template import Context, Template

    said = request.GET.get("q", "")
    if request.GET.get("worked"):
        return HttpResponse(Template("{{ 7|add:1330 }}").render(Context()))
    return HttpResponse(f"<p title=\"{said}\">{said}</p><a href='{said}'>x</a>")


def fall_over(request):
    raise ValueError(request.GET["q"])


def lead_away(request):
    return HttpResponseRedirect(request.GET["q"])


def inject(request):
    response = HttpResponse()
    response.headers["X-Xcanary"] = "1"
    return response


urlpatterns = [
    path("echo/", echo),
    path("fall/", fall_over),
    path("away/", lead_away),
    path("inject/", inject),
]


def test_a_site_that_does_everything_wrong_is_caught(settings, db):
    settings.ROOT_URLCONF = "tests.hostile.test_inputs"
    settings.ALLOWED_HOSTS = ["*"]
    sent = {
        "script: an element <xcanary>": ("/echo/", "<xcanary>"),
        "script: img onerror": ("/echo/", "<img src=x onerror=xcanary()>"),
        "script: p onmouseover": ("/echo/", '" onmouseover="xcanary()'),
        "script: a href": ("/echo/", "javascript:xcanary()"),
        "script: text in <script>": ("/echo/", "<script>xcanary()</script>"),
        "template: worked out": ("/echo/", "&worked=1"),
        "error: status 500": ("/fall/", "a"),
        "redirect: to xcanary.example": ("/away/", "https://xcanary.example/"),
        "header: X-Xcanary": ("/inject/", "a"),
    }
    for wrong, (address, text) in sent.items():
        said = send_all([Request("control", "control", "GET", f"{address}?q={text}")])
        assert len(said) == 1, wrong
        assert wrong in said[0]
