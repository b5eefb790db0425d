"""What a newer kmdesk wrote is shown, and people who disagree on it can settle it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel

from kmdesk.exchange import export_file, import_file
from kmdesk.models import canonical
from kmdesk.store.collection import Collection
from kmdesk.ui.disputes.dialog import DisputesDialog
from kmdesk.ui.history import HistoryDialog
from tests.exchange import newer
from tests.ui.desktop import Desktop


def two_versions(path: Path, kind: str, *contents: Mapping[str, Any]) -> str:
    """Bring in a record of which there is a first content and two that were built on it."""
    first, *others = contents
    start = newer.header(first, kind=kind)
    made = [
        newer.header(
            content,
            kind=kind,
            parents=(start.id,),
            author=f"Person {number}",
            changed=tuple(sorted(n for n in content if content[n] != first.get(n))),
        )
        for number, content in enumerate(others, 1)
    ]
    file = path.with_name("newer.kmx")
    newer.write(file, [start, *made], [first, *others])
    with Collection.open(path, create=not path.exists(), author="Anna") as collection:
        import_file(collection, file)
    return start.record


def settle(desktop: Desktop, choice: str) -> None:
    desktop.do("disagreements")
    dialog = desktop.dialog(DisputesDialog)
    desktop.press_named(choice)
    assert not dialog.sides.both.isVisible()
    assert not dialog.sides.write.isVisible()
    desktop.click("Settle 1 place", dialog)
    desktop.settle()


def passed_on(desktop: Desktop, record: str) -> Mapping[str, Any]:
    """Return the content of a record as a colleague gets it."""
    path, file = desktop.path, desktop.path.with_name("on.kmx")
    desktop.close()
    with Collection.open(path) as collection:
        export_file(collection, file)
    desktop.reopen()
    with Collection.open(path.with_name("other.kmdesk"), create=True) as other:
        import_file(other, file)
        bundle = other.outgoing([record], with_history=False)
        heads = other.get(record).heads
        [header] = [one for one in bundle.headers if one.id in heads]
        found = canonical.decode(bundle.contents[header.content])
        assert isinstance(found, dict)
        return found


def test_a_disagreement_in_a_field_that_is_not_known(path: Path, desktop: Desktop) -> None:
    desktop.close()
    start = {"title": "Brief the night staff", "sharing": "organisation", "status": "noted"}
    record = two_versions(
        path,
        "lesson",
        {**start, "mood": "grey"},
        {**start, "mood": "blue"},
        {**start, "mood": "green"},
    )
    desktop.reopen()
    desktop.go("conflicts")
    desktop.open("Brief the night staff")
    texts = [label.text() for label in desktop.window.findChildren(QLabel) if label.isVisible()]
    assert any(one.endswith(("Mood: green", "Mood: blue")) for one in texts)
    settle(desktop, "Take “green” by Person 2")
    assert desktop.saved(record).beyond == {"mood": "green"}
    assert passed_on(desktop, record)["mood"] == "green"


def test_a_disagreement_in_a_kind_that_nobody_knows(path: Path, desktop: Desktop) -> None:
    desktop.close()
    start = {"title": "From the future", "holograms": ["blue", "green"]}
    record = two_versions(
        path,
        "hologram",
        {**start, "depth": "1"},
        {**start, "depth": "2"},
        {**start, "depth": "3"},
    )
    desktop.reopen()
    desktop.go("all")
    assert "From the future" in desktop.titles()
    desktop.open("From the future")
    texts = [label.text() for label in desktop.window.findChildren(QLabel) if label.isVisible()]
    assert any("newer kmdesk wrote this record" in one for one in texts)
    assert any("Holograms: blue, green" in one for one in texts)
    desktop.do("history")
    desktop.dialog(HistoryDialog).reject()
    settle(desktop, "Take “3” by Person 2")
    assert passed_on(desktop, record) == {**start, "depth": "3"}
