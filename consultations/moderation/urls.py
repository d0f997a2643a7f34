"""The moderator's addresses in the admin, below /admin/moderering/."""

from django.urls import path

from consultations.moderation.appeal_view import AppealsView, AppealView
from consultations.moderation.bulk_view import BulkView, CopiesView
from consultations.moderation.own_view import OwnWorkView
from consultations.moderation.queue_view import QueueView
from consultations.moderation.redact_view import RedactView
from consultations.moderation.text_view import TextView
from consultations.moderation.translate_view import TranslateView
from consultations.moderation.views import LogView

urlpatterns = [
    path("", QueueView.as_view(), name="moderation_queue"),
    path("omprovning/", AppealsView.as_view(), name="moderation_appeals"),
    path("omprovning/<uuid:pk>/", AppealView.as_view(), name="moderation_appeal"),
    path("mina-beslut/", OwnWorkView.as_view(), name="moderation_own"),
    path("kopior/", CopiesView.as_view(), name="moderation_copies"),
    path("flera/", BulkView.as_view(), name="moderation_bulk"),
    path("text/<uuid:pk>/", TextView.as_view(), name="moderation_text"),
    path("text/<uuid:pk>/dolj/", RedactView.as_view(), name="moderation_redact"),
    path("text/<uuid:pk>/oversatt/", TranslateView.as_view(), name="moderation_translate"),
    path("beslut/<uuid:pk>/", LogView.as_view(), name="moderation_log"),
]
