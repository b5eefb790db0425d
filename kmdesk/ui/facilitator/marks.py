"""Marks out of 10: each in private, then all of them for everybody to see."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QWidget

from kmdesk.models.ids import new_item_id
from kmdesk.models.marks import read_mark, spread_of_items
from kmdesk.models.meeting import Step
from kmdesk.ui import words
from kmdesk.ui.editor.simple import GrowingEdit
from kmdesk.ui.facilitator.dots import DotPlot
from kmdesk.ui.facilitator.entries import ENTER, line
from kmdesk.ui.facilitator.minutes import Item
from kmdesk.ui.facilitator.parts import People, Said, SaidCards, WhoLine
from kmdesk.ui.facilitator.step import Meeting, StepPage
from kmdesk.ui.widgets import ScrollPage, Tick, button, column, empty, label, row

HOW = (
    "Pass the keyboard round. Say who you are, type your mark and your reason, and press Done. "
    "Nobody sees what you type, and marks are shown together, when everybody has given one."
)


class PrivatePage(StepPage):
    """Takes marks one by one and shows none."""

    def __init__(self, meeting: Meeting, step: Step) -> None:
        super().__init__(meeting, step)
        self._id = ""
        lines = column(self, gap=12)
        lines.addWidget(label(HOW, wrap=True))
        self.people = People()
        self.people.chosen.connect(self._choose)
        lines.addWidget(self.people)
        self.count = label("", "large")
        lines.addWidget(self.count)
        lines.addStretch()
        self.who = WhoLine("Who are you")
        self.who.setPlaceholderText("Who are you? Number, initials, or empty for no name")
        self.mark = line("Mark", "Your mark, 0 to 10; 8+ for at least 8 (stays hidden)")
        self.mark.setEchoMode(QLineEdit.EchoMode.NoEcho)
        self.reason = line("Reason", "Your reason (stays hidden)")
        self.reason.setEchoMode(QLineEdit.EchoMode.Password)
        for each in (self.who, self.mark, self.reason):
            each.installEventFilter(self)
            lines.addWidget(each)
        self.show_typed = Tick("Show what I type: turn the screen away first")
        self.show_typed.setAccessibleName("Show what I type")
        self.show_typed.toggled.connect(self._on_show)
        self.state = label("", "small")
        foot = row(gap=12)
        foot.addWidget(self.show_typed)
        foot.addWidget(self.state, 1)
        foot.addWidget(button("Done", "primary", self.take))
        lines.addLayout(foot)
        lines.addStretch()
        self.who.editingFinished.connect(self._on_who)
        self.mark.textEdited.connect(self._on_mark)
        self.reason.textEdited.connect(self._write)
        self._tell()

    @property
    def target(self) -> QWidget | None:
        """Return where somebody says who they are."""
        return self.who

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Return lead from box to box."""
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and event.key() in ENTER:  # type: ignore[attr-defined]
            order = {self.who: self.mark, self.mark: self.reason}
            after = order.get(watched)  # type: ignore[call-overload]
            if after is not None:
                after.setFocus()
            else:
                self.take()
            return True
        return super().eventFilter(watched, event)

    def finish(self) -> bool:
        """Take the mark that stands in the boxes, if there is one."""
        if not (self.mark.text() or self.reason.text()):
            return True
        if read_mark(self.mark.text()) is None:
            self.told.emit("That is not a mark from 0 to 10. Type it again; nothing was shown.")
            self.mark.clear()
            self.mark.setFocus()
            self._on_mark()
            return False
        self._write()
        self._clear()
        return True

    @Slot()
    def take(self) -> None:
        """Keep a mark and make room for the next person."""
        if not (self.mark.text() or self.reason.text()):
            self.told.emit("Type a mark first.")
            self.mark.setFocus()
        elif self.finish():
            self.who.setFocus()

    def _clear(self) -> None:
        self._id = ""
        for box in (self.who, self.mark, self.reason):
            box.clear()
        self.show_typed.setChecked(False)
        self.state.setText("")
        self._tell()

    def _tell(self) -> None:
        marks = [one for one in self.minutes.items("marks") if one.get("mark") is not None]
        names = self.minutes.names()
        self.who.offer(names)
        self.people.offer(names, [one.get("participant", "") for one in marks])
        of = f" of {len(names)}" if names else ""
        verb = "has" if len(marks) == 1 and not of else "have"
        self.count.setText(f"{len(marks)}{of} {verb} given a mark")

    @Slot(str)
    def _choose(self, name: str) -> None:
        self.who.setText(name)
        self._on_who()
        self.mark.setFocus()

    @Slot()
    def _on_who(self) -> None:
        """Begin another mark when somebody else sits down; their own is written over."""
        name = self.who.name()
        before = self._mark_of(name) if name else None
        if before is not None and before["id"] != self._id:
            if self._own(self._id, ""):
                self.minutes.drop_item("marks", self._id)
            self._id = before["id"]
            self.state.setText(f"{name} has given a mark; a new one takes its place.")
        elif before is None and name:
            self._id = self._id if self._own(self._id, name) else new_item_id()
            self.state.setText("")
        self._write()

    def _own(self, item_id: str, name: str) -> bool:
        """Say whether an item is this entry's: written before anybody said who they are."""
        found = [one for one in self.minutes.items("marks") if one["id"] == item_id]
        return bool(found) and found[0].get("participant", "") in ("", name)

    def _mark_of(self, name: str) -> Item | None:
        marks = self.minutes.items("marks")
        return next((one for one in marks if one.get("participant") == name), None)

    @Slot()
    def _on_mark(self) -> None:
        self.state.setText("A mark is typed." if self.mark.text() else "")
        self._write()

    @Slot()
    def _write(self) -> None:
        """Write what can be read; a mark that was given stays until there is a new one."""
        read = read_mark(self.mark.text())
        reason = self.reason.text().strip()
        if read is None and not reason:
            return
        self._id = self._id or new_item_id()
        kept = [one for one in self.minutes.items("marks") if one["id"] == self._id]
        item: Item = kept[0] if kept else {"id": self._id}
        item["participant"] = self.who.name() or item.get("participant", "")
        if read is not None:
            item["mark"], item["at_least"] = read
        if reason:
            item["reason"] = reason
        self.minutes.put_item("marks", item)

    @Slot(bool)
    def _on_show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode
        self.mark.setEchoMode(mode.Normal if shown else mode.NoEcho)
        self.reason.setEchoMode(mode.Normal if shown else mode.Password)


