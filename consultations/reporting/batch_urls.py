"""Addresses of keying in, below /admin/inmatning/."""

from django.urls import path

from consultations.reporting import batch_checking, batches

urlpatterns = [
    path("", batches.index, name="batches_index"),
    path("<uuid:pk>/", batches.batches, name="batches"),
    path("<uuid:pk>/<uuid:batch>/", batches.batch_seen, name="batch"),
    path("<uuid:pk>/<uuid:batch>/blad/", batches.key, name="batch_key"),
    path("<uuid:pk>/<uuid:batch>/stang/", batches.close, name="batch_close"),
    path("<uuid:pk>/<uuid:batch>/kontroll/<int:no>/", batch_checking.check, name="batch_check"),
]
