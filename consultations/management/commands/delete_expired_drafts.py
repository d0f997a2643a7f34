"""``manage.py delete_expired_drafts``: unsent answers, codes waiting to be sent and questions whose time is over."""

from captcha.models import CaptchaStore
from django.core.management.base import BaseCommand

from consultations.responding import drafts, saving


class Command(BaseCommand):
    help = "Deletes drafts after their last day, messages with codes that can't be delivered, and unanswered questions."

    def handle(self, *args, **options):
        drafts.delete_expired()
        saving.delete_undelivered()
        CaptchaStore.remove_expired()
