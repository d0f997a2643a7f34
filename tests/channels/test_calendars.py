"""Calendars that any program can read: parsed back here by rules of their own, not by the writer's."""

import re
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.icalendar import Entry, calendar
from programme.models import EventPage
from tests.programme.building import MONDAY, a_programme, an_event, at, in_english

MOMENT = datetime(2027, 5, 3, 10, 0, tzinfo=UTC)
ESCAPES = {"\\n": "\n", "\\N": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}


def parsed(file: bytes) -> list[dict[str, str]]:
    """The events of a calendar, by property name without parameters. Checks what RFC 5545 says about lines."""
    assert file.endswith(b"\r\n")
    lines = file.split(b"\r\n")[:-1]
    assert max(len(line) for line in lines) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()  # no character is split
    unfolded = re.sub(rb"\r\n[ \t]", b"", file).decode().split("\r\n")[:-1]
    assert (unfolded[0], unfolded[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    events: list[dict[str, str]] = []
    for line in unfolded[1:-1]:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and line != "END:VEVENT":
            events[-1][name.partition(";")[0]] = re.sub(r"\\[nN,;\\]", lambda found: ESCAPES[found[0]], value)
    return events


@settings(max_examples=50)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.just("\n"), max_size=200))
def test_whatever_is_written_comes_back(text):
    text = text.strip("\n")
    entry = Entry("a@b", MOMENT, MOMENT, MOMENT, 0, "x" + text, texts={"LOCATION": f"{text};å"})
    [event] = parsed(calendar([entry], name=text))
    assert (event["SUMMARY"], event["LOCATION"]) == ("x" + text, f"{text};å")


def test_an_event_has_what_a_calendar_needs(resident, site):
    event = an_event(
        a_programme(),
        "Språkkafé, med fika; och prat",
        times=[(f"{MONDAY}T12:00", f"{MONDAY}T13:00"), ("2027-11-08T12:00", "2027-11-08T13:00")],
        languages=["sv", "ar"],
    )
    response = resident.get(f"{event.get_url()}kalender.ics")
    summer, winter = parsed(response.content)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert summer["UID"] == f"{event.translation_key}-{event.occasions[0].id}@tilltals"
    assert (summer["DTSTART"], summer["DTEND"]) == ("20270503T100000Z", "20270503T110000Z")
    assert (winter["DTSTART"], winter["STATUS"], winter["SEQUENCE"]) == ("20271108T110000Z", "CONFIRMED", "0")
    assert (summer["SUMMARY"], summer["LOCATION"]) == ("Språkkafé, med fika; och prat", "Bibliotekshuset, Karlstad")
    assert summer["URL"] == f"http://testserver{event.get_url()}"
    assert "Språk: Svenska, arabiska" in summer["DESCRIPTION"]
    assert re.fullmatch(r"\d{8}T\d{6}Z", summer["DTSTAMP"])


def test_a_cancelled_event_keeps_its_uid_and_counts_up(resident, site):
    event = an_event(a_programme(), "Filmen")
    place = f"{event.get_url()}kalender.ics"
    [before] = parsed(resident.get(place).content)
    EventPage.objects.filter(pk=event.pk).update(first_published_at=at("2026-01-01T12:00"))
    event = EventPage.objects.get(pk=event.pk)
    event.state = "cancelled"
    event.save_revision().publish()
    [after] = parsed(resident.get(place).content)
    assert (after["UID"], after["STATUS"], after["SUMMARY"]) == (before["UID"], "CANCELLED", "Inställt: Filmen")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])


def test_a_programme_gives_what_its_list_was_asked_for_in_each_language(resident, site):
    programme = a_programme()
    event, other = an_event(programme, "A"), an_event(programme, "B", municipality="Torsby")
    in_english(programme, slug="democracy-week")
    in_english(event, title="A in English")
    place = "/sv/demokrativeckan/kalender.ics"
    assert [one["SUMMARY"] for one in parsed(resident.get(place).content)] == ["A", "B"]
    assert [one["SUMMARY"] for one in parsed(resident.get(f"{place}?plats=Torsby").content)] == [other.title]
    [english] = parsed(resident.get("/en/democracy-week/kalender.ics").content)
    assert (english["SUMMARY"], english["UID"]) == (
        "A in English",
        f"{event.translation_key}-{event.occasions[0].id}@tilltals",
    )


def test_an_unchanged_calendar_is_not_sent_again(resident, site):
    place = f"{an_event(a_programme()).get_url()}kalender.ics"
    tag = resident.get(place).headers["ETag"]
    assert resident.get(place, headers={"If-None-Match": tag}).status_code == 304
    assert resident.get("/sv/samrad/kalender.ics").status_code == 404
