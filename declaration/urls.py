"""A page for each party and each year, below the declaration."""

from django.urls import re_path

from declaration.views import follow_up, follow_up_pdf, party

PLACE = r"^(?P<place>[-\w/]+)/"
YEAR = r"(?P<year>[12]\d{3})"

urlpatterns = [
    re_path(rf"{PLACE}organisationer/(?P<slug>[-\w]+)/$", party, name="party"),
    re_path(rf"{PLACE}uppfoljning/{YEAR}/$", follow_up, name="follow_up"),
    re_path(rf"{PLACE}uppfoljning/{YEAR}\.pdf$", follow_up_pdf, name="follow_up_pdf"),
]
