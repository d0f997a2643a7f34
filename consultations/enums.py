"""The states and choices of the field, with their names for people. Nothing here imports the models."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(TextChoices):
    """Where a consultation stands. Derived from times and state, never stored."""

    UPCOMING = "upcoming", _("Upcoming")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed – we are compiling the answers")
    DECIDED = "decided", _("Answered by the municipality")


class Level(TextChoices):
    """SKR's ladder of participation."""

    INFORMATION = "information", pgettext_lazy("level", "Information")
    CONSULTATION = "consultation", pgettext_lazy("level", "Consultation")
    DIALOGUE = "dialogue", pgettext_lazy("level", "Dialogue")
    INVOLVEMENT = "involvement", pgettext_lazy("level", "Involvement")
    CO_DECISION = "co_decision", pgettext_lazy("level", "Co-decision")


class Presentation(TextChoices):
    SECTIONS = "sections", _("One section a page")
    SINGLE = "single", _("Everything on one page")


class Channel(TextChoices):
    """By which way a response came in."""

    WEB = "web", _("Web")
    PAPER = "paper", _("Paper")
    PHONE = "phone", _("Phone")
    DESK = "desk", _("At the desk")
    MEETING = "meeting", _("At a meeting")

    @classmethod
    def keyed_in(cls) -> list[tuple[str, str]]:
        """Those by which staff key in what somebody else has said or written."""
        return [choice for choice in cls.choices if choice[0] != cls.WEB]


class IdentityLevel(TextChoices):
    """How surely one person has answered once."""

    OPEN = "open", _("Open to anyone")
    EMAIL = "email", _("Confirmed by e-mail")
    CODE = "code", _("One-time code")
    EID = "eid", _("Electronic identification")


class Admission(TextChoices):
    """Who may answer."""

    OPEN = "open", _("Anybody")
    EITHER = "either", _("Anybody; who has a code from us gives it too")
    CODE = "code", _("Only those who have a code from us")


class WorkbookKind(TextChoices):
    """What can be written in the background for somebody to fetch."""

    XLSX = "xlsx", _("Workbook (XLSX)")
    PACKAGE = "package", _("Data package (ZIP with CSV)")
    ARCHIVE = "archive", _("Package for the archive (ZIP)")


class WorkbookState(TextChoices):
    WAITING = "waiting", _("Waiting")
    WRITING = "writing", _("Being written")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class ResponseState(TextChoices):
    ACTIVE = "active", _("Counted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Doubt(TextChoices):
    """Why a sending may be a machine's. It is received all the same, and counted apart."""

    TRAP = "trap", _("A field that people don't see was filled in")
    MANY = "many", _("Unusually many from one place")
    FAST = "fast", _("Sent faster than it can be read")


class Consent(TextChoices):
    """What the author says of showing a text to others. No choice means no."""

    NO = "no", _("No, only the municipality may read it")
    ANONYMOUS = "anonymous", _("Yes, without a name")
    NAMED = "named", _("Yes, with the name I write")

    @classmethod
    def allowing(cls) -> tuple["Consent", ...]:
        return (cls.ANONYMOUS, cls.NAMED)


class ModerationState(TextChoices):
    """The last decision on a text, kept beside it so that the queue stays fast."""

    NONE = "none", _("Not for publication")
    WAITING = "waiting", _("Waiting")
    PUBLISHED = "published", _("Published")
    HIDDEN = "hidden", _("Hidden")


class Reason(TextChoices):
    """Why a text is hidden: the rules that are published for residents to read."""

    THREAT = "threat", _("Threat")
    INCITEMENT = "incitement", _("Agitation against a group of people")
    PERSONAL_DATA = "personal_data", _("Personal data")
    DEFAMATION = "defamation", _("Defamation or insult")
    OFF_TOPIC = "off_topic", _("Outside the topic")
    SPAM = "spam", _("Advertising or spam")
    COPYRIGHT = "copyright", _("Copyright")
    OTHER = "other", _("Other")


class AppealState(TextChoices):
    """What became of a wish that another person looks at a decision."""

    WAITING = "waiting", _("We are looking at it")
    UPHELD = "upheld", _("The decision stands")
    OVERTURNED = "overturned", _("The decision was changed")
    CLOSED = "closed", _("Closed, because the text was changed or withdrawn")


class ReportState(TextChoices):
    """What became of a reader's report."""

    WAITING = "waiting", _("We are looking at it")
    KEPT = "kept", _("We have looked at the text, and it stays")
    HIDDEN = "hidden", _("We have hidden the text, or parts of it")


class ListKind(TextChoices):
    """What a word on a list may mean."""

    THREAT = "threat", _("Threats")
    HATE = "hate", _("Hate")
    NAME = "name", _("Names")


class RoleName(TextChoices):
    """What a member of an organisation may do with responses."""

    MODERATOR = "moderator", _("Moderator")
    OFFICIAL = "official", _("Official")
    REGISTRAR = "registrar", _("Registrar")
    ADMINISTRATOR = "administrator", _("Administrator")


class EventKind(TextChoices):
    """What has happened to a consultation."""

    RESCHEDULED = "rescheduled", _("Times changed")
    PAUSED = "paused", _("Paused")
    RESUMED = "resumed", _("Resumed")
    CLOSED_EARLY = "closed_early", _("Closed early")
    EXTENDED = "extended", _("Extended")
    RESULTS_PUBLISHED = "results_published", _("Results published")
    FEEDBACK_PUBLISHED = "feedback_published", _("Feedback published")


class NoteKind(TextChoices):
    """What an official did, outside the site, so that people answer."""

    LETTER = "letter", _("Letter sent")
    NEWS = "news", _("News or advertisement")
    MEETING = "meeting", _("Meeting or visit")
    SOCIAL = "social", _("Social media")
    OTHER = "other", _("Something else")


class ChangeKind(TextChoices):
    """Why a new version of the questionnaire took over."""

    FIRST = "first", _("First version")
    TRANSLATION = "translation", _("Another language")
    TYPO = "typo", _("Wording only")
    MEANING = "meaning", _("Meaning changed")


class ActionState(TextChoices):
    """What became of one thing that residents asked for."""

    DONE = "done", _("Done")
    DOING = "doing", _("We are doing it")
    PARTLY = "partly", _("We are doing part of it")
    NOT_NOW = "not_now", _("We are not doing it")


class DeletionScope(TextChoices):
    """How much of a response a deletion takes."""

    RESPONSES = "responses", _("Whole responses")
    TEXTS = "texts", _("Free texts only")


class DeletionGround(TextChoices):
    """Why responses may be deleted."""

    RULE = "rule", _("The deletion rule of the consultation")
    REQUEST = "request", _("The author's right to erasure (GDPR article 17)")
    COURT = "court", _("The decision of a court")
