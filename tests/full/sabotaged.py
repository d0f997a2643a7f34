"""The control: a site that says that a response is stored half a second before it is."""

import threading
import time

from config.wsgi import application as honest
from consultations.responding import keys, submit, views

HELD_BACK = 0.5


def submit_later(consultation, *, draft=None, form_key: str, **said):
    """An early acknowledgement. The draft stays, so that the sending that follows finds everything it needs."""

    def store():
        time.sleep(HELD_BACK)
        submit.submit_response(consultation, draft=draft, form_key=form_key, **said)

    threading.Thread(target=store, daemon=True).start()
    return submit.Receipt(keys.receipt_code(form_key), is_new=True)


def receipt_at_once(consultation, form_key: str) -> str:
    return keys.receipt_code(form_key)


views.submit_response = submit_later
views.receipt_of = receipt_at_once
application = honest
