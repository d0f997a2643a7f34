"""The official's addresses in the admin, below /admin/resultat/."""

from django.urls import path

from consultations.reporting import (
    clock,
    crossing,
    curve,
    dashboard,
    deleting,
    feedback_form,
    log_export,
    responses,
    steering,
    taking_out,
    versions,
)

urlpatterns = [
    path("", dashboard.index, name="results_index"),
    path("<uuid:pk>/", dashboard.results, name="results"),
    path("<uuid:pk>/korsa/", crossing.crossing, name="results_cross"),
    path("<uuid:pk>/kurva/", curve.over_time, name="results_curve"),
    path("<uuid:pk>/kurva/<uuid:note>/ta-bort/", curve.forget_note, name="results_forget_note"),
    path("<uuid:pk>/versioner/", versions.versions, name="results_versions"),
    path("<uuid:pk>/texter/<str:question>/", dashboard.texts, name="results_texts"),
    path("<uuid:pk>/svar.csv", taking_out.export_csv, name="results_csv"),
    path("<uuid:pk>/svar.xlsx", taking_out.export_file, {"kind": "xlsx"}, name="results_xlsx"),
    path("<uuid:pk>/svar.xlsx/<uuid:workbook>/", taking_out.fetch_workbook, name="results_workbook"),
    path("<uuid:pk>/data.zip", taking_out.export_file, {"kind": "package"}, name="results_package"),
    path("<uuid:pk>/arkiv.zip", taking_out.export_file, {"kind": "archive"}, name="results_archive"),
    path(
        "<uuid:pk>/data.zip/<uuid:workbook>/",
        taking_out.fetch_workbook,
        {"kind": "package"},
        name="results_package_file",
    ),
    path(
        "<uuid:pk>/arkiv.zip/<uuid:workbook>/",
        taking_out.fetch_workbook,
        {"kind": "archive"},
        name="results_archive_file",
    ),
    path("<uuid:pk>/svar/", responses.responses, name="results_responses"),
    path("<uuid:pk>/svar/<uuid:response>/", responses.response_seen, name="results_response"),
    path("<uuid:pk>/fragor/", responses.questions, name="results_questions"),
    path("<uuid:pk>/gallring/", deleting.deletion, name="results_deletion"),
    path("<uuid:pk>/logg.csv", log_export.download, name="results_log"),
    path("<uuid:pk>/publicera/", steering.publish, name="results_publish"),
    path("<uuid:pk>/lage/", clock.clock, name="clock"),
    path("<uuid:pk>/tider/", clock.times, name="results_times"),
    path("<uuid:pk>/stang/", clock.close, name="clock_close"),
    path("<uuid:pk>/forlang/", clock.prolong, name="clock_extend"),
    path("<uuid:pk>/paus/", clock.stop_or_go, name="results_pause"),
    path("<uuid:pk>/aterkoppling/", feedback_form.feedback_index, name="feedback_index"),
    path("<uuid:pk>/aterkoppling/publicera/", feedback_form.feedback_publish, name="feedback_publish"),
    path("<uuid:pk>/aterkoppling/citat/", feedback_form.feedback_quote, name="feedback_quote"),
    path("<uuid:pk>/aterkoppling/<str:locale>/", feedback_form.feedback_edit, name="feedback_edit"),
]
