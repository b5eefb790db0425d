"""Light and dark, sizes of type, and contrast that can be read."""

import re

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from kmdesk.base.colour import contrast
from kmdesk.ui import icons
from kmdesk.ui.style import stylesheet
from kmdesk.ui.theme import DARK, LARGEST_ZOOM, LIGHT, TYPE_SCALE, Theme, Tokens
from tests.ui.desktop import Desktop

READABLE = 4.5
"""The least contrast of text, WCAG 2.2, 1.4.3."""

DISTINCT = 3.0
"""The least contrast of what shows that something can be used, WCAG 2.2, 1.4.11."""

GROUNDS = ("page", "surface", "sunken", "hover", "accent_soft")

TEXTS = {
    "text": (*GROUNDS, "neutral_soft", "mark"),
    "muted": (*GROUNDS, "neutral_soft"),
    "accent_text": ("page", "surface", "sunken"),
    "accent_strong": ("surface", "accent_soft", "hover"),
    "on_accent": ("accent",),
    "good": ("good_soft", "surface"),
    "warn": ("warn_soft", "surface", "sunken", "accent_soft", "hover"),
    "bad": ("bad_soft", "surface"),
}
"""Which text stands on which ground."""

EDGES = {"field_line": ("surface", "page", "sunken"), "accent_text": GROUNDS, "bad": ("surface",)}
"""Frames of controls, the frame of the focus, and the frame of what is wrong."""


def too_faint(tokens: Tokens, pairs: dict[str, tuple[str, ...]], least: float) -> list[str]:
    """Return the pairs of colours that are too close to each other."""
    return [
        f"{front} on {back}: {contrast(getattr(tokens, front), getattr(tokens, back)):.2f}"
        for front, backs in pairs.items()
        for back in backs
        if contrast(getattr(tokens, front), getattr(tokens, back)) < least
    ]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_each_ground_it_stands_on(tokens: Tokens) -> None:
    assert not too_faint(tokens, TEXTS, READABLE)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_controls_and_the_focus_stand_out(tokens: Tokens) -> None:
    assert not too_faint(tokens, EDGES, DISTINCT)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_of_the_style_sheet_that_are_no_tokens_can_be_read(tokens: Tokens) -> None:
    sheet = stylesheet(tokens, lambda step: TYPE_SCALE[step])
    toast = re.search(r'role="notice"\] \{ background: (#\w+)', sheet)
    words = re.search(r'role="notice"\] QLabel \{ color: (#\w+)', sheet)
    hover = re.search(r'role="primary"\]:hover \{ background: (#\w+)', sheet)
    assert toast
    assert words
    assert hover
    assert contrast(words[1], toast[1]) >= READABLE
    assert contrast(tokens.on_accent, hover[1]) >= READABLE


def test_contrast_is_measured_as_wcag_has_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#005eb8", "#ffffff") == pytest.approx(6.4, abs=0.1)
    assert contrast("#777777", "#777777") == 1


def test_the_style_sheet_leaves_no_gap() -> None:
    for tokens in (LIGHT, DARK):
        sheet = stylesheet(tokens, lambda step: TYPE_SCALE[step])
        assert "$" not in sheet
        assert sheet.count("{") == sheet.count("}")


def test_colours_change_at_once_and_are_remembered(desktop: Desktop) -> None:
    actions = desktop.window.actions_by_name
    for name, tokens in (("dark", DARK), ("light", LIGHT)):
        actions.schemes[name].trigger()  # type: ignore[index]
        assert window_colour(desktop) == QColor(tokens.page)
        assert tokens.surface in app().styleSheet()
    actions.schemes["dark"].trigger()
    desktop.reopen()
    assert desktop.window.theme.dark
    assert window_colour(desktop) == QColor(DARK.page)
    desktop.window.actions_by_name.schemes["system"].trigger()
    assert desktop.window.theme.choice == "system"


def window_colour(desktop: Desktop) -> QColor:
    """Return the colour behind the cards of the window."""
    return desktop.window.palette().color(QPalette.ColorRole.Window)


def app() -> QApplication:
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found


def test_type_grows_to_twice_its_size_and_back(desktop: Desktop) -> None:
    theme = desktop.window.theme
    for _ in range(12):
        desktop.do("larger")
    assert theme.zoom == LARGEST_ZOOM
    assert app().font().pixelSize() == 2 * TYPE_SCALE["body"]
    desktop.do("smaller")
    assert theme.zoom < LARGEST_ZOOM
    desktop.do("usual")
    assert app().font().pixelSize() == TYPE_SCALE["body"]


def test_the_icons_of_the_rail_grow_with_type_and_the_name_above_has_its_room(
    desktop: Desktop,
) -> None:
    def icon() -> QSize:
        rail = desktop.window.rail
        where = rail.visualRect(rail.table.index(rail.table.row_of("lesson")))
        picture = rail.grab(where).toImage()
        ground = picture.pixel(0, 0)
        inked = [
            QPoint(x, y)
            for x in range(picture.width())
            for y in range(picture.height())
            if picture.pixel(x, y) != ground
        ]
        across, down = [p.x() for p in inked], [p.y() for p in inked]
        return QSize(max(across) - min(across), max(down) - min(down))

    desktop.window.resize(800, 700)
    desktop.settle()
    usual = icon()
    for _ in range(12):
        desktop.do("larger")
    assert abs(icon().height() - 2 * usual.height()) <= 2
    assert abs(icon().width() - 2 * usual.width()) <= 2
    brand = desktop.window.header._brand
    assert brand.width() >= brand.sizeHint().width()
    desktop.go("home")
    pictures = [one for one in desktop.labels() if not one.pixmap().isNull()]
    assert {one.width() for one in pictures} == {2 * icons.SIZE}
    desktop.do("usual")
    assert icon() == usual


def test_a_narrow_window_keeps_icons_of_the_rail(desktop: Desktop) -> None:
    desktop.window.resize(800, 600)
    desktop.settle()
    assert desktop.window.rail.narrow
    assert desktop.window.rail.width() < 80
    desktop.window.resize(1366, 768)
    desktop.settle()
    assert not desktop.window.rail.narrow


def test_the_window_fits_a_small_screen_at_200_per_cent(desktop: Desktop) -> None:
    desktop.window.resize(683, 384)  # 1366 by 768 at 200 %
    desktop.settle()
    assert desktop.window.width() <= 683
    assert desktop.window.height() <= 384
    desktop.begin("evidence-summary")
    assert desktop.window.width() <= 683


def test_the_theme_follows_the_system_unless_told_otherwise(qapp: QApplication) -> None:
    theme = Theme(qapp)
    assert theme.choice == "system"
    theme.choose("dark")
    assert theme.tokens is DARK
    theme.choose("light")
    assert theme.tokens is LIGHT
