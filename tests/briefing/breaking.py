"""A paper that breaks the process which makes it, as a fault in a library would."""

import os
import signal

from kmdesk.base.progress import Progress
from kmdesk.briefing.pdf import render
from kmdesk.briefing.rendered import Rendered
from kmdesk.briefing.tree import Document

BREAKING = "breaking"


def break_or_render(document: Document, progress: Progress) -> Rendered:
    """Make a PDF, unless the paper's title says otherwise."""
    if BREAKING in document.title:
        os.kill(os.getpid(), signal.SIGTERM)
    return render(document, progress)
