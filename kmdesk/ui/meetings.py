"""Meetings: begun from a review, kept where they stand, gone on with after a crash."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QPushButton

from kmdesk.base import clock
from kmdesk.models.canonical import Json

if TYPE_CHECKING:
    from kmdesk.ui.facilitator.step import Meeting
    from kmdesk.ui.facilitator.view import FacilitatorView
    from kmdesk.ui.window import Window

SETTING = "meeting/"
"""Begins the names of the settings that say where a meeting stands; the record is elsewhere."""

STANDS = 20_000
"""Milliseconds after which the time that a meeting took is kept again."""


class MeetingCommands(QObject):
    """The slots of meetings, and what is known of those under way."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._under_way: dict[str, dict[str, Json]] = {}
        self._record = ""
        self._to_resume = ""
        self.view: FacilitatorView | None = None
        self.pill = QPushButton()
        self.pill.setProperty("role", "pill")
        self.pill.setObjectName("pill_meeting")
        self.pill.setAutoDefault(False)
        self.pill.hide()
        self.pill.clicked.connect(self.facilitate)
        window.page.extra_pills.append(self.pill)
        window.actions_by_name["facilitate"].triggered.connect(self.facilitate)
        window.session.shown.connect(self._on_shown)
        window.desk.opened.connect(self._ask_what_is_under_way)
        self._soon = QTimer(self, interval=STANDS)
        self._soon.timeout.connect(self._keep)

    @Slot()
    def facilitate(self) -> None:
        """Begin a meeting on the review that is open, or go on with it."""
        window = self._window
        kind = window.page.kind
        if kind is None or kind.name != "review" or not window.session.record_id:
            window.notice.say("Open a review first; a meeting is held on a review.")
        elif not window.session.can_write:
            window.notice.say("This review can only be read here, so no meeting can be held on it.")
        elif not window.page.fields().get("title"):
            window.notice.say("Give the review a title first.")
            window.page.title.setFocus()
        elif self.view is None:
            self._open(window.session.record_id)

    def _open(self, record_id: str) -> None:
        from kmdesk.ui.facilitator.view import FacilitatorView

        window = self._window
        self._record = record_id
        from kmdesk.ui.facilitator.minutes import Minutes
        from kmdesk.ui.facilitator.step import Meeting

        minutes = Minutes(window.page, self)
        minutes.give_ids()
        if not minutes.text("held_on"):
            minutes.put("held_on", clock.today().isoformat())
        technique = minutes.text("technique")
        kept = self._under_way.get(record_id, {})
        meeting = Meeting(
            minutes,
            window.theme,
            window.bench.cards.cards.get(technique),
            length=int(kept.get("length") or 0),
            revealed=bool(kept.get("revealed")),
            named=bool(kept.get("named")),
            spent=dict(kept.get("spent") or {}),
            step=str(kept.get("step") or ""),
        )
        self.view = FacilitatorView(window, meeting)
        self.view.state_changed.connect(self._keep)
        self.view.save_wanted.connect(self._save)
        self.view.retry_wanted.connect(self._retry)
        self.view.left.connect(self._on_left)
        window.jobs.refused.connect(self.view.tell)
        window.session.said.connect(self.view.tell)
        window.hide_content(hidden=True)  # marks given in private stand there too
        self._keep()
        self._soon.start()
        self.view.showFullScreen()

    @Slot()
    def _keep(self) -> None:
        """Keep where the meeting stands; what was said is in the draft of the record."""
        if self.view is not None:
            self._note(self._record, {**_standing(self.view.meeting), "open": True})

    def _note(self, record_id: str, standing: dict[str, Json] | None) -> None:
        if standing is None:
            self._under_way.pop(record_id, None)
        else:
            self._under_way[record_id] = standing
        self._window.desk.write(lambda c: c.put_setting(SETTING + record_id, standing), owner=self)

    @Slot()
    def _retry(self) -> None:
        """Keep the draft again, and say so when that went well."""
        self._window.session.keep_draft()
        self._window.desk.write(lambda _: None, self._after_retry, owner=self)

    def _after_retry(self, _nothing: None) -> None:
        if self.view is not None:
            self.view.all_is_well()

    @Slot()
    def _save(self) -> None:
        """Make a revision of the record and end the meeting."""
        self._window.session.save()
        self._window.desk.write(lambda _: None, self._end, owner=self)

    def _end(self, _nothing: None) -> None:
        """Close the view once the record is saved; a save that failed was told, and it stays."""
        if self.view is not None and not self._window.session.dirty:
            self._note(self._record, None)
            self._record = ""
            self.view.close()

    @Slot()
    def _on_left(self) -> None:
        window = self._window
        self._soon.stop()
        if self.view is None:
            return
        window.jobs.refused.disconnect(self.view.tell)
        window.session.said.disconnect(self.view.tell)
        standing = _standing(self.view.meeting)
        self.view = None
        window.hide_content(hidden=False)
        window.session.keep_draft()
        if self._record:
            self._note(self._record, {**standing, "open": False})
            window.notice.say("The meeting is kept as a draft. It can be gone on with (F5).")
        self._on_shown(window.session.record_id)
        window.page.title.setFocus()

    @Slot(str)
    def _on_shown(self, record_id: str) -> None:
        kind = self._window.page.kind
        review = bool(record_id) and kind is not None and kind.name == "review"
        self.pill.setVisible(review and self._window.session.can_write)
        text = "Go on with the meeting" if record_id in self._under_way else "Facilitate"
        self.pill.setText(text)
        self.pill.setAccessibleName(text)
        self.pill.setToolTip("Full screen, one question at a time (F5)")
        self.pill.updateGeometry()
        marks = self._window.page.section("marks")
        standing = self._under_way.get(record_id)
        if marks is not None and standing is not None and not standing.get("revealed"):
            marks.fold()
        if record_id and record_id == self._to_resume:
            self._to_resume = ""
            QTimer.singleShot(0, self, self.facilitate)

    @Slot()
    def _ask_what_is_under_way(self) -> None:
        self._window.desk.read(lambda c: dict(c.settings(SETTING)), self._offer, owner=self)

    def _offer(self, under_way: dict[str, Json]) -> None:
        """Offer to go on with a meeting that ended with the program."""
        self._under_way = {name: one for name, one in under_way.items() if isinstance(one, dict)}
        for record_id, standing in self._under_way.items():
            if standing.get("open"):
                self._window.notice.say(
                    "kmdesk ended in the middle of a meeting. What was typed is here.",
                    "Go on with the meeting",
                    partial(self._resume, record_id),
                )
        self._on_shown(self._window.session.record_id)

    def _resume(self, record_id: str) -> None:
        if self._window.session.record_id == record_id:
            self.facilitate()
            return
        self._to_resume = record_id
        self._window.open_record(record_id)


def _standing(meeting: Meeting) -> dict[str, Json]:
    return {
        "step": meeting.step,
        "length": meeting.length,
        "revealed": meeting.revealed,
        "named": meeting.named,
        "spent": {name: round(seconds) for name, seconds in meeting.spent.items()},
    }
