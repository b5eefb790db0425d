"""House style: what the organisation puts on its papers, as a card of the preferences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from kmdesk.base.colour import parse
from kmdesk.base.errors import UserError
from kmdesk.models import house_style
from kmdesk.models.house_style import LONGEST, HouseStyle
from kmdesk.ui import dialogs
from kmdesk.ui.desk import Desk
from kmdesk.ui.widgets import button, card, column, label, row

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection

GUIDANCE = "Stands on every briefing made from this collection, whoever makes it."

OFFERED = (
    *("#003087", "#005eb8", "#0072ce", "#425563", "#231f20", "#006747", "#330072"),
    *("#7c2855", "#ae2573", "#8a1538", "#da291c"),
)
"""Colours of the NHS identity that can be read on white."""

USUAL = "#005eb8"
LOGO = QSize(144, 44)


class HouseStyleCard(QFrame):
    """Names, colour and logo; each is kept in the collection when it was changed."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._desk = desk
        self._kept = HouseStyle()
        self._lay_out()
        self.setEnabled(False)
        if desk.is_open:
            desk.read(lambda c: c.house_style(), self.show_style, owner=self)
        else:
            self._tell("Open a collection first: the house style is kept in it.")

    def _lay_out(self) -> None:
        lines = column(self, gap=12)
        lines.setContentsMargins(16, 12, 16, 16)
        lines.addWidget(label("House style", "section"))
        lines.addWidget(label(GUIDANCE, "small", wrap=True))
        form = _form()
        lines.addLayout(form)
        self.organisation = self._box("Stands at the head of a paper")
        form_line(form, "Organisation", self.organisation)
        self.service = self._box("Such as Knowledge and Library Service")
        form_line(form, "Library or service", self.service)
        self.colour = self._box("The usual blue, or such as 005eb8")
        self.colour.textEdited.connect(self._on_colour)
        self.swatch = button("Choose a colour…", "", self.choose_colour)
        form_line(form, "Colour", self.colour, self.swatch)
        self.choose = button("Choose a picture…", "", self.choose_logo)
        self.remove = button("Remove", "", self.remove_logo)
        self.remove.setAccessibleName("Remove the logo")
        beside = QWidget()
        buttons = row(beside, gap=8)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addWidget(self.choose)
        buttons.addWidget(self.remove)
        self.logo = QLabel()
        form_line(form, "Logo", self.logo, beside)
        self.said = label("", "small", wrap=True)
        self.said.hide()
        lines.addWidget(self.said)

    def _box(self, guidance: str) -> QLineEdit:
        box = QLineEdit()
        box.setMaxLength(LONGEST)
        box.setPlaceholderText(guidance)
        box.editingFinished.connect(self.keep)
        return box

    def show_style(self, style: HouseStyle) -> None:
        """Show a style that is kept."""
        self._kept = style
        self.organisation.setText(style.organisation)
        self.service.setText(style.service)
        self.colour.setText(style.colour)
        self._show_logo()
        self._on_colour()
        self.setEnabled(not self._desk.read_only)
        if self._desk.read_only:
            self._tell(
                "The collection is open for reading only, so its house style stays as it is."
            )

    def _show_logo(self) -> None:
        image = QImage.fromData(self._kept.logo) if self._kept.logo else QImage()
        self.remove.setEnabled(not image.isNull())
        if image.isNull():
            self.logo.setPixmap(QPixmap())
            self.logo.setText("None")
            return
        ratio = self.devicePixelRatioF()
        small = image.scaled(
            LOGO * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        small.setDevicePixelRatio(ratio)
        self.logo.setPixmap(QPixmap.fromImage(small))
        self.logo.setAccessibleDescription("A logo is chosen.")

    @Slot()
    def _on_colour(self) -> None:
        """Show the colour that is typed, and say when it is darkened."""
        found = parse(self.colour.text())
        shown = QPixmap(16, 16)
        shown.fill(QColor(found or USUAL))
        self.swatch.setIcon(shown)
        self._tell(house_style.told(found) if found else "")

    @Slot()
    def keep(self) -> None:
        """Keep in the collection what was typed, unless it is there already."""
        typed = msgspec.structs.replace(
            self._kept,
            organisation=" ".join(self.organisation.text().split()),
            service=" ".join(self.service.text().split()),
            colour=parse(self.colour.text()) or self.colour.text().strip(),
        )
        if typed != self._kept and self.isEnabled():
            self._put(typed)

    def _put(self, style: HouseStyle) -> None:
        try:
            kept = house_style.checked(style)
        except UserError as error:
            self._tell(str(error))
            return
        self._desk.write(lambda c: c.put_house_style(kept), owner=self._desk)
        self._take(kept)

    def _take(self, style: HouseStyle) -> None:
        self._kept = style
        self._show_logo()
        self._on_colour()

    def _refuse(self, error: Exception) -> None:
        self._tell(str(error))

    @Slot()
    def choose_colour(self) -> None:
        """Ask for the colour, those of the NHS beside all others."""
        now = parse(self.colour.text()) or USUAL
        if found := dialogs.choose_colour(self, "Colour of the house", now, OFFERED):
            self.colour.setText(found)
            self._on_colour()
            self.keep()

    @Slot()
    def choose_logo(self) -> None:
        """Ask for a picture and keep it small."""
        path = dialogs.open_file(self, "Logo of the house", Path.home(), dialogs.PICTURE_FILTER)
        if path is None:
            return
        self._tell(f"Reading {path.name}…")

        def put(collection: Collection) -> HouseStyle:
            from kmdesk.briefing.logo import read_logo

            style = msgspec.structs.replace(collection.house_style(), logo=read_logo(path))
            collection.put_house_style(style)
            return style

        self._desk.write(put, self._take, owner=self, failed=self._refuse)

    @Slot()
    def remove_logo(self) -> None:
        """Take the logo away; the file it came from stays."""
        self.choose.setFocus()
        self._put(msgspec.structs.replace(self._kept, logo=b""))

    def _tell(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setAccessibleName(sentence)
        self.said.setVisible(bool(sentence))


def form_card(cards: QVBoxLayout, heading: str) -> QFormLayout:
    """Add a card with a heading, and return the form in it."""
    made = card()
    lines = column(made, gap=12)
    lines.setContentsMargins(16, 12, 16, 16)
    lines.addWidget(label(heading, "section"))
    form = _form()
    lines.addLayout(form)
    cards.addWidget(made)
    return form


def form_line(
    form: QFormLayout, caption: str, widget: QWidget, beside: QWidget | None = None
) -> None:
    """Add a line with a caption to a form."""
    widget.setAccessibleName(caption)
    named = label(caption, "label")
    named.setMinimumWidth(128)
    named.setBuddy(widget)
    if beside is None:
        form.addRow(named, widget)
        return
    line = row(gap=8)
    line.addWidget(widget, 1)
    line.addWidget(beside)
    form.addRow(named, line)


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(8)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    return form
