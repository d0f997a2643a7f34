"""Loads the whole demo in one transaction: all of it or nothing, and never anything twice."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from consultations.demo.library import load_library
from consultations.demo.pages import at_time, load_pages
from consultations.demo.people import KARLSTAD, load_people
from consultations.demo.reading import content_of, id_of, spoken
from consultations.demo.received import receive_ideas, receive_treatment
from consultations.models import Consultation, Feedback, FeedbackAction, VersionActivation
from consultations.reporting.feedback import publish_feedback
from consultations.reporting.points import link_tables
from consultations.results.releases import publish_release
from organisations.models import Organisation

COUNTED, RELEASED, ANSWERED = -20, -60, -30  # days from today


@transaction.atomic
def load_demo(*, now: datetime) -> list[Consultation]:
    """Makes what is missing, and gives the consultations that are new. What is there is left as it is."""
    people = load_people()
    load_library(now=now)
    today = timezone.localdate(now)
    made = load_pages(organisation=Organisation.objects.get(name=KARLSTAD), by=people["redaktor"], today=today)
    for consultation in made:
        if consultation.opens < now:
            _ask_from_the_start(consultation)
        if consultation.translation_key == id_of("page", "ideas"):
            _fill_ideas(consultation, people, today)
        if consultation.translation_key == id_of("page", "treatment"):
            _fill_treatment(consultation, people, today)
    return made


def _ask_from_the_start(consultation: Consultation) -> None:
    """As if the questions had been published before it opened."""
    before = consultation.opens - timedelta(days=1)
    VersionActivation.objects.filter(version__consultation=consultation).update(since=before)


def _fill_ideas(consultation: Consultation, people, today) -> None:
    receive_ideas(consultation, moderator=people["moderator"])
    publish_release(consultation, by=people["handlaggare"], now=at_time(today, COUNTED, time(9)))


def _fill_treatment(consultation: Consultation, people, today) -> None:
    receive_treatment(consultation)
    publish_release(consultation, by=people["handlaggare"], now=at_time(today, RELEASED, time(9)))
    said = content_of("treatment")["feedback"]
    points = [id_of("treatment", "point", str(n)) for n in range(len(said["actions"]))]
    for point, action in zip(points, said["actions"], strict=True):
        link_tables(consultation, point, [str(id_of("treatment", key)) for key in action["builds_on"]])
    for language in consultation.current.content["locales"]:
        feedback = Feedback.objects.create(consultation=consultation, locale=language, **said[language])
        FeedbackAction.objects.bulk_create(
            FeedbackAction(feedback=feedback, order=n, point=points[n], **_fields(action, language))
            for n, action in enumerate(said["actions"])
        )
    publish_feedback(consultation, by=people["handlaggare"], now=at_time(today, ANSWERED, time(9)))


def _fields(action: dict, language: str) -> dict:
    return {name: text for name, text in spoken(action, language).items() if name != "builds_on"}
