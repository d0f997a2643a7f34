"""The queue in the admin: the texts in a state, oldest first, narrowed as the moderator likes."""

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import HeaderButton

from consultations.enums import AppealState, ModerationState
from consultations.models import Appeal, Flag, QuestionnaireVersion, Review
from consultations.moderation import narrowing, queue
from consultations.moderation.bursts import bursts_of
from consultations.moderation.flags.rules import BY_NAME
from consultations.moderation.forms import DECISIONS
from consultations.moderation.lists import organisations_listed_by
from consultations.moderation.views import ModerationView
from consultations.questions.questionnaire import read_version

WHO = {
    narrowing.MINE: gettext_lazy("Taken by me"),
    narrowing.NOBODY: gettext_lazy("Taken by nobody"),
    narrowing.OPINION: gettext_lazy("A second opinion is asked for"),
}


class QueueView(ModerationView):
    template_name = "consultations/admin/moderation_queue.html"
    page_title = gettext_lazy("Moderation")

    def get(self, request):
        state = request.GET.get("state", ModerationState.WAITING)
        if state not in DECISIONS:
            raise Http404
        after = queue.Key.read(request.GET.get("after", ""))
        found = queue.page_of_texts(state, self.within, after=after, narrow=self.narrow)
        rows, more = found[: queue.PAGE], found[queue.PAGE :]
        return self.render_to_response(
            self.get_context_data(
                state=ModerationState(state),
                tabs=[self._tab(each) for each in DECISIONS],
                rows=self._lines(rows),
                bursts=bursts_of(self.chosen) if self.chosen else [],
                consultations=self.mine.values(),
                chosen=self.chosen,
                choices=self._choices(),
                is_narrowed=bool(self.narrowing.query()),
                clear_url=self.address("moderation_queue", state=state, **dict.fromkeys(self.narrowing.query(), "")),
                bulk_url=self.address("moderation_bulk"),
                appeals_url=self.address("moderation_appeals"),
                appeals=Appeal.objects.filter(consultation__in=self.within, state=AppealState.WAITING).count(),
                copies_url=self.address("moderation_copies"),
                first_url=self.address("moderation_queue", state=state) if after else "",
                next_url=self._next_url(state, rows[-1]) if more else "",
            )
        )

    def _tab(self, state: ModerationState) -> dict:
        count = queue.count_texts(state, self.within, narrow=self.narrow)
        return {
            "state": state,
            "url": self.address("moderation_queue", state=state.value),
            "count": min(count, queue.MOST),
            "more": count > queue.MOST,
        }

    def _choices(self) -> list[dict]:
        """What the queue can be narrowed by: name, label, the choice made, and the choices."""
        now = self.narrowing
        return [
            {"name": "question", "label": _("Question"), "now": now.question, "choices": self._questions()},
            {
                "name": "flag",
                "label": _("Flag"),
                "now": now.flag,
                "choices": [(n, r.label) for n, r in BY_NAME.items()],
            },
            {
                "name": "language",
                "label": _("Language of the form"),
                "now": now.language,
                "choices": settings.LANGUAGES,
            },
            {"name": "days", "label": _("Has waited"), "now": str(now.days), "choices": _ages()},
            {"name": "who", "label": _("Taken by"), "now": now.who, "choices": WHO.items()},
        ]

    def _questions(self) -> list[tuple[str, str]]:
        """The questions of the consultation that was chosen; of all of them nobody could choose."""
        if self.chosen is None or self.chosen.current_id is None:
            return []
        asked = read_version(self._versions[self.chosen.current_id], get_language()).questions
        return [(question.id, question.text) for question in asked if question.publishable]

    def _lines(self, rows: list[dict]) -> list[dict]:
        self._read_versions({self.mine[row["consultation"]].current_id for row in rows})
        asked_in = {
            version.consultation_id: read_version(version, get_language()) for version in self._versions.values()
        }
        flags, reviews = _flags_of(rows), _reviews_of(rows)
        return [
            self._line(row, asked_in[row["consultation"]].question(row["question"]))
            | {"flags": flags.get(row["id"], []), "review": reviews.get(row["id"])}
            for row in rows
        ]

    def _read_versions(self, wanted: set) -> None:
        wanted |= {self.chosen.current_id} if self.chosen else set()
        self._versions = {version.pk: version for version in QuestionnaireVersion.objects.filter(pk__in=wanted)}

    def _line(self, row: dict, question) -> dict:
        return row | {
            "title": str(self.mine[row["consultation"]]),
            "asked": question.text if question else "",
            "url": self.address("moderation_text", row["id"]),
        }

    def _next_url(self, state: str, row: dict) -> str:
        return self.address("moderation_queue", state=state, after=queue.Key(row["received_on"], row["id"]))

    def get_header_buttons(self):
        buttons = []
        if self.chosen is not None:
            url = reverse("moderation_log", args=[self.chosen.pk])
            buttons.append(HeaderButton(_("Log of decisions"), url=url, icon_name="history"))
        if organisations_listed_by(self.request.user).exists():
            rules = reverse("contribution_rules:index")
            buttons.append(HeaderButton(_("Rules for contributions"), url=rules, icon_name="doc-full"))
            buttons.append(HeaderButton(_("Word lists"), url=reverse("wordlist:index"), icon_name="list-ul"))
        return buttons


def _ages() -> list[tuple[str, str]]:
    return [(str(days), _("%(days)d days or more") % {"days": days}) for days in narrowing.AGES]


def _flags_of(rows: list[dict]) -> dict:
    """The labels of the rules that point at each text, in the order of the rules."""
    met = set(Flag.objects.filter(answer__in=[row["id"] for row in rows]).order_by().values_list("answer", "rule"))
    return {row["id"]: [rule.label for name, rule in BY_NAME.items() if (row["id"], name) in met] for row in rows}


def _reviews_of(rows: list[dict]) -> dict:
    found = Review.objects.filter(answer__in=[row["id"] for row in rows]).select_related("assignee", "opinion_by")
    return {review.pk: review for review in found}
