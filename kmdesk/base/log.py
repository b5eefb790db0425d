"""The log file: for the one who mends kmdesk; record text never goes into it."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def to_file(path: Path) -> None:
    """Write log messages from level INFO to `path`, at most 3 files of 500 kB each.

    A folder that cannot be written is no reason not to start: the log then stays silent.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=500_000, backupCount=2, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger("kmdesk")
    root.setLevel(logging.INFO)
    root.addHandler(handler)
