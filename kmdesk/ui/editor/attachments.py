"""Attachments: the files of a record with a small picture, to open, copy out and take away."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QImageReader, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from kmdesk.models.canonical import Json
from kmdesk.models.kind import Field
from kmdesk.ui import icons, words
from kmdesk.ui.editor.field_edit import Bench, FieldEdit
from kmdesk.ui.widgets import Elided, Flow, button, column, label, row

THUMBNAIL = 48
"""Pixels of a picture's longer side."""

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp")
MOST_PIXELS = 60_000_000
"""Larger pictures are not decoded: they would take more memory than they are worth."""


class FileRow(QFrame):
    """One file.

    Signals:
        wanted: what to do with it: ``open``, ``copy`` or ``remove``.
    """

    wanted = Signal(str)

    def __init__(self, attachment: dict[str, Json], bench: Bench) -> None:
        super().__init__()
        self.attachment = attachment
        name = str(attachment.get("name") or "file")
        line = row(self, gap=12)
        line.setContentsMargins(0, 6, 0, 6)
        self.picture = QLabel()
        self.picture.setFixedSize(THUMBNAIL, THUMBNAIL)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        icon = icons.icon("record", bench.theme.tokens)
        self.picture.setPixmap(icon.pixmap(QSize(24, 24), self.devicePixelRatioF()))
        line.addWidget(self.picture)
        texts = column(gap=0)
        title = Elided(name)
        title.setToolTip(name)
        texts.addWidget(title)
        texts.addWidget(label(about(attachment), "small"))
        self._fault = label("", "small", wrap=True)
        self._fault.setObjectName("file_fault")
        self._fault.hide()
        texts.addWidget(self._fault)
        line.addLayout(texts, 1)
        self._buttons = {
            "open": button("Open", "quiet", self._on_button),
            "copy": button("Save a copy…", "quiet", self._on_button),
            "remove": button("Remove", "quiet", self._on_button),
        }
        for what, made in self._buttons.items():
            made.setProperty("what", what)
            made.setAccessibleName(f"{made.text().rstrip('…')}: {name}")
            line.addWidget(made)

    @property
    def first(self) -> QWidget:
        """Return the control that the keyboard comes to first."""
        return self._buttons["open"]

    def set_read_only(self, read_only: bool) -> None:
        """Let the file be opened only, or removed too."""
        self._buttons["remove"].setVisible(not read_only)

    def show_fault(self, fault: str) -> None:
        """Say why searches do not find the words in the file; "" says nothing."""
        self._fault.setText(f"It {fault}.")
        self._fault.setVisible(bool(fault))

    def show_picture(self, image: QImage) -> None:
        """Show a small picture of what is in the file."""
        if not image.isNull():
            self.picture.setPixmap(QPixmap.fromImage(image))

    @Slot()
    def _on_button(self) -> None:
        self.wanted.emit(self.sender().property("what"))


class AttachmentsEdit(FieldEdit):
    """The files of a record. Their bytes are in the collection before the record names them."""

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__(field)
        self._bench = bench
        self._read_only = False
        self.rows: list[FileRow] = []
        page = column(self, gap=4)
        self._lines = column(gap=0)
        page.addLayout(self._lines)
        self._add = button("Add files…", "link", bench.requests.files_wanted.emit)
        self._paste = button("Paste", "link", bench.requests.paste_wanted.emit)
        self._paste.setAccessibleName("Paste a file or a picture")
        self._hint = label("or drop them on the record", "small")
        self._hint.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._foot = Flow(gap=8)
        page.addWidget(self._foot)
        self._foot.put([self._add, self._paste, self._hint])

    @property
    def target(self) -> QWidget:
        """Return the button that adds files."""
        return self._add

    def value(self) -> Json:
        """Return the entries of the files."""
        return [dict(each.attachment) for each in self.rows]

    def set_value(self, value: Json) -> None:
        """Show files."""
        if list(value or []) == self.value():
            return
        for gone in self.rows:
            self._let_go(gone)
        self.rows = []
        for one in value or []:
            self._append(one)
        self.ask_faults()

    def ask_faults(self) -> None:
        """Have each file say why its words cannot be searched, if so."""
        hashes = [str(each.attachment["id"]) for each in self.rows]
        if hashes and self._bench.desk.is_open:
            self._bench.desk.read(lambda c: c.file_faults(hashes), self._show_faults, owner=self)

    def _show_faults(self, faults: Mapping[str, str]) -> None:
        for each in self.rows:
            each.show_fault(faults.get(str(each.attachment["id"]), ""))

    def set_read_only(self, read_only: bool) -> None:
        """Let files be opened only, or added and removed."""
        self._read_only = read_only
        self._foot.setVisible(not read_only)
        for each in self.rows:
            each.set_read_only(read_only)

    def add(self, attachments: list[dict[str, Json]]) -> None:
        """Add files whose bytes are in the collection; one that is here already is not doubled."""
        known = {each.attachment["id"] for each in self.rows}
        new = [one for one in attachments if one["id"] not in known]
        for one in new:
            self._append(one)
        if new:
            self.ask_faults()
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste files and pictures."""
        if event.matches(QKeySequence.StandardKey.Paste) and not self._read_only:
            self._bench.requests.paste_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _append(self, attachment: dict[str, Json]) -> None:
        made = FileRow(attachment, self._bench)
        made.set_read_only(self._read_only)
        made.wanted.connect(self._on_wanted)
        self.rows.append(made)
        self._lines.addWidget(made)
        digest, ratio = str(attachment["id"]), self.devicePixelRatioF()
        if attachment.get("media_type") in PICTURES and self._bench.desk.is_open:
            self._bench.desk.read(
                lambda c: thumbnail(c.attachment(digest), ratio),
                made.show_picture,
                owner=made,
                failed=lambda _error: None,
            )

    @Slot(str)
    def _on_wanted(self, what: str) -> None:
        which = self.sender()
        if not isinstance(which, FileRow):
            return
        if what != "remove":
            self._bench.requests.file.emit(what, which.attachment)
            return
        place = self.rows.index(which)
        self.rows.remove(which)
        (self.rows[min(place, len(self.rows) - 1)].first if self.rows else self._add).setFocus()
        self._let_go(which)
        self.changed.emit()

    def _let_go(self, gone: FileRow) -> None:
        self._lines.removeWidget(gone)
        gone.hide()
        gone.deleteLater()


def about(attachment: dict[str, Json]) -> str:
    """Return what kind of file it is and how large."""
    name, media_type = str(attachment.get("name") or ""), str(attachment.get("media_type") or "")
    ending = name.rpartition(".")[2].upper() if "." in name else ""
    sort = "picture" if media_type.startswith("image/") else "file"
    size = words.size(int(attachment.get("size") or 0))
    return f"{f'{ending} {sort}' if ending else sort.capitalize()} · {size}"


def thumbnail(data: bytes, ratio: float = 1.0) -> QImage:
    """Return a small picture, empty when it cannot be made; runs in a worker."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return QImage()
    side = round(THUMBNAIL * ratio)
    if max(size.width(), size.height()) > side:
        small = size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(small.expandedTo(QSize(1, 1)))
    image = reader.read()
    image.setDevicePixelRatio(ratio)
    return image
