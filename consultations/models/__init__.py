"""What is stored, one file per noun."""

from consultations.models.apart import CodeBatch, Contact, IdentityProof
from consultations.models.attachment import Attachment
from consultations.models.batch import Batch, Sheet
from consultations.models.consultation import Consultation, ConsultationEvent, Owner, Role
from consultations.models.deletion import DeletionOrder, DeletionRule, Erasure, Hold
from consultations.models.feedback import Feedback, FeedbackAction, FeedbackCorrection, FeedbackEvidence
from consultations.models.flags import CopyGroup, Flag, TextPrint, WordList
from consultations.models.library import LibraryEntry
from consultations.models.log import Log
from consultations.models.moderation import Decision
from consultations.models.notes import OutreachNote
from consultations.models.outbox import Outbox
from consultations.models.pages import ConsultationIndexPage, ConsultationPage
from consultations.models.policy import Policy, PolicyVersion
from consultations.models.population import PopulationMatch, PopulationReference, PopulationTable
from consultations.models.questionnaire import QuestionnaireVersion, VersionActivation
from consultations.models.redress import Appeal, OpennessReport, TextReport
from consultations.models.response import Answer, Draft, Response, Submission
from consultations.models.results import Figure, KeptCount, Release, Tally
from consultations.models.review import Review
from consultations.models.second_reader import SecondReaderTask
from consultations.models.themes import Coding, CodingSample, SampledText, Theme
from consultations.models.translation import TextTranslation
from consultations.models.workbook import Workbook

__all__ = [
    "Answer",
    "Appeal",
    "Attachment",
    "Batch",
    "CodeBatch",
    "Coding",
    "CodingSample",
    "Consultation",
    "ConsultationEvent",
    "ConsultationIndexPage",
    "ConsultationPage",
    "Contact",
    "CopyGroup",
    "Decision",
    "DeletionOrder",
    "DeletionRule",
    "Draft",
    "Erasure",
    "Feedback",
    "FeedbackAction",
    "FeedbackCorrection",
    "FeedbackEvidence",
    "Figure",
    "Flag",
    "Hold",
    "IdentityProof",
    "KeptCount",
    "LibraryEntry",
    "Log",
    "OpennessReport",
    "Outbox",
    "OutreachNote",
    "Owner",
    "Policy",
    "PolicyVersion",
    "PopulationMatch",
    "PopulationReference",
    "PopulationTable",
    "QuestionnaireVersion",
    "Release",
    "Response",
    "Review",
    "Role",
    "SampledText",
    "SecondReaderTask",
    "Sheet",
    "Submission",
    "Tally",
    "TextPrint",
    "TextReport",
    "TextTranslation",
    "Theme",
    "VersionActivation",
    "WordList",
    "Workbook",
]
