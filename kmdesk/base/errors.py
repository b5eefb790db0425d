"""The one error that a user reads."""


class UserError(Exception):
    """Something a person can put right.

    The message is the sentence the user reads, in the window or on stderr: what happened, what was
    kept, what to do. Any other exception that reaches the top is a bug and is shown as one.
    """


class Cancelled(Exception):  # noqa: N818  # a request that was granted, not an error
    """Raised inside long work after the person asked to stop; nothing of the work was kept."""
