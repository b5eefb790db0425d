"""The pages of a paper below each other, drawn sharply at any zoom and on any screen."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from kmdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kmdesk.briefing.preview import Picture

AROUND = 16
"""Pixels around a page."""

PER_POINT = 96 / 72
"""Pixels for each point at 100 %."""

SMALLEST, LARGEST = 0.25, 3.0
STEP = 1.2

SOON = 60
"""Milliseconds after which pages that came into view are asked for: scrolling goes on meanwhile."""


@dataclass(frozen=True)
class _Drawn:
    """A page as it was drawn.

    Attributes:
        picture: its pixels are the image's too, so it must stay.
        old: it is a page of the paper before.
    """

    image: QImage
    picture: Picture
    old: bool = False


class PageView(QAbstractScrollArea):
    """Shows pages, and asks for those that it has no sharp picture of.

    Whatever is asked for, the last good pictures stay until better ones are there.

    Signals:
        wanted: pages in view have to be drawn.
        zoomed: another size was chosen.
        moved: another page is in view, there are more or fewer, or the view has another size.
    """

    wanted = Signal()
    zoomed = Signal()
    moved = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._drawn: dict[int, _Drawn] = {}
        self._zoom: float | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("pages")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleDescription(
            "Drawn as it will be printed. The same text can be read in the outline of the briefing."
        )
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._say()

    # What is shown.

    @property
    def page_count(self) -> int:
        """Return how many pages there are."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """Return the page in the upper part of the view, counted from 0."""
        at = self.verticalScrollBar().value() + self.viewport().height() // 3
        tops = [self._place(number).top() for number in range(self.page_count)]
        return max((number for number, top in enumerate(tops) if top <= at), default=0)

    @property
    def scale(self) -> float:
        """Return the pixels of the screen for each point."""
        return self._points * self.devicePixelRatioF()

    @property
    def fits_width(self) -> bool:
        """Say whether pages are as wide as the view."""
        return self._zoom is None

    @property
    def zoom(self) -> float:
        """Return the size, where 1 is that of the printed page."""
        return self._points / PER_POINT

    def in_view(self) -> list[int]:
        """Return the pages that can be seen; before there are any, the first two."""
        if not self._sizes:
            return [0, 1]
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        places = enumerate(map(self._place, range(self.page_count)))
        return [n for n, place in places if place.bottom() >= top and place.top() <= bottom]

    def is_sharp(self) -> bool:
        """Say whether each page in view was drawn for the size that it has now."""
        return not self._sizes or all(self._fits(number) for number in self.in_view())

    def image(self, page: int) -> QImage | None:
        """Return the picture of a page, if it was drawn."""
        return self._drawn[page].image if page in self._drawn else None

    def show_paper(self, sizes: Sequence[tuple[float, float]], pictures: Iterable[Picture]) -> None:
        """Show another paper in place of the one there, at the same place of it."""
        here = self.verticalScrollBar().value()
        self._sizes = tuple(sizes)
        self._drawn = {number: replace(one, old=True) for number, one in self._drawn.items()}
        self._lay_out()
        self.verticalScrollBar().setValue(here)
        self.add(pictures)
        self._soon.start()
        self._say()

    def add(self, pictures: Iterable[Picture]) -> None:
        """Take pictures of pages of the paper shown."""
        for picture in pictures:
            image = QImage(
                picture.pixels,
                picture.width,
                picture.height,
                picture.stride,
                QImage.Format.Format_RGB32,
            )
            self._drawn[picture.page] = _Drawn(image, picture)
        self._let_go()
        self.viewport().update()

    def clear(self) -> None:
        """Show nothing."""
        self._sizes, self._drawn = (), {}
        self._lay_out()
        self.viewport().update()
        self._say()

    # Size.

    @Slot()
    def fit_width(self) -> None:
        """Make pages as wide as the view."""
        self.set_zoom(None)

    @Slot()
    def enlarge(self) -> None:
        """Make pages larger."""
        self.set_zoom(self.zoom * STEP)

    @Slot()
    def reduce(self) -> None:
        """Make pages smaller."""
        self.set_zoom(self.zoom / STEP)

    def set_zoom(self, zoom: float | None) -> None:
        """Choose a size, None for the width of the view; the middle of the view stays there."""
        bar, half = self.verticalScrollBar(), self.viewport().height() / 2
        whole = max(self._height(), 1)
        middle = (bar.value() + half) / whole
        self._zoom = None if zoom is None else min(max(zoom, SMALLEST), LARGEST)
        self._lay_out()
        bar.setValue(round(middle * self._height() - half))
        self.viewport().update()
        self._soon.start()
        self.zoomed.emit()

    @property
    def _points(self) -> float:
        """Return the logical pixels for each point."""
        if self._zoom is not None:
            return self._zoom * PER_POINT
        widest = max((width for width, _height in self._sizes), default=595.0)
        return max(self.viewport().width() - 2 * AROUND, 40) / widest

    def _place(self, number: int) -> QRectF:
        """Return where a page is, from the top left of the first."""
        points = self._points
        top = float(AROUND)
        for _width, height in self._sizes[:number]:
            top += math.ceil(height * points) + AROUND
        width, height = self._sizes[number]
        room = max(self.viewport().width(), self._width())
        return QRectF((room - width * points) / 2, top, width * points, height * points)

    def _width(self) -> int:
        widest = max((width for width, _height in self._sizes), default=0.0)
        return math.floor(widest * self._points) + 2 * AROUND

    def _height(self) -> int:
        heights = sum(math.ceil(height * self._points) + AROUND for _w, height in self._sizes)
        return heights + AROUND

    def _lay_out(self) -> None:
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        view = self.viewport().size()
        down.setPageStep(view.height())
        down.setSingleStep(40)
        down.setRange(0, max(0, self._height() - view.height()) if self._sizes else 0)
        across.setPageStep(view.width())
        across.setSingleStep(40)
        across.setRange(0, max(0, self._width() - view.width()) if self._sizes else 0)

    # Pictures.

    def _fits(self, number: int) -> bool:
        drawn = self._drawn.get(number)
        return drawn is not None and not drawn.old and self._matches(drawn)

    def _matches(self, drawn: _Drawn) -> bool:
        return abs(drawn.picture.scale - self.scale) < 1e-6

    def _let_go(self) -> None:
        """Keep pictures of pages near the view only: a page may be a hundred megabytes."""
        seen = self.in_view()
        near = range(min(seen, default=0) - 1, max(seen, default=0) + 2)
        self._drawn = {number: one for number, one in self._drawn.items() if number in near}

    @Slot()
    def _ask(self) -> None:
        if self._sizes and not self.is_sharp():
            self.wanted.emit()

    @Slot()
    def _on_scrolled(self) -> None:
        self.viewport().update()
        self._soon.start()
        self._say()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages in view, as well as they are known."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(event.rect(), self._theme.colour("neutral_soft"))
        for number in self.in_view() if self._sizes else ():
            self._draw(painter, number)

    def _draw(self, painter: QPainter, number: int) -> None:
        ratio = self.devicePixelRatioF()
        place = self._place(number)
        corner = QPointF(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        place.translate(corner)
        place.moveTo(round(place.x() * ratio) / ratio, round(place.y() * ratio) / ratio)
        painter.fillRect(place, QColor(Qt.GlobalColor.white))
        drawn = self._drawn.get(number)
        if drawn is not None:
            image = drawn.image
            exact = QSizeF(image.width() / ratio, image.height() / ratio)
            size = exact if self._matches(drawn) else place.size()
            painter.drawImage(QRectF(place.topLeft(), size), image)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the same place of the paper in view when pages take the width of the view."""
        old = event.oldSize().width()
        if self._zoom is None and self._sizes and old > 2 * AROUND:
            part = self.verticalScrollBar().value() / max(1, old - 2 * AROUND)
            self._lay_out()
            width = self.viewport().width() - 2 * AROUND
            self.verticalScrollBar().setValue(round(part * width))
        self._lay_out()
        self._soon.start()
        self.moved.emit()

    # Keys and wheel.

    def event(self, event: QEvent) -> bool:
        """Keep the keys of zooming from the window's actions, which are about type."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._zooms(event):
                event.accept()
                return True
        elif event.type() == QEvent.Type.DevicePixelRatioChange:
            self._soon.start()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by plus, minus and nought; scroll by the keys that scroll."""
        bar = self.verticalScrollBar()
        if act := self._zooms(event):
            act()
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(0)
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)

    def _zooms(self, event: QKeyEvent) -> Callable[[], None] | None:
        """Return what a key does to the size, if anything."""
        rest = event.modifiers() & ~(
            Qt.KeyboardModifier.ControlModifier
            | Qt.KeyboardModifier.ShiftModifier
            | Qt.KeyboardModifier.KeypadModifier
        )
        if rest:
            return None
        return {
            Qt.Key.Key_Plus: self.enlarge,
            Qt.Key.Key_Equal: self.enlarge,
            Qt.Key.Key_Minus: self.reduce,
            Qt.Key.Key_0: self.fit_width,
        }.get(Qt.Key(event.key()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or zoom with Ctrl."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y()
            if turned:
                self.set_zoom(self.zoom * STEP ** (turned / 120))
            event.accept()
        else:
            super().wheelEvent(event)

    def _say(self) -> None:
        """Tell a screen reader what is in view."""
        where = f", page {self.page + 1} of {self.page_count}" if self._sizes else ", nothing yet"
        if self.accessibleName() != f"Preview of the paper{where}":
            self.setAccessibleName(f"Preview of the paper{where}")
            self.moved.emit()
