"""When kmdesk is at fault: say so, keep the text, and hand over a report that can be copied."""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from kmdesk import __version__
from kmdesk.ui.widgets import button, column, label, row

logger = logging.getLogger(__name__)


class CrashDialog(QDialog):
    """Shows what happened, for the person and for the one who mends it."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report = report
        self.setWindowTitle("Something went wrong")
        self.resize(640, 440)
        lines = column(self, gap=12, margin=24)
        lines.addWidget(label("kmdesk made a mistake", "head"))
        text = (
            "What you typed is kept as a draft. You can go on; if something looks odd, close "
            "kmdesk and start it again. Please send the report below to whoever looks after it: "
            "it names parts of the program, not what your records say."
        )
        lines.addWidget(label(text, wrap=True))
        self.text = QPlainTextEdit(report)
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Report")
        self.text.setTabChangesFocus(True)
        lines.addWidget(self.text, 1)
        foot = row()
        foot.addWidget(button("Copy the report", "", self.copy))
        foot.addStretch()
        self.go_on = button("Go on", "primary", self.accept)
        self.go_on.setDefault(True)
        foot.addWidget(self.go_on)
        lines.addLayout(foot)

    @Slot()
    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report)


def report_of(error: BaseException) -> str:
    """Return version, system and traceback; messages of errors may quote records, so they go."""
    frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
    return "".join(
        (
            f"kmdesk {__version__}, Python {platform.python_version()}, Qt {qVersion()}, ",
            f"{platform.system()} {platform.release()}\n\n",
            *frames,
            f"{type(error).__module__}.{type(error).__qualname__}\n",
        )
    )


def install(keep_draft: Callable[[], None], parent: QWidget) -> None:
    """Show a crash dialog for every error that nobody caught.

    Args:
        keep_draft: puts what is being typed in safety.
        parent: the window the dialog belongs to.
    """

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        report = report_of(error)
        logger.error("A mistake of the program: %s", report)
        keep_draft()
        dialog = CrashDialog(report, parent)
        dialog.exec()
        dialog.deleteLater()

    sys.excepthook = hook
