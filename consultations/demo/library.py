"""What the question library has from the start: the questions about who answers, and four questionnaires to begin with.

For all organisations. Loaded again it brings them up to date, and touches nothing that editors have saved.
"""

from datetime import datetime

from consultations.demo.reading import LANGUAGES, OTHERS, NotTranslatedError, content_of, stream_of_questions
from consultations.models import LibraryEntry

BACKGROUND = ("background", "bg1", "bg2", "bg3", "bg4")
ENTRIES = {  # key: kind, whose questions, title, what it is for
    "background": (
        "part",
        "library",
        "Några frågor om dig",
        "Ålder, kön, kommun och födelseregion i grova grupper. Frivilliga, sist, och med skälen antecknade.",
    ),
    "remiss": (
        "template",
        "principles",
        "Remiss på ett förslag",
        "Vem som svarar, vad man tycker del för del och som helhet, vad som saknas. Byt ut förslaget mot ert.",
    ),
    "youth": (
        "template",
        "youth",
        "Ungdomsenkät",
        "För 13 till 25 år, på fem minuter. Den som är yngre eller äldre får veta vart den kan vända sig.",
    ),
    "ideas": (
        "template",
        "democracy_week",
        "Idéinsamling och prioritering",
        "Vad som är viktigast, var och när man kan delta, vad man behöver, och en egen idé som kan publiceras.",
    ),
    "treatment": (
        "template",
        "treatment",
        "Kartläggning av bemötande",
        "Känslig och anonym. Frågar inte på vilken grund någon har behandlats sämre, och publicerar ingen fritext.",
    ),
}


def load_library(*, now: datetime) -> int:
    """Gives how many entries are new."""
    made = 0
    for key, (kind, whose, title, description) in ENTRIES.items():
        streams = {language: raw for language in (*LANGUAGES, *OTHERS) if (raw := _stream(whose, language))}
        facts = {"kind": kind, "title": title, "description": description, "source_locale": LANGUAGES[0]}
        _entry, is_new = LibraryEntry.objects.update_or_create(
            key=key, organisation=None, defaults=facts | {"streams": streams, "saved_at": now}
        )
        made += is_new
    return made


def _stream(whose: str, language: str) -> list[dict]:
    """The raw stream in a language; empty where a text of it is not translated."""
    entries = [{"key": key} for key in BACKGROUND] if whose == "library" else content_of(whose)["questions"]
    try:
        return stream_of_questions(whose, entries, language)
    except NotTranslatedError:
        return []
