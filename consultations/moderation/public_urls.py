"""The public addresses about moderation, below /<language>/granskning/."""

from django.urls import path

from consultations.moderation import public

urlpatterns = [
    path("regler/", public.rules, name="contribution_rules"),
    path("beslut/", public.appeal, name="appeal"),
    path("anmal/<uuid:pk>/", public.report, name="report_text"),
]
