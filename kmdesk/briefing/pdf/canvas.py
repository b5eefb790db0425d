"""A canvas that knows which element of the tag tree it draws."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from kmdesk.briefing.pdf.structure import Annotation, Element, Structure, Target

LINK = "kmdesk-link:"
"""What stands before the number of a link where ReportLab wants an address."""

Furniture = Callable[["TaggedCanvas", int, int], None]


class TaggedCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """A canvas whose drawing is marked content or an artifact.

    Pages are kept until the end, so that each can say how many there are.

    Attributes:
        baseline: of the first line of the text begun last.
    """

    def __init__(
        self,
        *args: Any,
        structure: Structure,
        furniture: Furniture,
        on_page: Callable[[int], None],
        **kwargs: Any,
    ) -> None:
        """Take the tree to write to, what draws head and foot, and who is told of each page."""
        super().__init__(*args, **kwargs)
        self._structure = structure
        self._furniture = furniture
        self._on_page = on_page
        self._finished: list[dict[str, Any]] = []
        self._targets: Sequence[Target] = ()
        self._inner: Sequence[Element] = ()
        self._runs: Element | None = None
        self.baseline = 0.0
        self.setNamedCB("enter", _enter)
        self.setNamedCB("leave", _leave)

    @property
    def page_index(self) -> int:
        """The page being drawn, from 0."""
        return len(self._finished)

    @contextmanager
    def mark(self, element: Element) -> Iterator[None]:
        """Make all that is drawn inside content of an element."""
        self._code.append(self._begin(element))
        yield
        self._code.append("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Make all that is drawn inside decoration, which is not read."""
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")

    @contextmanager
    def runs(self, element: Element) -> Iterator[None]:
        """Mark the text drawn inside run by run, so that inner elements can stand between.

        Marked content may not cross the limits of a text object, so it begins and ends inside.
        """
        self._runs = element
        yield
        self._runs = None

    def know(self, targets: Sequence[Target], inner: Sequence[Element]) -> None:
        """Make links and elements inside paragraphs known by their numbers."""
        self._targets, self._inner = targets, inner

    def note_place(self, name: str, height: float) -> None:
        """Note a place that links lead to, `height` points above where is drawn now."""
        _left, top = self.absolutePosition(0, height)
        self._structure.places[name] = (self.page_index, top)

    def beginText(self, x: float = 0, y: float = 0, direction: Any = None) -> Any:  # noqa: N802
        """Begin a text object, and in it a run of marked content where that is due."""
        text = super().beginText(x, y, direction)
        self.baseline = y
        if self._runs is not None:
            text._code.append(self._begin(self._runs))
        return text

    def drawText(self, text: Any) -> None:  # noqa: N802
        """End the run of marked content and draw the text."""
        if self._runs is not None:
            text._code.append("EMC")
        super().drawText(text)

    def linkURL(self, url: str, rect: Any, *_args: Any, **_kwargs: Any) -> None:  # noqa: N802
        """Note the area of a link; the annotation is written with the tag tree."""
        target = self._targets[int(url.removeprefix(LINK))]
        left, bottom = self.absolutePosition(rect[0], rect[1])
        right, top = self.absolutePosition(rect[2], rect[3])
        area = (left, bottom, right, top)
        target.element.kids.append(Annotation(self.page_index, area, target))

    def switch_run(self, text: Any, element: Element) -> None:
        """End one run inside a text object and begin another."""
        text._code.append(f"EMC {self._begin(element)}")

    def enter(self, number: int) -> Element:
        """Give an inner element its place in the paragraph: after what was drawn before it."""
        element, paragraph = self._inner[number], self.paragraph_element()
        if element not in paragraph.kids:
            paragraph.kids.append(element)
        return element

    def paragraph_element(self) -> Element:
        """Return the element whose runs are being drawn."""
        assert self._runs is not None, "inner elements stand only inside runs"
        return self._runs

    def showPage(self) -> None:  # noqa: N802
        """Keep the page until the number of pages is known."""
        self._finished.append(dict(self.__dict__))
        self._on_page(len(self._finished))
        self._startPage()

    def save(self) -> None:
        """Draw the head and foot of each page, and write the document."""
        finished = self._finished
        for index, state in enumerate(finished):
            self.__dict__.update(state)
            self._furniture(self, index + 1, len(finished))
            super().showPage()
        super().save()

    def _begin(self, element: Element) -> str:
        number = self._structure.content(self.page_index, element)
        return f"/{element.tag} <</MCID {number}>> BDC"


def _enter(canvas: TaggedCanvas, _kind: str, label: str) -> None:
    canvas.switch_run(canvas._curr_tx_info["tx"], canvas.enter(int(label)))


def _leave(canvas: TaggedCanvas, _kind: str, _label: str) -> None:
    canvas.switch_run(canvas._curr_tx_info["tx"], canvas.paragraph_element())