class RevealedPage(StepPage):
    """A step that shows marks: covered until whoever facilitates takes the cover off."""

    def __init__(self, meeting: Meeting, step: Step) -> None:
        super().__init__(meeting, step)
        self._lines = column(self, gap=12)
        self._target: QWidget | None = None
        self._build()

    @property
    def target(self) -> QWidget | None:
        """Return the control to begin with."""
        return self._target

    def marks(self) -> list[Item]:
        """Return the marks, the lowest first."""
        given = [one for one in self.minutes.items("marks") if one.get("mark") is not None]
        return sorted(given, key=lambda one: int(one["mark"]))

    def _build(self) -> None:
        if self.meeting.revealed:
            self._show_marks()
            return
        given = {one.get("participant") for one in self.marks()}
        lacking = [name for name in self.minutes.names() if name not in given]
        text = words.count(len(self.marks()), "mark was", "marks were")
        self._lines.addStretch()
        self._lines.addWidget(label(f"{text} given in private.", "large"))
        if lacking and len(self.marks()) < len(self.minutes.names()):
            missing = f"Not yet: {', '.join(lacking)}. Page Up goes back to the marks."
            self._lines.addWidget(label(missing, wrap=True))
        self._target = button("Show the marks to everybody", "primary", self._reveal)
        line = row()
        line.addWidget(self._target)
        line.addStretch()
        self._lines.addLayout(line)
        self._lines.addStretch()

    @Slot()
    def _reveal(self) -> None:
        self.meeting.revealed = True
        self.state_changed.emit()
        self.rebuild()

    def rebuild(self) -> None:
        """Show everything anew."""
        empty(self._lines)
        self._build()
        if self._target is not None:
            self._target.setFocus()

    def _show_marks(self) -> None:
        raise NotImplementedError

    def _said_by(self, one: Item) -> str:
        """Return a mark, with who gave it when names are shown."""
        least = "at least " if one.get("at_least") else ""
        who = (one.get("participant") or "Not attributed") if self.meeting.named else "A mark of"
        gave = ", gave " if self.meeting.named else " "
        return f"{who}{gave}{least}{one['mark']}"

    def _names_tick(self) -> Tick:
        tick = Tick("Show who gave which mark")
        tick.setAccessibleName("Show who gave which mark")
        tick.setChecked(self.meeting.named)
        tick.clicked.connect(self._on_names)
        return tick

    @Slot(bool)
    def _on_names(self, named: bool) -> None:
        self.finish()
        self.meeting.named = named
        self.state_changed.emit()
        self.rebuild()

    def _picture(self) -> QWidget:
        """Return the dot plot with its numbers in words."""
        spread = spread_of_items(self.marks())
        made = QWidget()
        lines = column(made, gap=8)
        mean = f" The mean is {spread.mean:g}." if len(spread.values) > 1 else ""
        self.sentence = label(spread.words() + mean, wrap=True)
        lines.addWidget(self.sentence)
        lines.addWidget(DotPlot(self.meeting.theme, spread), 1)
        if sum(spread.floors):
            lines.addWidget(label("A ring stands for “at least”.", "small"))
        return made


