"""What all papers share is made ready once and used in turn, whichever threads make them."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from markdown_it.ruler import Ruler

from kmdesk.base.pdfium import TURN
from kmdesk.briefing import tree
from kmdesk.briefing.docx import write_docx
from kmdesk.briefing.pdf import fonts
from kmdesk.models.prose import Prose, read, reading
from tests.briefing.factory import CREATED

SECONDS = 20


def together(work: Callable[[], object]) -> list[object]:
    """Return what two threads made that began at the same moment."""
    made: list[object] = []
    begin = Barrier(2)

    def run() -> None:
        begin.wait(SECONDS)
        made.append(work())

    threads = [Thread(target=run, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    return made


def test_a_chart_in_a_word_file_is_drawn_when_nobody_else_draws(tmp_path: Path) -> None:
    chart = tree.Figure(tree.BarChart("Marks", ("0", "10"), (1, 2), "people", "mark"), "A chart")
    paper = tree.Document("A paper", (chart,), CREATED)
    target = tmp_path / "a.docx"
    write_docx(paper, target)
    target.unlink()
    writing = Thread(target=write_docx, args=(paper, target), daemon=True)
    with TURN:
        writing.start()
        writing.join(1)
        assert writing.is_alive()
        assert not target.exists()
    writing.join(SECONDS)
    assert target.exists()


def test_the_typeface_is_made_known_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    class Counted(fonts._Font):
        def __init__(self, name: str, path: str) -> None:
            made.append(name)
            time.sleep(0.02)
            super().__init__(name, path)

    monkeypatch.setattr(fonts, "_Font", Counted)
    fonts._registered.cache_clear()
    first, second = together(fonts.register)
    assert first == second
    assert made == [fonts.REGULAR, fonts.BOLD]


def test_long_text_is_read_by_all_rules_from_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = Ruler.__compile__

    def slowly(ruler: Ruler[Any]) -> None:
        ruler.__cache__ = {}
        time.sleep(0.05)
        compiled(ruler)

    text = "- *one*\n- two **three**\n\n1. four"
    expected = read(text)
    monkeypatch.setattr(Ruler, "__compile__", slowly)
    reading.parser.cache_clear()
    made = [one for one in together(lambda: read(text)) if isinstance(one, Prose)]
    assert made == [expected, expected]
