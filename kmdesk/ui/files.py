"""Files of records: added by picker, drop and paste; opened, copied out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject, Slot
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QGuiApplication, QImage

from kmdesk.base import clock
from kmdesk.base.errors import UserError
from kmdesk.base.files import replacing
from kmdesk.models.canonical import Json
from kmdesk.models.record import Attachment
from kmdesk.ui import dialogs, opened, words
from kmdesk.ui.editor.attachments import AttachmentsEdit

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection
    from kmdesk.ui.window import Window

Keep = Callable[["Collection"], Attachment]


class FileCommands(QObject):
    """What is done with files, and the drops on the record's page."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        requests = window.bench.requests
        requests.files_wanted.connect(self.choose)
        requests.paste_wanted.connect(self.paste)
        requests.file.connect(self._on_file)
        window.actions_by_name["attach"].triggered.connect(self.choose)
        window.actions_by_name["paste_files"].triggered.connect(self.paste)
        window.page.viewport().setAcceptDrops(True)
        window.page.viewport().installEventFilter(self)

    @Slot()
    def choose(self) -> None:
        """Ask for files and attach them."""
        window = self._window
        kept = window.state.text("attach/folder")
        folder = Path(kept) if kept else Path.home()
        files = dialogs.open_files(window, "Attach files", folder, "All files (*)")
        if files:
            window.state.keep("attach/folder", str(files[0].parent))
            self.add(files)

    @Slot()
    def paste(self) -> None:
        """Attach the files or the picture of the clipboard."""
        clipboard = QGuiApplication.clipboard()
        found = local_files(clipboard.mimeData())
        image = clipboard.image()
        if found:
            self.add(found)
        elif not image.isNull():
            name = f"Screenshot {clock.local(clock.now()):%Y-%m-%d %H.%M.%S}.png"
            self._keep([lambda c: c.keep_bytes(name, as_png(image))])
        else:
            self._window.notice.say("There is no file and no picture on the clipboard.")

    def add(self, files: Sequence[Path]) -> None:
        """Attach files to the record on the page, which need not have been saved yet."""

        def keep(file: Path) -> Keep:
            return lambda c: c.keep_file(file)

        self._keep([keep(file) for file in files])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files that are dropped on the page."""
        if isinstance(event, QDropEvent) and self._may_add():
            found = local_files(event.mimeData())
            if found and isinstance(event, QDragMoveEvent):
                event.acceptProposedAction()
                return True
            if found and event.type() == QEvent.Type.Drop:
                event.acceptProposedAction()
                self.add(found)
                return True
        return super().eventFilter(watched, event)

    def _may_add(self) -> bool:
        return bool(self._window.session.record_id) and self._window.session.can_write

    def _keep(self, files: Sequence[Keep]) -> None:
        """Read files in a worker, then show them on the page if it still shows the record."""
        window = self._window
        if not self._may_add():
            window.notice.say("Open a record that can be changed first, then attach files to it.")
            return
        record_id = window.session.record_id

        def work(collection: Collection) -> tuple[list[dict[str, Json]], list[str]]:
            kept: list[dict[str, Json]] = []
            problems: list[str] = []
            for keep in files:
                try:
                    kept.append(msgspec.to_builtins(keep(collection)))
                except UserError as error:
                    problems.append(str(error))
            return kept, problems

        window.desk.read(work, lambda found: self._after_keeping(record_id, *found), owner=self)

    def _after_keeping(
        self, record_id: str, kept: list[dict[str, Json]], problems: list[str]
    ) -> None:
        window = self._window
        said = list(problems)
        if kept and window.session.record_id == record_id:
            self._edit().add(kept)
            names = words.count(len(kept), "file") if len(kept) > 1 else str(kept[0]["name"])
            said.insert(0, f"{names} {'are' if len(kept) > 1 else 'is'} kept with the record.")
        elif kept:
            said.append("You went to another record meanwhile; nothing was attached.")
        window.notice.say(" ".join(said))

    def _edit(self) -> AttachmentsEdit:
        section = self._window.page.section("attachments")
        if section is None:
            raise ValueError("the page has no attachments")
        section.unfold()
        edit = section.form.edits["attachments"] if section.form else None
        if not isinstance(edit, AttachmentsEdit):
            raise TypeError("attachments have another control")
        return edit

    @Slot(str, object)
    def _on_file(self, what: str, attachment: dict[str, Json]) -> None:
        name, digest = str(attachment.get("name") or "file"), str(attachment["id"])
        if what == "copy":
            self.save_copy(name, digest)
        else:
            self.open(name, digest)

    def open(self, name: str, digest: str) -> None:
        """Open a file that is kept with the program that the system has for it."""
        if opened.runs(name):
            self._window.notice.say(
                f"{name} is a program or a script, so kmdesk does not open it. Save a copy if you "
                "trust where it came from."
            )
        else:
            self._window.desk.read(
                lambda c: opened.write(digest, name, c.attachment(digest)),
                self._window.commands.open_path,
                owner=self,
            )

    def save_copy(self, name: str, digest: str) -> None:
        """Ask where to and write a file that is kept, whole or not at all."""
        window = self._window
        suggestion = Path.home() / opened.safe_name(name)
        target = dialogs.save_file(window, "Save a copy", suggestion, "All files (*)")
        if target is None:
            return

        def work(collection: Collection) -> None:
            data = collection.attachment(digest)
            with replacing(target) as beside:
                beside.write_bytes(data)

        window.desk.read(
            work, lambda _: window.notice.say(f"Saved a copy as {target.name}."), owner=self
        )


def local_files(data: QMimeData | None) -> list[Path]:
    """Return the files that somebody drags or has copied."""
    urls = data.urls() if data is not None else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


def as_png(image: QImage) -> bytes:
    """Return a picture as a PNG file; runs in a worker."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
