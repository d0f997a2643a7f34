"""The public addresses about moderation, below /<language>/granskning/."""

from django.urls import path

from consultations.moderation import public

urlpatterns = [
    path("regler/", public.rules, name="contribution_rules"),
]
