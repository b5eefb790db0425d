"""The style sheet, filled in from the tokens of a palette and the type scale."""

from __future__ import annotations

from collections.abc import Callable
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kmdesk.ui.theme import Tokens

_BASE = """
* { outline: 0; }
QMainWindow, QDialog, QWidget[role="page"] { background: $page; }
QToolTip { background: $surface; color: $text; border: 1px solid $field_line; padding: 4px 8px; }

QLabel[type="title"] { font-size: ${px_title}px; font-weight: 700; }
QLabel[type="head"] { font-size: ${px_head}px; font-weight: 600; }
QLabel[type="section"] { font-size: ${px_section}px; font-weight: 600; }
QLabel[type="label"] { font-size: ${px_small}px; font-weight: 600; color: $muted; }
QLabel[type="small"] { font-size: ${px_small}px; color: $muted; }
QLabel[type="brand"] { font-size: ${px_head}px; font-weight: 700; color: $accent_strong; }
QLabel[tone="bad"] { color: $bad; }

QMenuBar { background: $surface; padding: 2px 8px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 32px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }

QStatusBar { background: $surface; border-top: 1px solid $line; font-size: ${px_small}px; }
QStatusBar QLabel { color: $muted; font-size: ${px_small}px; padding: 2px 8px; }
QStatusBar::item { border: 0; }
QSplitter::handle { background: $line; }
QDialog QSplitter::handle { background: transparent; }
QProgressBar { border: 0; border-radius: 4px; background: $neutral_soft; height: 8px;
  max-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
"""

_INPUTS = """
QLineEdit, QPlainTextEdit, QTextEdit { placeholder-text-color: $muted; }
QLineEdit, QPlainTextEdit, ProseEdit, QComboBox, QTextBrowser {
  background: $surface; color: $text; border: 1px solid $field_line; border-radius: 6px;
  padding: 5px 9px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit { padding: 5px 7px; }
QPlainTextEdit, ProseEdit { padding: 1px 5px; }
QLineEdit[quiet="true"], ProseEdit[quiet="true"], QComboBox[quiet="true"] {
  border-color: transparent; background: transparent; }
QLineEdit[quiet="blank"] { border-color: $line; background: transparent; }
QLineEdit[quiet="blank"]:hover { border-color: $field_line; background: $surface; }
QLineEdit[quiet="true"]:hover, ProseEdit[quiet="true"]:hover,
QComboBox[quiet="true"]:hover { border-color: $field_line; background: $surface; }
QLineEdit:focus, QPlainTextEdit:focus, ProseEdit:focus, QComboBox:focus, QTextBrowser:focus {
  border: 2px solid $accent_text; background: $surface; }
QLineEdit:focus { padding: 4px 6px; }
QTextBrowser:focus { padding: 4px 8px; }
QComboBox:focus { padding: 4px 27px 4px 8px; }
QPlainTextEdit:focus, ProseEdit:focus { padding: 0px 4px; }
QLineEdit:read-only, ProseEdit[readOnly="true"], QPlainTextEdit[readOnly="true"],
QComboBox:disabled {
  background: $sunken; border-color: $line; color: $text; }
QPlainTextEdit[role="title"] { font-size: ${px_title}px; font-weight: 700; padding: 0; border: 0;
  border-bottom: 2px solid transparent; border-radius: 0; background: transparent; }
QPlainTextEdit[role="title"]:hover { border-bottom-color: $field_line; }
QPlainTextEdit[role="title"]:focus { padding: 0; border: 0;
  border-bottom: 2px solid $accent_text; }
QPlainTextEdit[role="title"][readOnly="true"]:hover { border-bottom-color: transparent; }
QLineEdit[role="search"] { border-radius: 8px; padding: 7px 4px; }
QLineEdit[role="search"]:focus { padding: 6px 3px; }
QLineEdit[tone="bad"] { border: 2px solid $bad; padding: 4px 6px; }
QComboBox { padding-right: 28px; combobox-popup: 0; }
QComboBox[role="corner"] { border: 2px solid transparent; background: transparent;
  color: $muted; font-size: ${px_small}px; padding: 2px 26px 2px 0; }
QComboBox[role="corner"]:hover { background: $hover; color: $text; }
QComboBox[role="corner"]:focus { border-color: $accent_text; color: $text; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView, QListView[role="popup"] { background: $surface; color: $text;
  border: 1px solid $field_line; selection-background-color: $accent_soft;
  selection-color: $text; padding: 4px; }
QListView[role="places"] { background: $surface; border: 1px solid $line; border-radius: 8px;
  padding: 6px; selection-background-color: $accent_soft; selection-color: $text; }
QListView[role="places"]:focus { border: 2px solid $accent_text; padding: 5px; }
QListView[role="places"]::item { padding: 5px 8px; border-radius: 4px; color: $text; }
QListView[role="places"]::item:selected { background: $accent_soft; color: $text; }
QListView[role="places"]::item:disabled { color: $muted; padding-top: 9px; }
QComboBox QAbstractItemView::item { min-height: 28px; }
QCheckBox { spacing: 8px; padding: 2px; border: 2px solid transparent; border-radius: 4px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent_text; }
QCheckBox::indicator, QRadioButton::indicator, QTableView::indicator,
QListView[role="plain"]::indicator { width: 14px; height: 14px;
  border: 1px solid $field_line; border-radius: 3px; background: $surface; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked, QTableView::indicator:checked,
QListView[role="plain"]::indicator:checked { background: $accent;
  border-color: $accent; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid $accent;
  background: $on_accent; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled,
QListView[role="plain"]::indicator:disabled { border-color: $line;
  background: $sunken; }
QCheckBox::indicator:checked:disabled { background: $muted; border-color: $muted; }
QRadioButton { spacing: 8px; padding: 2px; border: 2px solid transparent; border-radius: 4px; }
QCalendarWidget QToolButton { color: $text; background: transparent; padding: 4px 8px; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $surface; }
QCalendarWidget QAbstractItemView { background: $surface; color: $text;
  selection-background-color: $accent; selection-color: $on_accent; }
"""