class SpreadPage(RevealedPage):
    """How far the marks lie apart, and the reasons."""

    def _show_marks(self) -> None:
        body = row(gap=32)
        left = column(gap=12)
        left.addWidget(self._picture(), 1)
        self._target = self._names_tick()
        left.addWidget(self._target, 0, Qt.AlignmentFlag.AlignLeft)
        body.addLayout(left, 3)
        reasons = SaidCards("Reasons", "Nobody gave a reason.", editable=False)
        reasons.show_said(
            [
                Said(one["id"], one["reason"], self._said_by(one))
                for one in self.marks()
                if one.get("reason")
            ]
        )
        body.addWidget(reasons, 2)
        self._lines.addLayout(body, 1)


class TenPage(RevealedPage):
    """What would have made each mark a 10."""

    def _show_marks(self) -> None:
        body: QHBoxLayout = row(gap=32)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("What would have made it a 10")
        page = ScrollPage()
        lines = column(page, gap=12)
        self._boxes: dict[str, GrowingEdit] = {}
        for one in self.marks():
            lines.addWidget(label(self._said_by(one), "label"))
            lines.addWidget(self._box(one))
        if not self._boxes:
            lines.addWidget(label("Nobody gave a mark.", "small"))
        lines.addStretch()
        area.setWidget(page)
        left = column(gap=12)
        left.addWidget(area, 1)
        tick = self._names_tick()
        left.addWidget(tick, 0, Qt.AlignmentFlag.AlignLeft)
        body.addLayout(left, 3)
        body.addWidget(self._picture(), 2)
        self._lines.addLayout(body, 1)
        self._target = next(iter(self._boxes.values()), tick)

    def _box(self, one: Item) -> GrowingEdit:
        box = GrowingEdit(one_paragraph=True)
        box.setAccessibleName(f"What would have made it a 10: {self._said_by(one)}")
        box.setPlaceholderText("What would have made it a 10?")
        box.setPlainText(one.get("would_make_ten", ""))
        box.setProperty("mark", one["id"])
        box.textChanged.connect(self._on_typed)
        box.entered.connect(self._go_on)
        self._boxes[one["id"]] = box
        return box

    @Slot()
    def _on_typed(self) -> None:
        box = self.sender()
        name = str(box.property("mark"))
        item = next((one for one in self.minutes.items("marks") if one["id"] == name), None)
        if item is not None and isinstance(box, GrowingEdit):
            self.minutes.put_item("marks", {**item, "would_make_ten": box.toPlainText().strip()})

    @Slot()
    def _go_on(self) -> None:
        boxes = list(self._boxes.values())
        here = next((n for n, box in enumerate(boxes) if box.hasFocus()), 0)
        boxes[(here + 1) % len(boxes)].setFocus(Qt.FocusReason.TabFocusReason)
