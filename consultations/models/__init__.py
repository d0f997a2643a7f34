"""What is stored, one file per noun."""

from consultations.models.apart import Contact, IdentityProof
from consultations.models.consultation import Consultation, ConsultationEvent, Owner, Role
from consultations.models.log import Log
from consultations.models.moderation import Decision
from consultations.models.outbox import Outbox
from consultations.models.pages import ConsultationIndexPage, ConsultationPage
from consultations.models.questionnaire import QuestionnaireVersion, VersionActivation
from consultations.models.response import Answer, Draft, Response, Submission
from consultations.models.results import Feedback, FeedbackAction, Figure, Release, Tally
from consultations.models.review import SecondReaderTask

__all__ = [
    "Answer",
    "Consultation",
    "ConsultationEvent",
    "ConsultationIndexPage",
    "ConsultationPage",
    "Contact",
    "Decision",
    "Draft",
    "Feedback",
    "FeedbackAction",
    "Figure",
    "IdentityProof",
    "Log",
    "Outbox",
    "Owner",
    "QuestionnaireVersion",
    "Release",
    "Response",
    "Role",
    "SecondReaderTask",
    "Submission",
    "Tally",
    "VersionActivation",
]
