"""Choose the window or the command line; what is not chosen is not imported."""

import sys
from pathlib import Path


def main() -> int:
    """Run kmdesk and return its exit code."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()  # packed, it is its processes of `base.apart` too
    if sys.argv[1:]:
        from kmdesk import cli

        return cli.run(sys.argv[1:], open_window=_open_window, check_window=_check_window)
    from kmdesk.base.paths import default_collection

    return _open_window(default_collection())


def _open_window(collection: Path) -> int:
    from kmdesk.ui import app

    return app.run(collection)


def _check_window() -> list[str]:
    from kmdesk.ui import selftest

    return selftest.problems()


if __name__ == "__main__":
    sys.exit(main())
