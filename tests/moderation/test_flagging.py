"""Flags come by themselves, after the resident has gone, and are shown to those who moderate."""

import os
import subprocess
import sys

import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from consultations.enums import Consent, ListKind
from consultations.models import Answer, CopyGroup, Flag, Log, WordList
from consultations.moderation import flagging
from consultations.moderation.flagging import flag_texts, flag_what_has_come
from tests.builders import a_consultation
from tests.cast import a_person
from tests.moderation.texts import a_text, decisions_on, seen, state_of
from tests.project import ROOT

pytestmark = pytest.mark.django_db
PETITION = "Vi vill att kommunen behåller den lilla skolan i byn och skjutsen dit varje morgon"


def flags_on(answer) -> list[tuple[str, str]]:
    with scope(consultation=answer.consultation_id):
        flags = Flag.objects.filter(answer=answer).order_by("rule", "start")
        return [(flag.rule, answer.text[flag.start : flag.end]) for flag in flags]


def test_the_worker_flags_what_has_come_once_and_changes_no_state(open_consultation):
    answer = a_text(open_consultation, "Ring 070-174 06 05, eller 121212-1212.")
    kept = a_text(open_consultation, "Ring 070-174 06 05.", consent=Consent.NO)
    assert flags_on(answer) == []
    assert [flag_what_has_come(), flag_what_has_come()] == [1, 0]
    assert flags_on(answer) == [("personal_number", "121212-1212"), ("phone", "070-174 06 05")]
    assert flags_on(kept) == []
    assert (state_of(answer), decisions_on(answer)) == ("waiting", [])


def test_a_text_that_is_opened_before_the_worker_came_is_flagged_then(open_consultation, moderator, signed_in):
    answer = a_text(open_consultation, "Mejla a@example.org <b>nu</b>")
    page = signed_in(moderator).get(reverse("moderation_text", args=[answer.pk]))
    assert [flag.rule for flag in page.context["flags"]] == ["email"]
    assert '<mark class="moderation-mark" title="E-postadress">a@example.org</mark> &lt;b&gt;' in page.content.decode()
    assert flags_on(answer) == [("email", "a@example.org")]


def test_what_cannot_be_seen_is_written_out(open_consultation, moderator, signed_in):
    answer = a_text(open_consultation, "Bra \u202eatnäv\u202c du")
    page = signed_in(moderator).get(reverse("moderation_text", args=[answer.pk])).content.decode()
    assert "[U+202E]" in page


def test_flagging_that_breaks_leaves_nothing_and_is_done_the_next_time(open_consultation, monkeypatch):
    answer = a_text(open_consultation, "Ring 070-174 06 05.")
    with monkeypatch.context() as broken:
        broken.setattr(flagging, "print_of", lambda text: text.is_broken)
        with pytest.raises(AttributeError):
            flag_texts([answer.pk])
    assert flags_on(answer) == []
    assert flag_what_has_come() == 1


def test_copies_and_near_copies_make_a_group_within_one_consultation(open_consultation):
    same = [a_text(open_consultation, text) for text in (PETITION, f"{PETITION}!", PETITION.replace("morgon", "dag"))]
    elsewhere = a_text(a_consultation(), PETITION)
    alone = a_text(open_consultation, "Fler bänkar i parken och en lekplats för de minsta vid ån")
    flag_what_has_come()
    with scopes_disabled():
        (group,) = CopyGroup.objects.all()
        assert group.size == 3
        assert {p.answer_id for p in group.prints.all()} == {answer.pk for answer in same}
    assert {rule for answer in same for rule, _ in flags_on(answer)} <= {"copy", "near_copy"}
    assert all(flags_on(answer) for answer in same)
    assert flags_on(elsewhere) == flags_on(alone) == []


def test_flagging_again_counts_no_copy_twice(open_consultation):
    texts = [a_text(open_consultation, PETITION) for _ in range(2)]
    flag_what_has_come()
    with scope(consultation=open_consultation):
        Answer.objects.update(flagged=False)
        assert flag_what_has_come() == 2
        assert [group.size for group in CopyGroup.objects.all()] == [2]
    assert [flags_on(text) for text in texts] == [[("copy", PETITION)]] * 2


def test_an_organisation_adds_words_and_only_its_own_consultations_meet_them(
    open_consultation, region, karlstad, administrator, signed_in
):
    browser = signed_in(administrator)
    said = {"organisation": karlstad.pk, "kind": ListKind.NAME, "words": "Gun Påhittad"}
    assert browser.post(reverse("wordlist:add"), said).status_code == 302
    assert Log.objects.filter(action="word_list_changed").count() == 1
    assert "Påhittad" not in str(Log.objects.get(action="word_list_changed").detail)
    ours = a_text(open_consultation, "Gun Påhittad är bra")
    theirs = a_text(a_consultation(organisation=region), "Gun Påhittad är bra")
    flag_what_has_come()
    assert (flags_on(ours), flags_on(theirs)) == ([("name", "Gun Påhittad")], [])


def test_nobody_else_reads_or_changes_a_list(region, karlstad, administrator, moderator, signed_in):
    theirs = WordList.objects.create(organisation=region, kind=ListKind.NAME, words="x")
    ours = WordList.objects.create(organisation=karlstad, kind=ListKind.NAME, words="y")
    stranger = a_person("stranger", region, group="Administratör", role="administrator")
    assert signed_in(administrator).get(reverse("wordlist:edit", args=[ours.pk])).status_code == 200
    assert signed_in(administrator).get(reverse("wordlist:edit", args=[theirs.pk]), follow=True).status_code == 404
    assert signed_in(stranger).get(reverse("wordlist:edit", args=[ours.pk]), follow=True).status_code == 404
    assert signed_in(moderator).get(reverse("wordlist:index")).status_code == 302


def test_a_list_instead_of_the_programs_replaces_it(open_consultation, karlstad):
    WordList.objects.create(organisation=karlstad, kind=ListKind.HATE, words="fy", instead=True)
    words = flagging.words_for(open_consultation.pk)
    assert {kind for kind, _ in words} == {"threat", "hate"}
    assert [found for (kind, _), found in words.items() if kind == "hate"] == [frozenset({"fy"})]


def test_the_resident_does_not_wait_for_the_rules(open_consultation, monkeypatch):
    monkeypatch.setattr(flagging, "find_flags", lambda *_: pytest.fail("The rules ran while a resident waited."))
    answer = a_text(open_consultation, "Ring 070-174 06 05.")
    with scope(consultation=open_consultation):
        assert not Answer.objects.get(pk=answer.pk).flagged
    assert seen(answer)


def test_the_worker_has_the_chores_without_anybody_having_opened_a_page():
    """In a process of its own, as the worker is: what the addresses import is not there."""
    said = "import django; django.setup(); from config.registry import chores; print(*(c.__name__ for c in chores()))"
    found = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'site'}", "DJANGO_SETTINGS_MODULE": "config.settings"}
    ran = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True, env=found)
    assert {"flag_what_has_come", "make_openness_reports"} <= set(ran.stdout.split())
