"""The moderator's addresses in the admin, below /admin/moderering/."""

from django.urls import path

from consultations.moderation import views

urlpatterns = [
    path("", views.QueueView.as_view(), name="moderation_queue"),
    path("text/<uuid:pk>/", views.TextView.as_view(), name="moderation_text"),
    path("beslut/<uuid:pk>/", views.LogView.as_view(), name="moderation_log"),
]
