"""The resident's addresses. The form stands below the consultation's own page, in each language."""

from django.urls import path, re_path

from consultations.responding import challenge, keeping, receipt, saving, views

PLACE = r"^(?P<place>[-\w/]+)/svara/"

urlpatterns = [
    path("kvitto/", receipt.receipt, name="receipt"),
    path("fortsatt/", saving.resume, name="resume"),
    path("fortsatt/bild.svg", saving.picture_of_the_address, name="resume_picture"),
    path("fraga/<slug:key>/bild.png", challenge.picture, name="challenge_picture"),
    path("fraga/<slug:key>/ljud.wav", challenge.sound, name="challenge_sound"),
    re_path(rf"{PLACE}$", views.answer, name="answer"),
    re_path(rf"{PLACE}kontrollera/$", views.check, name="check"),
    re_path(rf"{PLACE}klart/$", views.done, name="done"),
    re_path(rf"{PLACE}sparat/$", saving.saved, name="saved"),
    re_path(rf"{PLACE}sparat/kod.txt$", saving.code_file, name="saved_file"),
    re_path(rf"{PLACE}klart/kvitto\.txt$", keeping.receipt_file, name="receipt_file"),
    re_path(rf"{PLACE}(?P<step>[0-9]{{1,3}})/$", views.answer_step, name="answer_step"),
]
