"""Which control a field gets: decided by its shape, but for the few in `SPECIAL`."""

from collections.abc import Callable

from kmdesk.models.kind import Field, Shape
from kmdesk.models.kinds.briefing import Part
from kmdesk.models.kinds.case_study import Saving
from kmdesk.models.kinds.evidence_summary import CERTAINTY_WORDS, Question
from kmdesk.models.record import Attachment
from kmdesk.ui.composer.template_edit import TemplateEdit
from kmdesk.ui.desk import Desk
from kmdesk.ui.editor.attachments import AttachmentsEdit
from kmdesk.ui.editor.certainty_edit import CertaintyEdit
from kmdesk.ui.editor.dates import DateEdit
from kmdesk.ui.editor.field_edit import Bench, FieldEdit
from kmdesk.ui.editor.form import GroupEdit, QuestionEdit
from kmdesk.ui.editor.items import ItemsEdit
from kmdesk.ui.editor.links import RecordPicker
from kmdesk.ui.editor.savings import SavingsEdit
from kmdesk.ui.editor.sets import SetEdit
from kmdesk.ui.editor.simple import ChoiceEdit, FlagEdit, LineEdit, NumberEdit, TextEdit
from kmdesk.ui.editor.tags import TagEdit
from kmdesk.ui.editor.technique import TechniqueEdit
from kmdesk.ui.house_cards import HouseCards
from kmdesk.ui.theme import Theme

PLAIN: dict[Shape, Callable[[Field], FieldEdit]] = {
    "line": LineEdit,
    "text": TextEdit,
    "date": DateEdit,
    "choice": ChoiceEdit,
    "number": NumberEdit,
    "flag": FlagEdit,
    "set": SetEdit,
}

BUILT: dict[Shape, Callable[[Field, Bench], FieldEdit]] = {
    "record": RecordPicker,
    "records": RecordPicker,
    "group": GroupEdit,
    "items": ItemsEdit,
}
"""Controls that ask the collection or are made of others."""


def _parts(field: Field, bench: Bench) -> FieldEdit:
    from kmdesk.ui.composer.parts import PartsEdit  # not before a briefing is shown

    return PartsEdit(field, bench)


SPECIAL: dict[type | None, Callable[[Field, Bench], FieldEdit]] = {
    Question: QuestionEdit,
    Saving: SavingsEdit,
    Attachment: AttachmentsEdit,
    Part: _parts,
}
"""Controls of particular groups and items."""


def bench(desk: Desk, theme: Theme) -> Bench:
    """Return what controls work with."""

    def make(field: Field) -> FieldEdit:
        if field.name == "tags":
            return TagEdit(field, made)
        if field.name == "technique":
            return TechniqueEdit(field, made)
        if field.name == "template":
            return TemplateEdit(field, made)
        if field.words is CERTAINTY_WORDS:
            return CertaintyEdit(field)
        if field.shape in PLAIN:
            return PLAIN[field.shape](field)
        return SPECIAL.get(field.struct, BUILT[field.shape])(field, made)

    made = Bench(desk, theme, make, HouseCards(desk))
    return made
