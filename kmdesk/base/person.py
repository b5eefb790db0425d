"""Who is working."""

import getpass
import os
from contextlib import suppress
from pathlib import Path

from kmdesk.base import paths


def login_name() -> str:
    """Return ``KMDESK_AUTHOR``, else the name the person logged in with, else ""."""
    if named := os.environ.get("KMDESK_AUTHOR"):
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def author() -> str:
    """Return the name to write into revisions when nobody gave one.

    ``KMDESK_AUTHOR``, else the name that the person gave in the window, so that one person has one
    name, else the login name.
    """
    if os.environ.get("KMDESK_AUTHOR"):
        return login_name()
    try:
        return _file().read_text("utf-8").strip() or login_name()
    except (OSError, UnicodeDecodeError):
        return login_name()


def keep(name: str) -> None:
    """Remember the name for the command line; where nothing can be written, it is forgotten."""
    if name == author():
        return
    with suppress(OSError):
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_text(f"{name}\n", "utf-8")


def _file() -> Path:
    return paths.data_folder() / "author"
