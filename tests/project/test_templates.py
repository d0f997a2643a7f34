"""Every template compiles, and none holds what a strict policy or a right-to-left page would stumble over."""

import re

import pytest
from django.template import engines

from tests.project import CODE, ROOT, files

TEMPLATES = files("templates", endings=(".html",))
STYLESHEETS = files("site/static", endings=(".css",))
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script without src": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "a handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "a javascript address": re.compile(r"javascript:", re.I),
}
SIDES = re.compile(
    r"(?:^|[;{\s])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b|"
    r"border-(?:top|bottom)-(?:left|right)-radius|(?:left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b)"
)


def names(paths) -> list[str]:
    return [str(path.relative_to(ROOT / "templates")) for path in paths]


@pytest.mark.parametrize("name", names(TEMPLATES))
def test_every_template_compiles(name):
    engines["django"].get_template(name)


def inline_in(text: str) -> list[str]:
    return [what for what, pattern in INLINE.items() if pattern.search(text)]


def test_no_template_holds_inline_style_script_or_handler():
    found = {str(path): inline_in(path.read_text()) for path in TEMPLATES}
    assert {name: what for name, what in found.items() if what} == {}
    assert inline_in('<p style="color:red" onclick="x()">') == ["a style attribute", "a handler"]
    assert inline_in("<script>x()</script><style>") == ["a style element", "a script without src"]


def test_no_stylesheet_knows_left_from_right():
    found = {str(path): SIDES.findall(path.read_text()) for path in STYLESHEETS}
    assert STYLESHEETS
    assert {name: sides for name, sides in found.items() if sides} == {}
    rules = ["a{margin-left: 1px}", "a{ left: 0}", "a{inset-inline-start: 0}"]
    assert [rule for rule in rules if SIDES.search(rule)] == rules[:2]


def test_no_html_is_written_in_python():
    tags = re.compile(r"""["'](?:[^"'\n]*)<(?:div|p|span|a|ul|li|table|form|input|h[1-6])[ >]""")
    code = files(*CODE, endings=(".py",))
    assert [str(path) for path in code if tags.search(path.read_text())] == []
