"""The certainty of a finding: one value of one scale, each scale under its own heading."""

from __future__ import annotations

from PySide6.QtGui import QStandardItemModel

from kmdesk.models.kind import Field
from kmdesk.models.kinds.evidence_summary import (
    CERTAINTY_WORDS,
    certainty_in_words,
    certainty_scale,
    is_grade,
)
from kmdesk.ui.editor.simple import ChoiceEdit, Combo

HEADINGS = {
    "GRADE": "GRADE: certainty of a body of evidence",
    "OCEBM 2011": "OCEBM 2011: level of evidence",
    "SIGN": "SIGN: level of evidence",
}


class CertaintyEdit(ChoiceEdit):
    """A drop-down list of the scales and their values."""

    def __init__(self, field: Field) -> None:
        super().__init__(field, Combo())
        combo = self.target
        combo.clear()
        combo.addItem(certainty_in_words("not-graded"), "not-graded")
        scale = ""
        for value in CERTAINTY_WORDS:
            if certainty_scale(value) != scale:
                scale = certainty_scale(value)
                if scale:
                    _add_heading(combo, HEADINGS[scale])
            if scale:
                # The words of GRADE stand alone everywhere; levels of the others need their scale.
                plain = CERTAINTY_WORDS[value]
                combo.addItem(plain if is_grade(value) else certainty_in_words(value), value)


def _add_heading(combo: Combo, text: str) -> None:
    combo.insertSeparator(combo.count())
    combo.addItem(text)
    model = combo.model()
    if isinstance(model, QStandardItemModel):
        model.item(combo.count() - 1).setEnabled(False)
