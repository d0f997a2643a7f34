"""The start page of the admin says what waits for this person: what they may see, the most urgent first."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale

from consultations.enums import Reason
from consultations.models import Consultation, ConsultationPage
from consultations.reporting.today import parts_for
from tests.builders import a_consultation, an_organisation
from tests.moderation.texts import a_text, decided

NOW = timezone.now
QUERIES = 18


def today(user) -> dict[str, list[str]]:
    """The parts by heading, with the texts of their lines."""
    return {part.heading: [line.text for line in part.lines] for part in parts_for(user, now=NOW())}


def promise(consultation, days: int) -> None:
    due = timezone.localdate() + timedelta(days=days)
    ConsultationPage.objects.filter(pk=consultation.source_page_id).update(feedback_due=due)


def change(consultation, **fields) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(**fields)


def test_whoever_has_nothing_to_do_is_told_so_in_words(site, editor, signed_in):
    body = signed_in(editor).get("/admin/").content.decode()
    assert "Inget väntar på dig." in body
    assert today(editor) == {}


def test_the_panel_stands_on_the_start_page(site, official, signed_in):
    promise(a_consultation(stage="closed", title="Bussarna"), days=-3)
    body = signed_in(official).get("/admin/").content.decode()
    assert all(words in body for words in ("Att göra idag", "Utlovad återkoppling", "Bussarna", "Försenad"))


def test_promised_feedback_the_latest_first_and_not_what_is_given_or_far_off(site, official, moderator, outsider):
    for title, days, stage in [
        ("Snart", 10, "closed"),
        ("Försenat", -5, "closed"),
        ("Senast", -40, "closed"),
        ("Långt bort", 60, "closed"),
        ("Pågår", 5, "open"),
        ("Svarat", -5, "decided"),
    ]:
        promise(a_consultation(stage=stage, title=title), days)
    assert today(official) == {"Utlovad återkoppling": ["Senast", "Försenat", "Snart"]}
    assert [line.is_late for line in parts_for(official, now=NOW())[0].lines] == [True, True, False]
    assert today(moderator) == today(outsider) == {}


def test_what_opens_and_closes_within_two_weeks_the_next_first(site, editor, outsider):
    later, sooner, far = (a_consultation(stage=stage, title=stage) for stage in ("open", "upcoming", "closed"))
    change(later, closes=NOW() + timedelta(days=13))
    change(far, closes=NOW() + timedelta(days=15))
    a_consultation(stage="upcoming", title="Regionens", organisation=an_organisation("Region Värmland"))
    assert today(editor) == {"Öppnar eller stänger snart": ["upcoming", "open"]}
    assert today(outsider) == {"Öppnar eller stänger snart": ["Regionens"]}
    assert sooner.opens < NOW() + timedelta(days=13)


def test_texts_are_a_number_for_those_who_moderate_them(open_consultation, moderator, editor, official, outsider):
    texts = [a_text(open_consultation, f"Kanariefågel {n}") for n in range(3)]
    assert today(moderator) == {"Texter att granska": ["3 texter väntar på granskning"]}
    assert [today(user).get("Texter att granska") for user in (editor, official, outsider)] == [None] * 3
    for text in texts:
        decided(text, moderator, "hidden", reason=Reason.SPAM)
    assert today(moderator) == {}


def test_my_drafts_and_nobody_elses(site, editor, outsider):
    page = a_consultation(title="Mitt", stage="closed").source_page
    page.save_revision(user=editor)
    assert today(editor)["Dina utkast"] == ["Mitt"]
    assert "Dina utkast" not in today(outsider)
    page.get_latest_revision().publish(user=editor)
    assert "Dina utkast" not in today(editor)


def test_translations_that_are_older_than_their_source(site, editor, official):
    page = a_consultation(title="Nytt", stage="closed").source_page
    assert "Inaktuella översättningar" not in today(editor)
    english = page.get_translation(Locale.objects.get(language_code="en"))
    ConsultationPage.objects.filter(pk=english.pk).update(last_published_at=NOW() - timedelta(days=1))
    assert today(editor)["Inaktuella översättningar"] == ["Nytt"]
    assert "Inaktuella översättningar" not in today(official)


def test_five_lines_and_then_a_number(site, editor):
    for n in range(7):
        a_consultation(stage="upcoming", title=f"Nummer {n}", translated=False)
    part = parts_for(editor, now=NOW())[0]
    assert (len(part.lines), part.total, part.more) == (5, 7, 2)


def test_the_same_queries_with_one_and_with_three_of_each(site, administrator, django_assert_num_queries):
    costs = []
    for n in (1, 2):
        for i in range(n):
            promise(a_consultation(stage="closed"), days=-1)
            one = a_consultation(stage="open", title=f"Öppet {n} {i}")
            change(one, closes=NOW() + timedelta(days=2))
            one.source_page.save_revision(user=administrator)
            a_text(one)
        parts_for(administrator, now=NOW())
        with CaptureQueriesContext(connection) as caught:
            found = parts_for(administrator, now=NOW())
        costs.append((len(found), len(caught)))
    assert costs == [(4, QUERIES), (4, QUERIES)]
