"""The addresses of the ordinary pages that are no pages in the tree."""

from django.urls import path, re_path

from home import views

urlpatterns = [
    path("hinder/", views.report_barrier, name="report_barrier"),
    re_path(r"^hinder/tack/(?P<reference>H-[0-9A-F]{8})/$", views.barrier_reported, name="barrier_reported"),
]
