"""What makes papers, imported by the first worker that needs it while others wait.

Two threads that import modules which need each other may meet in the middle: Python then hands one
of them a module that is only half there.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kmdesk.briefing.rendering import Renderer

_LOADING = Lock()


def load() -> None:
    """Import what makes papers, if nobody did; a worker calls it before it uses any of it."""
    with _LOADING:
        import citeproc  # noqa: F401

        import kmdesk.briefing.outline
        import kmdesk.briefing.preview  # noqa: F401


def make_renderer() -> Renderer:
    """Return what makes PDFs; its import is short, so that its process can begin at once."""
    with _LOADING:
        from kmdesk.briefing.rendering import Renderer
    return Renderer()
