"""The command line: every command of kmdesk, for people and, with --json, for scripts.

Exit codes: 0 done, 1 a sentence on stderr says why not, 2 wrong usage, 3 done but something needs a
person. With --json, what went wrong is `{"error": sentence}` on stderr: stdout has results alone.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from kmdesk.base import log, paths
from kmdesk.base.errors import UserError
from kmdesk.cli import (
    disputes,
    erasing,
    imports,
    learning,
    outside,
    papers,
    past,
    records,
    swapping,
    tags,
    upkeep,
    wrong_usage,
)
from kmdesk.cli.session import DONE, FAILED, NEEDS_A_PERSON, Session, main

__all__ = [
    "disputes",
    "erasing",
    "imports",
    "learning",
    "outside",
    "papers",
    "past",
    "records",
    "run",
    "swapping",
    "tags",
    "upkeep",
]


def run(
    arguments: Sequence[str],
    *,
    open_window: Callable[[Path], int],
    check_window: Callable[[], list[str]],
) -> int:
    """Run one command and return the exit code."""
    session = Session(open_window, check_window, json="--json" in arguments)
    log.to_file(paths.data_folder() / "kmdesk.log")
    try:
        code = main.main(list(arguments), "kmdesk", standalone_mode=False, obj=session)
    except UserError as error:
        session.fail(str(error))
        return FAILED
    except click.UsageError as error:
        session.fail(wrong_usage.in_words(error))
        return error.exit_code
    except click.Abort:
        session.fail("Stopped; nothing was changed.")
        return FAILED
    finally:
        for collection in session.opened:
            collection.close()
    if code:
        return int(code)
    return NEEDS_A_PERSON if session.needs_a_person else DONE
