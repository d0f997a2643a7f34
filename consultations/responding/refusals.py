"""What is raised where a response is not taken in. Apart, so that every rule that takes part in storing one can."""


class NotReceived(Exception):  # noqa: N818
    """A response that can't be taken in. Its text is fit for the resident."""
