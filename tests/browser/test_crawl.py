"""Every public page in every language, followed from link to link: the language it says it has, and the way to the others.

Plain HTTP against the served demo; the probes look at samples of the same pages in a browser.
"""

import re
from html import unescape
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

import html5lib
import pytest

from config.catalogues import messages, read_catalogue
from consultations.questions.wording import lix

XHTML = "{http://www.w3.org/1999/xhtml}"
LANGUAGES = {"sv": "sv", "en": "en", "fi": "fi", "ar": "ar", "sv-simple": "sv"}
NO_PAGES = re.compile(
    r"/(?:svara|admin|media|documents|api|static)/|\.(?:json|png|svg|txt|ics|pdf|xml)$|\?|/granskning/anmal/|/hinder/tack/"
    r"|/organisationer/(?!karlstads-kommun)"  # Eighteen who signed have pages that are alike: one is looked at.
)
MOST = 400


class Visited:
    def __init__(self, address: str):
        self.address = address
        try:
            with urlopen(address) as answer:  # noqa: S310
                self.status, self.headers, text = answer.status, answer.headers, answer.read().decode()
        except HTTPError as refused:
            self.status, self.headers, text = refused.code, refused.headers, refused.read().decode()
        self.tree = html5lib.parse(text)

    @property
    def language(self) -> str:
        return urlsplit(self.address).path.split("/")[1]

    def of(self, tag: str):
        return self.tree.iter(f"{XHTML}{tag}")

    def links(self) -> set[str]:
        found = {urljoin(self.address, e.attrib["href"]).partition("#")[0] for e in self.of("a") if "href" in e.attrib}
        here = urlsplit(self.address).netloc
        return {a for a in found if urlsplit(a).netloc == here and not NO_PAGES.search(a)}

    def alternates(self) -> dict[str, str]:
        return {e.attrib["hreflang"]: e.attrib["href"] for e in self.of("link") if "hreflang" in e.attrib}

    def menu(self) -> dict[str, str]:
        nav = next(e for e in self.of("nav") if "languages" in e.attrib.get("class", ""))
        addresses = [urljoin(self.address, a.attrib["href"]) for a in nav.iter(f"{XHTML}a")]
        return {urlsplit(address).path.split("/")[1]: address for address in addresses}

    def texts(self) -> set[str]:
        skipped = {f"{XHTML}{tag}" for tag in ("script", "style", "title")}
        return {
            " ".join(text.split())
            for e in self.tree.iter()
            if e.tag not in skipped
            for text in (e.text or "", e.attrib.get("aria-label", ""))
            if text.strip()
        }


@pytest.fixture(scope="module")
def pages(demo) -> dict[str, Visited]:
    """All pages that links lead to from the five start pages, by address."""
    found, waiting = {}, [f"{demo}/{language}/" for language in LANGUAGES]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        found[address] = Visited(address)
        waiting += found[address].links() - found.keys()
        assert len(found) < MOST
    return found


def test_there_are_pages_in_all_five_and_none_is_broken(pages):
    good = {a: page for a, page in pages.items() if page.status == 200}
    by_language = {code: sum(page.language == code for page in good.values()) for code in LANGUAGES}
    assert {code for code, number in by_language.items() if number < 10} == set(), by_language
    broken = {a: page.status for a, page in pages.items() if page.status not in {200, 404}}
    assert broken == {}
    unkind = [a for a, page in pages.items() if page.status == 404 and not says_where_it_is(page)]
    assert unkind == []


def says_where_it_is(page: Visited) -> bool:
    """Whether a page that is missing in this language leads to it in another."""
    main = next(page.of("main"))
    return any("hreflang" in a.attrib for a in main.iter(f"{XHTML}a"))


def test_each_says_its_language_and_direction(pages):
    for address, page in pages.items():
        root = next(page.of("html"))
        assert root.attrib["lang"] == LANGUAGES[page.language], address
        assert root.attrib["dir"] == ("rtl" if page.language == "ar" else "ltr"), address
        assert page.headers["Content-Language"] == LANGUAGES[page.language], address


def test_alternates_point_at_each_other_and_easy_swedish_is_no_second_swedish(pages):
    pairs = 0
    for address, page in pages.items():
        if page.status != 200:
            continue
        alternates = page.alternates()
        assert set(alternates) <= {"sv", "en", "fi", "ar"}, address
        if page.language != "sv-simple":
            assert alternates[page.language] == address
        for language, other in alternates.items():
            pairs += 1
            assert pages[other].status == 200
            if page.language != "sv-simple":
                assert pages[other].alternates()[page.language] == address, (address, language)
    assert pairs > 100


def test_the_menu_keeps_the_place_or_says_that_it_is_missing(pages):
    for address, page in pages.items():
        for language, other in page.menu().items():
            there = pages[other]
            if there.status == 200:
                assert there.menu()[page.language] == address or page.status == 404, (address, other)
            else:
                assert says_where_it_is(there), (address, other, language)


@pytest.mark.parametrize("language", ["sv", "fi", "ar", "sv-simple"])
def test_no_text_of_the_interface_is_left_in_english(pages, language):
    """A text node that is a known English text, and has another translation, has been forgotten."""
    catalogue = read_catalogue("sv" if language == "sv-simple" else language)
    english = {
        m.singular for m in messages() if (e := catalogue.get(m.id, m.context or None)) and m.singular not in e.string
    }
    seen = {text for page in pages.values() if page.language == language for text in page.texts()}
    assert len(seen) > 150
    assert seen & english == set()


def test_easy_swedish_is_easy_on_every_page(pages):
    hard = {}
    for address, page in pages.items():
        if page.language != "sv-simple" or page.status != 200:
            continue
        main = next(page.of("main"))
        blocks = [" ".join("".join(e.itertext()).split()) for e in main.iter() if is_a_block(e)]
        value = lix(".\n".join(unescape(block).rstrip(".") for block in blocks))
        if value is not None and value >= 30:
            hard[address] = value
    assert hard == {}


def is_a_block(element) -> bool:
    return element.tag in {
        f"{XHTML}{tag}" for tag in ("p", "li", "h1", "h2", "h3", "dt", "dd", "legend", "label")
    } and (element.get("lang", "sv") == "sv" and not any(child.tag == f"{XHTML}p" for child in element))
