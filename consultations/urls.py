"""The resident's addresses. The form stands below the consultation's own page, in each language."""

from django.urls import include, path, re_path

from consultations.reporting import openness
from consultations.responding import challenge, keeping, paper_views, receipt, saving, views

PLACE = r"^(?P<place>[-\w/]+)/svara/"

urlpatterns = [
    path("granskning/", openness.openness, name="openness"),
    path("granskning/siffror.json", openness.openness_json, name="openness_json"),
    path("granskning/<uuid:pk>/", openness.openness_of, name="openness_of"),
    path("granskning/<uuid:pk>/siffror.json", openness.openness_json, name="openness_of_json"),
    path("granskning/", include("consultations.moderation.public_urls")),
    path("kvitto/", receipt.receipt, name="receipt"),
    path("fortsatt/", saving.resume, name="resume"),
    path("fortsatt/bild.svg", saving.picture_of_the_address, name="resume_picture"),
    path("fraga/<slug:key>/bild.png", challenge.picture, name="challenge_picture"),
    path("fraga/<slug:key>/ljud.wav", challenge.sound, name="challenge_sound"),
    re_path(r"^(?P<place>[-\w/]+)/papper\.pdf$", paper_views.paper, name="paper"),
    re_path(rf"{PLACE}$", views.answer, name="answer"),
    re_path(rf"{PLACE}kontrollera/$", views.check, name="check"),
    re_path(rf"{PLACE}klart/$", views.done, name="done"),
    re_path(rf"{PLACE}sparat/$", saving.saved, name="saved"),
    re_path(rf"{PLACE}sparat/kod.txt$", saving.code_file, name="saved_file"),
    re_path(rf"{PLACE}klart/kvitto\.txt$", keeping.receipt_file, name="receipt_file"),
    re_path(rf"{PLACE}(?P<step>[0-9]{{1,3}})/$", views.answer_step, name="answer_step"),
]
