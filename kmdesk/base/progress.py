"""How long work tells the one who waits how far it is, without knowing who that is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from kmdesk.base.errors import Cancelled

Report = Callable[[int, int, str], None]


def _say_nothing(_done: int, _total: int, _label: str) -> None:
    """Take a report that nobody asked for."""


def _let_nobody_pass() -> None:
    """Go on at once."""


@dataclass
class Progress:
    """Passed to long work: `step` reports, `cancel` asks it to stop at the next step.

    Attributes:
        report: called from the working thread with the steps done, all steps and a label.
        let_pass: called from the working thread between small steps; it returns when nobody has
            work that is more urgent.
    """

    report: Report = _say_nothing
    let_pass: Callable[[], None] = _let_nobody_pass
    _cancelled: Event = field(default_factory=Event)

    def cancel(self) -> None:
        """Ask the work to stop; safe from any thread."""
        self._cancelled.set()

    def step(self, done: int, total: int, label: str = "") -> None:
        """Report `done` of `total` steps.

        Raises:
            Cancelled: somebody asked the work to stop.
        """
        self.check()
        self.report(done, total, label)

    def check(self) -> None:
        """Let urgent work pass between two small steps, or stop here when that was asked for.

        Raises:
            Cancelled: somebody asked the work to stop.
        """
        if self._cancelled.is_set():
            raise Cancelled
        self.let_pass()