_BUTTONS = """
QPushButton, QToolButton { icon-size: ${px_icon}px; }
QPushButton { background: $surface; color: $text; border: 1px solid $field_line;
  border-radius: 6px; padding: 6px 13px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $neutral_soft; }
QPushButton:focus { border: 2px solid $accent_text; padding: 5px 12px; }
QPushButton:disabled { color: $muted; border-color: $line; background: $sunken; }
QPushButton::menu-indicator { image: none; width: 0; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; font-weight: 600;
  border-color: $accent; }
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:focus { border: 2px solid $focus_on_accent; }
QPushButton[role="primary"]:disabled { background: $neutral_soft; color: $muted;
  border-color: $neutral_soft; }
QPushButton[role="quiet"], QToolButton[role="quiet"] { background: transparent; color: $muted;
  border: 2px solid transparent; border-radius: 6px; padding: 3px 7px;
  font-size: ${px_small}px; }
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover { background: $hover;
  color: $text; }
QPushButton[role="quiet"]:checked { background: $accent_soft; color: $accent_strong; }
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus { border-color: $accent_text;
  color: $text; }
QToolButton[role="quiet"]::menu-indicator { image: none; }
QPushButton[role="link"] { background: transparent; border: 2px solid transparent;
  color: $accent_text; padding: 1px 4px; text-align: left; font-size: ${px_small}px; }
QPushButton[role="link"]:hover { text-decoration: underline; background: transparent; }
QPushButton[role="link"]:focus { border-color: $accent_text; }
QPushButton[role="link"]:disabled { color: $muted; }
QPushButton[role="fold"] { background: transparent; border: 2px solid transparent;
  border-radius: 6px; padding: 2px 4px; text-align: left; font-size: ${px_section}px;
  font-weight: 600; color: $text; }
QPushButton[role="fold"]:focus { border-color: $accent_text; }
QPushButton[role="chip"] { border: 1px solid $field_line; border-radius: 12px; padding: 2px 11px;
  font-size: ${px_small}px; min-height: 20px; }
QPushButton[role="chip"]:checked { background: $accent; color: $on_accent;
  border-color: $accent; }
QPushButton[role="chip"]:focus { border: 2px solid $accent_text; padding: 1px 10px; }
QPushButton[role="chip"]:checked:focus { border: 2px solid $focus_on_accent; }
QPushButton[role="chip"]:disabled { color: $text; border-color: $line; }
QPushButton[role="chip"]:checked:disabled { background: $neutral_soft; color: $text; }
QPushButton[role="facet"] { background: transparent; border: 2px solid transparent;
  border-radius: 6px; }
QPushButton[role="facet"]:hover { background: $hover; }
QPushButton[role="facet"]:checked { background: $accent_soft; }
QPushButton[role="facet"]:focus { border-color: $accent_text; }
QPushButton[role="filter"] { background: $accent_soft; color: $accent_strong;
  border: 1px solid $accent_text; border-radius: 12px; padding: 2px 11px; min-height: 20px;
  font-size: ${px_small}px; }
QPushButton[role="filter"]:hover { border-color: $accent_strong; }
QPushButton[role="filter"]:focus { border: 2px solid $accent_text; padding: 1px 10px; }
QPushButton[role="pill"], QLabel[role="pill"] { background: $neutral_soft; color: $text;
  border: 2px solid transparent; border-radius: 12px; padding: 1px 10px; min-height: 20px;
  font-size: ${px_small}px; }
QPushButton[role="pill"]:hover { border-color: $field_line; }
QPushButton[role="pill"]:focus { border-color: $accent_text; }
QPushButton[role="pill"][tone="good"], QLabel[role="pill"][tone="good"] { background: $good_soft;
  color: $good; }
QPushButton[role="pill"][tone="warn"], QLabel[role="pill"][tone="warn"] { background: $warn_soft;
  color: $warn; }
QPushButton[role="pill"][tone="bad"], QLabel[role="pill"][tone="bad"] { background: $bad_soft;
  color: $bad; }
QPushButton[role="pill"][tone="unset"] { background: transparent; border: 1px dashed $field_line;
  padding: 2px 11px; color: $muted; }
QPushButton[role="pill"][tone="unset"]:focus { border: 2px solid $accent_text;
  padding: 1px 10px; }
QPushButton[role="point"] { background: transparent; border: 2px solid transparent;
  border-radius: 6px; text-align: left; padding: 2px 6px 2px 24px; min-height: 20px;
  font-size: ${px_small}px; color: $text; }
QPushButton[role="point"][done="true"] { color: $muted; }
QPushButton[role="point"]:hover { background: $hover; }
QPushButton[role="point"]:focus { border-color: $accent_text; }
QPushButton[role="row"] { background: transparent; border: 2px solid transparent;
  border-radius: 6px; text-align: left; padding: 6px 10px; }
QPushButton[role="row"]:hover { background: $hover; }
QPushButton[role="row"]:focus { border-color: $accent_text; }
QPushButton[role="row"] QLabel { background: transparent; }
"""

