"""Who is working."""

import getpass
import os


def author() -> str:
    """Return the name to write into revisions when nobody gave one.

    ``KMDESK_AUTHOR``, else the name the person logged in with, else "".
    """
    if named := os.environ.get("KMDESK_AUTHOR"):
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
