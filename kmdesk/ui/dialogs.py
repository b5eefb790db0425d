"""Every question the window asks: files, yes or no, a line of text, a message.

They stand in one module so that one place decides how they look, and one place answers in tests.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QFileDialog,
    QInputDialog,
    QLineEdit,
    QMessageBox,
    QWidget,
)

PICTURE_FILTER = "Pictures (*.png *.jpg *.jpeg)"
COLLECTION_FILTER = "Collections (*.kmdesk)"
EXCHANGE_FILTER = "Exchange files (*.kmx)"
SOURCES_FILTER = "Search results (*.ris *.nbib *.cgi *.txt *.ciw *.bib *.xml *.csv);;All files (*)"

ROOM_TO_TYPE = 420
"""Pixels across a question that is answered by a line of text."""


def open_file(parent: QWidget, title: str, folder: Path, kinds: str) -> Path | None:
    """Ask for a file that exists."""
    name, _ = QFileDialog.getOpenFileName(parent, title, str(folder), kinds)
    return Path(name) if name else None


def open_files(parent: QWidget, title: str, folder: Path, kinds: str) -> list[Path]:
    """Ask for one or more files that exist."""
    names, _ = QFileDialog.getOpenFileNames(parent, title, str(folder), kinds)
    return [Path(name) for name in names]


def save_file(parent: QWidget, title: str, suggestion: Path, kinds: str) -> Path | None:
    """Ask where to write a file; the suffix of the suggestion is added when none is typed."""
    name, _ = QFileDialog.getSaveFileName(parent, title, str(suggestion), kinds)
    if not name:
        return None
    path = Path(name)
    return path if path.suffix else path.with_suffix(suggestion.suffix)


def choose_folder(parent: QWidget, title: str, folder: Path) -> Path | None:
    """Ask for a folder that exists."""
    name = QFileDialog.getExistingDirectory(parent, title, str(folder))
    return Path(name) if name else None


def choose_colour(parent: QWidget, title: str, colour: str, offered: Sequence[str]) -> str | None:
    """Ask for a colour as ``#rrggbb``, some offered beside all others."""
    for place, one in enumerate(offered[: QColorDialog.customCount()]):
        QColorDialog.setCustomColor(place, QColor(one))
    found = QColorDialog.getColor(QColor(colour), parent, title)
    return found.name() if found.isValid() else None


def confirm(parent: QWidget, title: str, text: str, yes: str) -> bool:
    """Ask before something that is more than a click to undo; `yes` says what will happen."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, parent=parent)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    agreed = box.clickedButton() is agree
    box.deleteLater()
    return agreed


def tell(parent: QWidget, title: str, text: str) -> None:
    """Say something that must be read before going on."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, parent=parent)
    box.exec()
    box.deleteLater()


def choose(parent: QWidget, title: str, question: str, choices: Sequence[str]) -> str | None:
    """Ask for one of several choices; None when the person thought better of it."""
    text, agreed = QInputDialog.getItem(parent, title, question, list(choices), 0, False)
    return text if agreed else None


def ask_text(
    parent: QWidget, title: str, question: str, value: str = "", *, secret: bool = False
) -> str | None:
    """Ask for a line of text; None when the person thought better of it."""
    box = QInputDialog(parent)
    box.setWindowTitle(title)
    box.setLabelText(question)
    box.setTextValue(value)
    box.setTextEchoMode(QLineEdit.EchoMode.Password if secret else QLineEdit.EchoMode.Normal)
    box.resize(max(ROOM_TO_TYPE, box.sizeHint().width()), box.sizeHint().height())
    agreed = box.exec()
    text = box.textValue().strip()
    box.deleteLater()
    return text if agreed else None