_AREAS = """
QWidget#header { background: $surface; border-bottom: 1px solid $line; }
QListView#rail { background: $surface; border: 0; border-right: 1px solid $line;
  padding: 8px 0; }
QWidget#list_pane { background: $sunken; }
QListView#records { background: $sunken; border: 0; border-top: 1px solid $line; }
QFrame[role="selection"] { background: $surface; border: 0; border-top: 1px solid $line; }
QScrollArea { background: transparent; border: 0; }
QScrollArea[role="read"] { border: 2px solid transparent; border-radius: 8px; }
QScrollArea[role="read"]:focus { border-color: $accent_text; }
QScrollArea > QWidget > QWidget[role="page"] { background: $page; }
QScrollArea#filters { background: $sunken; border-top: 1px solid $line;
  border-right: 1px solid $line; }
QScrollArea#filters > QWidget > QWidget[role="page"] { background: $sunken; }
QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame[role="card"][lead="true"] { border-left: 4px solid $accent_text;
  border-top-left-radius: 2px; border-bottom-left-radius: 2px; }
QFrame[role="card"][tone="warn"] { background: $warn_soft; border-color: $warn_soft; }
QFrame[role="card"][tone="warn"] QLabel { color: $warn; }
QFrame[role="find"] { background: $surface; border: 0; border-bottom: 1px solid $line; }
QFrame[role="checklist"] { background: $surface; border: 0; border-top: 1px solid $line; }
QFrame[role="formats"] { background: $surface; border: 1px solid $field_line;
  border-radius: 6px; }
QToolButton[role="format"] { border: 0; border-radius: 4px; padding: 3px 6px; }
QToolButton[role="format"]:hover { background: $hover; }
QToolButton[role="format"]:checked { background: $accent_soft; }
QFrame[role="item"] { background: transparent; border: 0; border-top: 1px solid $line; }
QFrame[role="item"][first="true"] { border-top: 0; }
QFrame[role="item"][held="true"] { background: $accent_soft; border-radius: 6px; }
QFrame[role="drop"] { background: $accent_text; border: 0; border-radius: 1px; }
QFrame[role="details"] { background: $sunken; border: 1px solid $line; border-radius: 6px; }
QFrame[role="banner"] { background: $warn_soft; border: 0; border-bottom: 1px solid $line; }
QFrame[role="banner"] QLabel { color: $warn; }
QFrame[role="notice"] { background: $toast; border: 0; border-radius: 8px; }
QFrame[role="notice"] QLabel { color: $on_toast; }
QFrame[role="notice"] QPushButton { background: transparent; color: $on_toast; font-weight: 600;
  border: 2px solid transparent; padding: 3px 10px; }
QFrame[role="notice"] QPushButton:focus, QFrame[role="notice"] QPushButton:hover {
  border-color: $on_toast; }
QListView[role="plain"], QTreeView[role="plain"], QTableView[role="plain"] { background: $surface;
  border: 1px solid $line; border-radius: 6px; padding: 4px; }
QListView[role="plain"]:focus, QTableView[role="plain"]:focus { border: 2px solid $accent_text;
  padding: 3px; }
QTableView[role="plain"] { selection-background-color: $accent_soft; selection-color: $text; }
QTableView[role="plain"]::item { padding: 0 8px; border: 0; }
QTableView[role="plain"]::item:selected { background: $accent_soft; color: $text; }
QListView[role="plain"]::item { padding: 6px 8px; border-radius: 4px; color: $text; }
QListView[role="plain"]::item:disabled { color: $muted; padding-top: 10px; }
QListView[role="plain"]::item:selected { background: $accent_soft; color: $text; }
QHeaderView::section { background: $surface; color: $muted; border: 0;
  border-bottom: 1px solid $line; padding: 6px 8px; font-size: ${px_small}px;
  font-weight: 600; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar::handle:vertical { background: $scroll; border-radius: 4px; min-height: 32px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle:horizontal { background: $scroll; border-radius: 4px; min-width: 32px; }
QScrollBar::handle:hover { background: $field_line; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""


def stylesheet(tokens: Tokens, size: Callable[[str], int]) -> str:
    """Return the style sheet of the application.

    Args:
        tokens: the colours in force.
        size: gives the pixels of a step of the type scale.
    """
    values: dict[str, object] = dict(vars(tokens))
    dark = tokens.page < "#800000"
    values |= {f"px_{step}": size(step) for step in ("small", "body", "section", "head", "title")}
    values["px_icon"] = round(size("body") * 16 / 15)
    values |= {
        "accent_hover": "#2673c4" if dark else "#004b94",
        "focus_on_accent": tokens.text if dark else tokens.accent_strong,
        "toast": tokens.neutral_soft if dark else "#22303c",
        "on_toast": tokens.text if dark else "#ffffff",
        "scroll": tokens.field_line if dark else "#c2cbd3",
    }
    return Template(_BASE + _INPUTS + _BUTTONS + _AREAS).substitute(values)
