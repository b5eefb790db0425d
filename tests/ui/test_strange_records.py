"""Records in which somebody's program wrote fields of another form, by a clock of the year 9999."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kmdesk.exchange import import_file
from kmdesk.models.ids import record_id_from
from kmdesk.models.kinds import KINDS
from kmdesk.models.revision import Header
from kmdesk.store.collection import Collection
from tests.exchange.newer import header, write
from tests.ui.desktop import Desktop

FORMS: dict[str, Any] = {
    "text": "words",
    "number": 7,
    "flag": True,
    "set": ["a", "b"],
    "items": [{"id": "x", "position": "i", "text": "t"}],
    "group": {"a": {"b": ["c"]}},
    "day": "9999-12-31",
}
MOMENT = "9999-12-31T23:59:59.999999Z"


@pytest.fixture
def titles(path: Path, tmp_path: Path) -> list[str]:
    """Import a record of each kind and form, and return their titles."""
    headers: list[Header] = []
    contents: list[Mapping[str, Any]] = []
    for kind in KINDS.values():
        for form, value in FORMS.items():
            title = f"{kind.name} as {form}"
            fields = kind.fields.keys() - {"title", "trashed"}
            content = {**dict.fromkeys(fields, value), "title": title}
            record = record_id_from(title)
            headers.append(header(content, kind=kind.name, record=record, time=MOMENT))
            contents.append(content)
    write(tmp_path / "strange.kmx", headers, contents)
    with Collection.open(path, author="Anna Petrov") as collection:
        import_file(collection, tmp_path / "strange.kmx")
    return [str(content["title"]) for content in contents]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_is_listed_and_opens(titles: list[str], desktop: Desktop, kind: str) -> None:
    desktop.search(f"kind:{kind}")
    for title in titles:
        if title.startswith(f"{kind} as"):
            desktop.open(title)
            assert desktop.window.page.title.toPlainText() == title
    assert desktop.window.session.record_id
