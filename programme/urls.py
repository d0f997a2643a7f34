"""The printed programme, below the programme's own page."""

from django.urls import re_path

from programme.printing import programme_pdf

urlpatterns = [re_path(r"^(?P<place>[-\w/]+)/program\.pdf$", programme_pdf, name="programme_pdf")]
