"""What the later rooms listen to, since nothing here may call them."""

from django.dispatch import Signal

# A submission counts no more: it was replaced by a change, or its response was withdrawn. Sent in that transaction,
# after the response has changed and before its answers do, with ``submission``, ``replaced_by`` (or None) and ``now``.
submission_left = Signal()
