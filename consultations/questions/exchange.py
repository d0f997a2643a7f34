"""A questionnaire as a file that other programs, and people, can read: what was asked, in every language, with its ids.

The format is described in ``docs/questionnaire-format.md`` and, for machines, in ``docs/questionnaire.schema.json``.
"""

from collections.abc import Mapping
from typing import Any

from consultations.models import QuestionnaireVersion

FORMAT = "tilltals-questionnaire/1"


def as_file(version: QuestionnaireVersion) -> dict[str, Any]:
    """The version with its titles by language. Nothing of who answered it, and nothing that changes by itself."""
    faces = version.consultation.source_page.get_translations(inclusive=True).select_related("locale")
    titles = {face.locale.language_code: face.title for face in faces}
    content = version.content
    return {
        "questionnaire": FORMAT,
        "title": {locale: titles[locale] for locale in content["locales"] if locale in titles},
        "version": version.number,
        "digest": version.digest,
        **{name: value for name, value in content.items() if name != "format"},
    }


def content_of_file(file: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a version from its file. Raises ValueError for a file of another kind."""
    if file.get("questionnaire") != FORMAT:
        raise ValueError(f"Not a questionnaire of the format {FORMAT}.")
    names = ("source_locale", "locales", "presentation", "sections")
    return {"format": 1} | {name: file[name] for name in names}
