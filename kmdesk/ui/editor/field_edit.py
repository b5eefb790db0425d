"""What every control of the editor can do, whatever the shape of its field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kmdesk.models.canonical import Json, is_empty
from kmdesk.models.kind import Field
from kmdesk.ui.composer.printed import Printed
from kmdesk.ui.desk import Desk
from kmdesk.ui.editor.item_acts import ItemActs
from kmdesk.ui.house_cards import HouseCards
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import restyle


class FieldEdit(QWidget):
    """A control for one field.

    Signals:
        changed: the person, not the program, gave it another value.
    """

    changed = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field

    @property
    def target(self) -> QWidget:
        """Return the widget that takes the focus: the buddy of the field's label."""
        raise NotImplementedError

    def value(self) -> Json:
        """Return the value as a document holds it; what is empty may be None."""
        raise NotImplementedError

    def set_value(self, value: Json) -> None:
        """Show a value without saying `changed`."""
        raise NotImplementedError

    def set_read_only(self, read_only: bool) -> None:
        """Let the value be read, or changed too."""
        raise NotImplementedError

    def set_quiet(self, quiet: str) -> None:
        """Draw the frame ("") or leave it out until pointer or keyboard come ("true").

        A control with nothing in it keeps the trace of a frame ("blank").
        """
        if (self.target.property("quiet") or "") != quiet:
            restyle(self.target, quiet=quiet)

    def inside(self, path: Sequence[str]) -> QWidget:  # noqa: ARG002  # a plain control has none
        """Return the control of a field inside this one, unfolded: of an item, of a group.

        Args:
            path: names and item ids from here down; nothing for this field itself.
        """
        return self.target

    @property
    def corner(self) -> QWidget | None:
        """Return a control that belongs beside the heading of the field's section, if any."""
        return None

    def is_blank(self) -> bool:
        """Say whether nobody has filled it in."""
        return is_empty(self.value())


class Requests(QObject):
    """What controls ask of the window.

    Signals:
        record: the id of a record that should be opened.
        files_wanted: the person wants to choose files to attach.
        paste_wanted: the person wants to attach what the clipboard holds.
        file: ``open`` or ``copy``, and the entry of an attachment.
        undo: what was done, and what takes it back.
    """

    record = Signal(str)
    files_wanted = Signal()
    paste_wanted = Signal()
    file = Signal(str, object)
    undo = Signal(str, object)


@dataclass(frozen=True)
class Bench:
    """What controls work with.

    Attributes:
        make: returns the control for a field.
        cards: the technique cards there are.
        acts: what can be done with particular items.
        requests: how controls reach the window.
        printed: what the paper on the page prints of its records.
    """

    desk: Desk
    theme: Theme
    make: Callable[[Field], FieldEdit]
    cards: HouseCards
    acts: ItemActs = field(default_factory=ItemActs)
    requests: Requests = field(default_factory=Requests)
    printed: Printed = field(default_factory=Printed)
