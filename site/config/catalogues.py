"""Which texts the site shows, and whether the translators have them all.

Texts are read out of the Python files (calls of gettext and its family) and out of the compiled templates. The
catalogues in site/locale, one folder a language, are compared with them and brought up to date. English has none:
the texts in the code are English.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template import engines
from django.template.base import Lexer, TokenType
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import to_locale

from config.languages import html_language, is_variant

LANGUAGES = ("sv", "fi", "ar")  # each has every text
# A variant has only the texts in which it differs from its language.
VARIANTS = tuple(settings.VARIANTS)
SOURCES = (
    "channels",
    "consultations",
    "declaration",
    "home",
    "organisations",
    "programme",
    "search",
    "signin",
    "site/config",
)
# Which argument is what: c = context, s = singular, p = plural.
FUNCTIONS = {"_": "s", "gettext": "s", "gettext_lazy": "s", "gettext_noop": "s"}
FUNCTIONS |= {"ngettext": "sp", "ngettext_lazy": "sp", "pgettext": "cs", "pgettext_lazy": "cs"}
FUNCTIONS |= {"npgettext": "csp", "npgettext_lazy": "csp"}
FOR_RESIDENTS = (
    "templates/",
    "consultations/responding/",
    "consultations/questions/types/",
    "search/",
    "home/forms.py",
)
FOR_RESIDENTS += (
    "consultations/questions/other.py",
    "consultations/questions/rows.py",
    "consultations/questions/text.py",
)
FOR_RESIDENTS += ("consultations/moderation/public.py", "consultations/reporting/public.py", "consultations/enums.py")
FOR_RESIDENTS += ("consultations/reporting/openness.py", "consultations/reporting/promise.py", "home/frame.py")
FOR_RESIDENTS += ("programme/enums.py", "programme/listing.py", "programme/printing.py", "channels/feeds.py")
FOR_RESIDENTS += ("declaration/enums.py", "declaration/listing.py", "declaration/printing.py")
FOR_RESIDENTS += ("consultations/reporting/declared.py",)
FOR_STAFF = (
    "/admin/",
    "templates/signin/",
    "/rehearsing/",
    "templates/styleguide/",
    "preview_form.html",
    "mail/waiting.txt",
)
IN_AN_EXPRESSION = re.compile(r"""_\((?:"([^"]*)"|'([^']*)')\)""")


class Message(NamedTuple):
    singular: str
    plural: str = ""
    context: str = ""

    @property
    def id(self):
        """As babel asks for it: a text, or a pair of singular and plural."""
        return (self.singular, self.plural) if self.plural else self.singular


def messages() -> dict[Message, list[str]]:
    """Every text for people, with the files that it stands in."""
    found: dict[Message, list[str]] = {}
    for path in _files(SOURCES, ".py"):
        _note(found, path, messages_in_python(path.read_text()))
    for path in [*_files(("templates",), ".html"), *_files(("templates",), ".txt")]:
        _note(found, path, messages_in_template(path.read_text(), name=str(path)))
    return found


def messages_for_residents() -> dict[Message, list[str]]:
    """Those that people without an account may meet, with the files that they stand in."""
    found = {message: [file for file in files if _is_for_residents(file)] for message, files in messages().items()}
    return {message: files for message, files in found.items() if files}


def _is_for_residents(file: str) -> bool:
    return file.startswith(FOR_RESIDENTS) and not any(part in file for part in FOR_STAFF)


def messages_in_python(source: str) -> Iterator[Message]:
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and (roles := FUNCTIONS.get(_name_of(call.func))):
            texts = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
            if len(texts) >= len(roles):
                given = dict(zip(roles, texts, strict=False))
                yield Message(given["s"], given.get("p", ""), given.get("c", ""))


def messages_in_template(source: str, *, name: str = "") -> Iterator[Message]:
    engine = engines["django"].engine
    nodes = engine.from_string(source).nodelist
    for node in nodes.get_nodes_by_type(TranslateNode):
        if literal := node.filter_expression.var.literal if node.filter_expression.is_var else None:
            yield Message(literal.replace("%", "%%"), context=_context(node))
    for node in nodes.get_nodes_by_type(BlockTranslateNode):
        plural = node.render_token_list(node.plural)[0] if node.plural else ""
        yield Message(node.render_token_list(node.singular)[0], plural, _context(node))
    for token in Lexer(source).tokenize():
        if token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            yield from (Message((a or b).replace("%", "%%")) for a, b in IN_AN_EXPRESSION.findall(token.contents))


def read_catalogue(language: str) -> Catalog:
    path, locale = path_of(language), html_language(language)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def update_catalogue(language: str) -> tuple[int, int]:
    """Adds texts that are missing, removes those that are gone, keeps the translations. Gives (added, removed).

    To a variant nothing is added.
    """
    old, wanted = read_catalogue(language), messages()
    if is_variant(language):
        wanted = {message: files for message, files in wanted.items() if old.get(message.id, message.context or None)}
    new = Catalog(
        locale=html_language(language),
        project="Tilltals",
        header_comment=f"# Tilltals, interface: {language}.",
        fuzzy=False,
    )
    new.creation_date, new.revision_date = old.creation_date, old.revision_date
    kept = 0
    for message, files in sorted(wanted.items()):
        before = old.get(message.id, context=message.context or None)
        kept += before is not None
        string = before.string if before is not None else None
        new.add(message.id, string, [(file, 1) for file in files], context=message.context or None)
    _write(new, path_of(language))
    return len(wanted) - kept, sum(1 for entry in old if entry.id) - kept


def path_of(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / to_locale(language) / "LC_MESSAGES" / "django.po"


def _write(catalogue: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, include_lineno=False, ignore_obsolete=True)


def _note(found, path: Path, texts) -> None:
    name = path.relative_to(settings.BASE_DIR).as_posix()
    for message in texts:
        files = found.setdefault(message, [])
        if name not in files:
            files.append(name)


def _files(folders, ending: str) -> list[Path]:
    every = [path for folder in folders for path in sorted((settings.BASE_DIR / folder).rglob(f"*{ending}"))]
    return [path for path in every if "migrations" not in path.parts]


def _name_of(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _context(node) -> str:
    return node.message_context.var if node.message_context and isinstance(node.message_context.var, str) else ""
