"""Another look: by the receipt's code, by another person, within a time; and the author is told why."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from consultations.enums import AppealState, Reason
from consultations.models import Answer, Appeal, Log
from consultations.moderation.appeals import NotAppealed, decide_appeal, statements_by_code
from consultations.moderation.decisions import NotDecided
from consultations.moderation.gate import published_texts
from consultations.responding.changing import withdraw_response
from tests.cast import a_person
from tests.moderation.redress import a_hidden_text, an_appeal, appealed, stored
from tests.moderation.texts import ASKED, a_text, decided, seen, state_of
from tests.responding.test_changing import a_change

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(karlstad):
    return a_person("colleague", karlstad, group="Moderator", role="moderator")


@pytest.fixture
def hidden(open_consultation, moderator):
    return a_hidden_text(open_consultation, moderator, explanation="Inte om bussen")


def told(code, locale="sv"):
    return statements_by_code(code, now=timezone.now(), locale=locale)


def answered(appeal, by, *, overturn=False, explanation="Så här är det.", mark=None):
    answer = appeal.decision.answer
    with scope(consultation=appeal.consultation_id):
        return decide_appeal(
            appeal, by=by, overturn=overturn, explanation=explanation, seen=mark or seen(answer), now=timezone.now()
        )


class TestTheAuthor:
    def test_is_told_what_on_which_ground_by_whom_and_what_to_do(self, hidden, resident):
        answer, _decision, code = hidden
        page = resident.post(reverse("appeal"), {"code": code.lower().replace("-", " ")}).content.decode()
        for said in (
            "Reklam eller skräp: Reklam och upprepade inlägg.",
            "Utgåva 1",
            "Inte om bussen",
            "En person.",
            "Begär omprövning",
        ):
            assert said in page
        assert answer.text not in page
        (statement,) = told(code, "en")
        assert (statement.rule, statement.question) == ("Advertising and repeated posts.", "Vad kan bli bättre? (en)")
        assert statement.last_day > timezone.localdate() + timedelta(days=180)

    def test_sees_of_a_text_with_hidden_parts_what_others_read(self, open_consultation, moderator, resident):
        said = {"state": "published", "redactions": [(5, 12)], "reason": Reason.PERSONAL_DATA}
        _answer, _decision, code = a_hidden_text(open_consultation, moderator, "Ring KANARIE nu", **said)
        page = resident.post(reverse("appeal"), {"code": code}).content.decode()
        assert "Ring [dolt av kommunen] nu" in page
        assert "KANARIE" not in page

    def test_asks_for_another_look_once_however_often_the_button_is_pressed(self, hidden, resident):
        answer, decision, code = hidden
        said = {"code": code, "decision": str(decision.pk), "words": "Det är <b>inte</b> reklam"}
        pages = [resident.post(reverse("appeal"), said).content.decode() for _ in range(2)]
        assert all("En annan person än den första prövar beslutet" in page for page in pages)
        with scope(consultation=answer.consultation_id):
            (appeal,) = Appeal.objects.all()
        assert (appeal.words, appeal.state) == ("Det är <b>inte</b> reklam", AppealState.WAITING)

    def test_gets_back_what_was_too_long(self, hidden, resident):
        answer, decision, code = hidden
        page = resident.post(reverse("appeal"), {"code": code, "decision": str(decision.pk), "words": "x" * 4001})
        assert page.status_code == 422
        assert "x" * 4001 in page.content.decode()
        with scope(consultation=answer.consultation_id):
            assert not Appeal.objects.exists()

    def test_is_refused_with_anothers_code_after_the_time_and_when_it_no_longer_holds(
        self, open_consultation, hidden, moderator, resident
    ):
        answer, decision, code = hidden
        _other, _decision, others = a_hidden_text(open_consultation, moderator, "En annan")
        with pytest.raises(NotAppealed):
            appealed(others, decision)
        with pytest.raises(NotAppealed):
            appealed(code, decision, now=timezone.now() + timedelta(days=200))
        page = resident.post(reverse("appeal"), {"code": others, "decision": str(decision.pk)})
        assert page.status_code == 422
        decided(answer, moderator)
        with pytest.raises(NotAppealed):
            appealed(code, decision)
        with scope(consultation=open_consultation):
            assert not Appeal.objects.exists()

    @pytest.mark.parametrize("code", ["", "0000-0000-0000-0000", "x" * 10_000, "' OR 1=1", "\0"])
    def test_a_code_that_nobody_got_tells_nothing(self, hidden, resident, code):
        page = resident.post(reverse("appeal"), {"code": code})
        assert page.status_code == 422
        assert "Reklam" not in page.content.decode()

    def test_a_text_that_is_published_or_waits_has_nothing_to_appeal(self, open_consultation, moderator, resident):
        _a, _d, code = a_hidden_text(open_consultation, moderator, state="published", reason="")
        assert told(code) == []
        assert "Ingen av dina texter har dolts." in resident.post(reverse("appeal"), {"code": code}).content.decode()


class TestTheAnswer:
    def test_is_given_by_another_person_and_told_to_the_author(self, hidden, moderator, colleague, resident):
        answer, decision, code = hidden
        appeal = appealed(code, decision, words="Snälla")
        with pytest.raises(NotDecided):
            answered(appeal, moderator)
        with pytest.raises(NotDecided):
            answered(appeal, colleague, explanation=" ")
        answered(appeal, colleague, explanation="Det hör inte till frågan.")
        assert stored(appeal).state == AppealState.UPHELD
        assert state_of(answer) == "hidden"
        page = resident.post(reverse("appeal"), {"code": code}).content.decode()
        assert "Beslutet står fast" in page
        assert "Det hör inte till frågan." in page
        assert Log.objects.filter(action="appeal_answered", by=colleague).count() == 1
        with pytest.raises(NotDecided):
            answered(appeal, colleague, overturn=True)

    def test_that_changes_the_decision_publishes_the_text_at_once(self, open_consultation, hidden, colleague, resident):
        answer, decision, code = hidden
        appeal = appealed(code, decision)
        answered(appeal, colleague, overturn=True)
        assert [row["text"] for row in published_texts(open_consultation)] == [answer.text]
        assert "Beslutet ändrades" in resident.post(reverse("appeal"), {"code": code}).content.decode()

    def test_closes_when_the_text_was_changed_or_decided_on_meanwhile(
        self, open_consultation, hidden, moderator, colleague
    ):
        answer, decision, code = hidden
        appeal = appealed(code, decision)
        with scope(consultation=open_consultation):
            Answer.objects.filter(pk=answer.pk).update(counted=False)
        appeal.decision.answer.refresh_from_db()
        assert answered(appeal, colleague, overturn=True).state == AppealState.CLOSED
        assert state_of(answer) == "hidden"

    def test_on_what_was_not_seen_is_refused_and_nothing_is_changed(self, hidden, colleague):
        answer, decision, code = hidden
        appeal = appealed(code, decision)
        with pytest.raises(NotDecided):
            answered(appeal, colleague, overturn=True, mark="0.x")
        assert (stored(appeal).state, state_of(answer)) == (AppealState.WAITING, "hidden")

    def test_comes_from_nobody_outside(self, open_consultation, hidden, outsider, official):
        appeal = appealed(hidden[2], hidden[1])
        for person in (outsider, official):
            with pytest.raises(PermissionDenied):
                answered(appeal, person, overturn=True)


class TestThePages:
    def test_the_list_leads_to_the_wish_and_back(self, open_consultation, moderator, colleague, signed_in):
        appeal = an_appeal(open_consultation, by=moderator, words="Läs <i>igen</i>")
        browser = signed_in(colleague)
        assert browser.get(reverse("moderation_queue")).context["appeals"] == 1
        assert [each.pk for each, _ in browser.get(reverse("moderation_appeals")).context["waiting"]] == [appeal.pk]
        url = reverse("moderation_appeal", args=[appeal.pk])
        page = browser.get(url)
        assert "Läs &lt;i&gt;igen&lt;/i&gt;" in page.content.decode()
        refused = browser.post(url, {"outcome": "overturn", "seen": page.context["seen"]})
        assert refused.status_code == 422
        said = {"outcome": "overturn", "seen": page.context["seen"], "explanation": "Ni har rätt."}
        assert browser.post(url, said).url == reverse("moderation_appeals")
        assert stored(appeal).state == AppealState.OVERTURNED
        assert browser.get(reverse("moderation_appeals")).context["waiting"] == []

    def test_whoever_decided_reads_it_without_a_button(self, open_consultation, moderator, signed_in):
        appeal = an_appeal(open_consultation, by=moderator)
        page = signed_in(moderator).get(reverse("moderation_appeal", args=[appeal.pk]))
        assert page.context["is_mine"]
        assert 'value="overturn"' not in page.content.decode()
        a_text(open_consultation, "En till")


class TestWhenTheAuthorComesBack:
    def test_an_unchanged_text_keeps_its_wish_and_it_can_be_answered(self, hidden, moderator, colleague):
        answer, decision, code = hidden
        appeal = appealed(code, decision, words="Det är inte reklam")
        a_change(answer.submission.response, {"Åker du buss?": "Nej", ASKED: answer.text})
        (statement,) = told(code)
        assert (statement.appeal.state, statement.decision.carried_from_id) == (AppealState.WAITING, decision.pk)
        assert statement.can_appeal is False
        moved = stored(appeal)
        with scope(consultation=appeal.consultation_id):
            text = Answer.objects.get(pk=moved.decision.answer_id)
        assert answered(moved, colleague, overturn=True, mark=seen(text)).state == AppealState.OVERTURNED
        assert [row["text"] for row in published_texts(answer.consultation)] == [answer.text]

    @pytest.mark.parametrize("leaves", ["changed", "withdrawn"])
    def test_a_text_that_is_gone_closes_its_wish_at_once(self, hidden, leaves):
        answer, decision, code = hidden
        appeal = appealed(code, decision)
        if leaves == "changed":
            a_change(answer.submission.response, {"Åker du buss?": "Ja", ASKED: "Något annat"})
        else:
            withdraw_response(answer.submission.response, now=timezone.now())
        assert stored(appeal).state == AppealState.CLOSED
        assert stored(appeal).by is None
        assert Log.objects.filter(action="appeal_answered", detail__state="closed").count() == 1
        assert told(code) == []
