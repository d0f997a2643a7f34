"""Feeds by name, and the calendar below the page of a programme or event."""

from django.urls import path, re_path

from channels.calendars import calendar_of
from channels.feeds import feed

urlpatterns = [
    path("floden/<slug:name>.xml", feed, name="feed"),
    re_path(r"^(?P<place>[-\w/]+)/kalender\.ics$", calendar_of, name="calendar"),
]
