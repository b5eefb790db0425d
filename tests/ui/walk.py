"""What a person with a screen reader, without a mouse or with weak sight needs of a screen."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

import kmdesk.ui
from kmdesk.base.colour import contrast
from kmdesk.ui.editor.simple import Combo

READABLE = 4.5
"""The least contrast of text, WCAG 2.2, 1.4.3."""


def controls(root: QWidget) -> list[QWidget]:
    """Return what can have the focus by Tab."""
    return [
        each
        for each in root.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and each.window() is root.window()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def mouse_only(root: QWidget) -> list[str]:
    """Return the controls that a mouse can use and Tab does not reach."""
    return [
        name_of(each) or repr(each)
        for each in root.findChildren(QWidget)
        if isinstance(each, QAbstractButton | QComboBox | QLineEdit | QPlainTextEdit)
        and each.isVisible()
        and each.isEnabled()
        and each.window() is root.window()
        and not each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(each.parent(), QLineEdit | QComboBox | QMenuBar)  # parts of a control
        and not isinstance(each, QRadioButton)  # arrow keys go from one to the next
    ]


def without_arrow(root: QWidget) -> list[str]:
    """Return the drop-down lists that look like a box to type in."""
    return [
        name_of(each)
        for each in root.findChildren(QComboBox)
        if not isinstance(each, Combo) and each.isVisible()
    ]


def name_of(widget: QWidget) -> str:
    """Return what a screen reader calls a control."""
    said = QAccessible.queryAccessibleInterface(widget)
    return said.text(QAccessible.Text.Name).strip()


def nameless(root: QWidget) -> list[str]:
    """Return the controls, and the entries of menus, that a screen reader has no words for."""
    found = [f"{each} in {each.parent()}" for each in controls(root) if not name_of(each)]
    for menu in root.findChildren(QMenu):
        entries = [entry for entry in menu.actions() if not entry.isSeparator()]
        found += [f"an entry of {menu.title()}" for entry in entries if not entry.text().strip()]
    return found


def tabbed(root: QWidget, first: QWidget) -> Iterator[QWidget]:
    """Press Tab until it comes round, and yield what had the focus."""
    first.setFocus(Qt.FocusReason.TabFocusReason)
    focus = root.window().focusWidget()
    seen: set[QWidget] = set()
    while focus is not None and focus not in seen:
        seen.add(focus)
        yield focus
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        focus = root.window().focusWidget()


def unreached(root: QWidget) -> set[str]:
    """Return the controls that Tab does not come to."""
    found = controls(root)
    for each in found[-1:]:
        each.setFocus()  # what is offered while typing, which Tab would take, closes
    visited = set(tabbed(root, found[0])) if found else set()
    return {name_of(each) or repr(each) for each in found if each not in visited}


def faint(root: QWidget) -> list[str]:
    """Return the texts of a screen that hardly stand out from what is behind them.

    The ground is the commonest colour of the place, the ink the pixel that differs most from it.
    """
    picture = root.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ratio = picture.devicePixelRatio()
    found = []
    for each in root.findChildren(QWidget):
        text = shown_text(each)
        if not (text and each.isVisible() and each.isEnabled() and each.window() is root.window()):
            continue
        place = QRect(each.mapTo(root, QPoint(0, 0)), each.size()) & root.rect()
        inner = place.adjusted(3, 3, -3, -3)
        if inner.width() < 8 or inner.height() < 8 or covered(each, root):
            continue
        where = QRect(inner.topLeft() * ratio, inner.size() * ratio)
        best = strongest(picture, where)
        if best < READABLE:
            found.append(f"“{text}” ({type(each).__name__}): {best:.2f}")
    return found


def shown_text(widget: QWidget) -> str:
    """Return the words that a widget draws itself."""
    match widget:
        case QLabel() | QAbstractButton():
            return widget.text().strip()
        case QLineEdit():
            return widget.text().strip() or widget.placeholderText().strip()
        case QComboBox():
            return widget.currentText().strip()
        case QPlainTextEdit():
            return widget.toPlainText().strip() or widget.placeholderText().strip()
    return ""


def covered(widget: QWidget, root: QWidget) -> bool:
    """Say whether something lies over the middle or the left of a widget, or it is scrolled away.

    The words of a wide label stand at its left.
    """
    region = widget.visibleRegion().boundingRect()
    if region.width() < widget.width() - 2 or region.height() < widget.height() - 2:
        return True
    middle = widget.rect().center()
    on_top = [root.childAt(widget.mapTo(root, p)) for p in (middle, QPoint(4, middle.y()))]
    return not all(o is widget or (o is not None and widget.isAncestorOf(o)) for o in on_top)


def strongest(picture: QImage, where: QRect) -> float:
    """Return the contrast of a place: of the pixel that differs most from the ground."""
    part = picture.copy(where)
    pixels = Counter(memoryview(part.constBits()).cast("I"))
    if not pixels:
        return 21.0
    ground = pixels.most_common(1)[0][0]
    return max(between(pixel, ground) for pixel in pixels)


@cache
def between(pixel: int, ground: int) -> float:
    """Return the contrast of two pixels; the same few stand on every screen."""
    return contrast(QColor.fromRgb(pixel).name(), QColor.fromRgb(ground).name())


def dialog_classes() -> set[type[QDialog]]:
    """Return every dialog that the window can show."""
    for module in pkgutil.walk_packages(kmdesk.ui.__path__, "kmdesk.ui."):
        importlib.import_module(module.name)
    found: set[type[QDialog]] = set()
    waiting: list[type[QDialog]] = [QDialog]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith("kmdesk.ui"):
                found.add(each)
    return found
