"""A text without paragraphs in a box that grows: nothing of it is cut off as in a single line."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSignalBlocker

from kmdesk.models.canonical import Json
from kmdesk.models.kind import Field
from kmdesk.ui.editor.field_edit import FieldEdit
from kmdesk.ui.editor.simple import GrowingEdit
from kmdesk.ui.widgets import restyle, row


class ParagraphBox(GrowingEdit):
    """A box of one paragraph; what is pasted becomes one too."""

    def __init__(self) -> None:
        super().__init__(one_paragraph=True)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste text as one paragraph."""
        self.insertPlainText(" ".join(source.text().split()))


class ParagraphEdit(FieldEdit):
    """A line of text that goes on below when it is long."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._given: tuple[str, str] = ("", "")
        self._edit = ParagraphBox()
        self._edit.setAccessibleName(field.label)
        row(self).addWidget(self._edit)
        self._edit.textChanged.connect(self.changed)

    @property
    def target(self) -> GrowingEdit:
        """Return the box."""
        return self._edit

    def value(self) -> Json:
        """Return the text; one that nobody touched comes back as it was given."""
        text = self._edit.toPlainText()
        given, shown = self._given
        return given if text == shown else text

    def set_value(self, value: Json) -> None:
        """Show a text, keeping the cursor when it is the same."""
        text = value or ""
        if text != self.value():
            with QSignalBlocker(self):
                self._edit.setPlainText(text)
        self._given = (text, self._edit.toPlainText())

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or typed into."""
        self._edit.setReadOnly(read_only)
        restyle(self._edit)
