"""Everything that we stand on has a licence that lets a public body use and share it with the EUPL."""

import importlib.metadata
import re
import tomllib

from tests.project import ROOT

KNOWN = ("MIT", "BSD", "Apache", "MPL-2.0", "LGPL", "ZPL", "PSF", "Zope", "Python Software Foundation", "ISC", "HPND")
# No licence in their metadata, or one only for tools that never run with the site; read in their own licence files.
READ_BY_HAND = {"pysqlite3": "zlib/libpng", "axe-playwright-python": "MIT", "djlint": "GPL-3.0-or-later, tool only"}


def direct_dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [
        re.match(r"[\w.-]+", line).group() for line in project["dependencies"] + project["optional-dependencies"]["dev"]
    ]


def stated_licence(name: str) -> str:
    metadata = importlib.metadata.metadata(name)
    classifiers = [text for text in metadata.get_all("Classifier") or [] if text.startswith("License")]
    return " ".join([metadata.get("License-Expression") or "", (metadata.get("License") or "")[:80], *classifiers])


def test_every_direct_dependency_has_a_licence_we_know():
    unknown = {
        name: stated_licence(name)
        for name in direct_dependencies()
        if name not in READ_BY_HAND and not any(licence in stated_licence(name) for licence in KNOWN)
    }
    assert unknown == {}


def test_our_own_licence_is_there_in_full():
    text = (ROOT / "LICENSE").read_text()
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [number for number in range(1, 16) if f"\n{number}. " not in text] == []
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"] == "EUPL-1.2"
