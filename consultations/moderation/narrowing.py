"""What narrows the queue: question, language, flag, age and who has taken the text. It stands in every address."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef

from consultations.models import Flag, Review
from consultations.moderation.flags.rules import BY_NAME

AGES = (2, 7, 30)
MINE, NOBODY, OPINION = "mine", "nobody", "opinion"
WHO = (MINE, NOBODY, OPINION)


@dataclass(frozen=True)
class Narrowing:
    """'' and 0 narrow nothing. ``days`` is the least age of a text."""

    question: str = ""
    language: str = ""
    flag: str = ""
    days: int = 0
    who: str = ""

    @classmethod
    def read(cls, query) -> "Narrowing":
        """As it stands in an address; what nobody offered narrows nothing."""
        days = query.get("days", "")
        return cls(
            question=query.get("question", "")[:36].replace("\0", ""),
            language=_offered(query.get("language"), dict(settings.LANGUAGES)),
            flag=_offered(query.get("flag"), BY_NAME),
            days=int(days) if days in map(str, AGES) else 0,
            who=_offered(query.get("who"), WHO),
        )

    def query(self) -> dict[str, str]:
        return {name: str(value) for name, value in vars(self).items() if value}

    def narrow(self, texts, *, user, today: date):
        if self.question:
            texts = texts.filter(question=self.question)
        if self.language:
            texts = texts.filter(submission__locale=self.language)
        if self.flag:
            texts = texts.filter(Exists(Flag.objects.filter(answer=OuterRef("pk"), rule=self.flag)))
        if self.days:
            texts = texts.filter(received_on__lte=today - timedelta(days=self.days))
        return self._of_whom(texts, user)

    def _of_whom(self, texts, user):
        reviews = Review.objects.filter(answer=OuterRef("pk"))
        match self.who:
            case "mine":
                return texts.filter(Exists(reviews.filter(assignee=user)))
            case "nobody":
                return texts.exclude(Exists(reviews.filter(assignee__isnull=False)))
            case "opinion":
                return texts.filter(Exists(reviews.filter(opinion_by__isnull=False)))
        return texts


def _offered(value: str | None, offered) -> str:
    return value if value in offered else ""
