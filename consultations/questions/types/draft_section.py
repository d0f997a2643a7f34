"""A numbered section of a draft that is out for consultation: its text, agree or disagree, and a comment."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultations.questions.other import WithOther
from consultations.questions.parts import Part, wrong_part
from consultations.questions.printed import lines, texts, ticks
from consultations.questions.protocol import AnswerValue, QuestionBlock, QuestionType, register
from consultations.questions.text import PlainTextField

COMMENT = "comment"
STANCES = {
    "agree": gettext_noop("I agree"),
    "partly": gettext_noop("I agree in part"),
    "disagree": gettext_noop("I don't agree"),
    "none": gettext_noop("I have no view on it"),
}


class DraftSectionBlock(QuestionBlock):
    text = blocks.CharBlock(
        label=_("Number and heading of the section"), max_length=300, help_text=_("For example: 3 § Quiet hours")
    )
    body = blocks.TextBlock(label=_("Text of the draft"), max_length=20_000)
    limit = blocks.IntegerBlock(
        label=_("Most characters in the comment"), default=4000, min_value=100, max_value=20_000
    )
    publishable = blocks.BooleanBlock(
        label=_("The comment may be published"),
        required=False,
        help_text=_("The author is asked for consent, and a moderator reads the text before anybody else does."),
    )

    class Meta:
        label = _("Section of a draft")
        icon = "doc-full"
        group = _("Questions with text")
        description = _("The text of one section, agree or disagree, and a comment.")


class StanceField(forms.ChoiceField):
    """The stance and the comment, each as it is; a comment may stand alone unless a stance has to be taken."""

    def __init__(self, question, **kwargs):
        self.part, self.limit = comment_part(question), question.settings["limit"]
        super().__init__(**kwargs)
        self.widget = WithOther(forms.Select(), self.part)

    def clean(self, value):
        chosen, comment = value
        return super().clean(chosen), self._clean_comment(comment)

    def _clean_comment(self, comment: str) -> str:
        try:
            return PlainTextField(limit=self.limit, required=False).clean(comment)
        except ValidationError as error:
            raise wrong_part(self.part, "%(said)s", code="text", said=error.messages[0]) from error


@register
class DraftSection(QuestionType):
    name = "draft_section"
    menu_order = 40

    def block(self):
        return DraftSectionBlock()

    def compile(self, faces):
        stances = [{"id": id, "text": {loc: _said(text, loc) for loc in faces}} for id, text in STANCES.items()]  # noqa: A001
        return {
            "choices": [stance | {"exclusive": False} for stance in stances],
            "settings": {"limit": next(iter(faces.values()))["limit"]},
            "words": {"body": {locale: face["body"] for locale, face in faces.items() if face["body"]}},
        }

    def parts(self, question):
        return [comment_part(question)]

    def field(self, question):
        return StanceField(
            question,
            choices=[("", "")] + [(choice.id, choice.text) for choice in question.choices],
            required=question.required,
            error_messages={
                "required": question.missing or _("Select whether you agree"),
                "invalid_choice": _("Select one of the answers in the list"),
            },
        )

    def has_text(self, question):
        return True

    def store(self, question, value):
        chosen, comment = value or ("", "")
        stance = [AnswerValue(choice=chosen)] if chosen else []
        return stance + ([AnswerValue(row=COMMENT, text=comment)] if comment else [])

    def restore(self, question, answers):
        chosen = next((answer.choice for answer in answers if answer.choice), "")
        return chosen, next((answer.text for answer in answers if answer.row == COMMENT), "")

    def say(self, question, value):
        chosen, comment = value or ("", "")
        choice = question.choice(chosen)
        return ([choice.text] if choice else []) + ([comment] if comment else [])

    def printed(self, question):
        stances = ticks(choice.text for choice in question.choices)
        return [*texts(question.words.get("body", "")), *stances, *lines(4, label=comment_part(question).label)]

    def invent(self, question, one):
        return one(), ""

    def export_columns(self, question):
        return [question.text, f"{question.text} – {gettext('Comment')}"]

    def export_cells(self, question, answers):
        chosen, comment = self.restore(question, answers)
        choice = question.choice(chosen)
        return [choice.text if choice else None, comment or None]


def comment_part(question) -> Part:
    return Part(COMMENT, f"{question.id}-{COMMENT}", str(_("Comment on this section, or propose another wording")))


def _said(text: str, locale: str) -> str:
    with translation.override(locale):
        return gettext(text)
