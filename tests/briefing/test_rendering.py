"""PDFs made in a process of their own are those made here, whatever becomes of the process."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kmdesk.base.apart import Apart
from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.progress import Progress
from kmdesk.briefing import rendering
from kmdesk.briefing.pdf import render
from kmdesk.briefing.rendering import Renderer
from tests.briefing.breaking import BREAKING, break_or_render
from tests.briefing.factory import board_paper
from tests.processes import Children

DOCUMENT = board_paper()


@pytest.fixture
def renderer(children: Children) -> Iterator[Renderer]:
    """What makes PDFs apart; no process is left afterwards."""
    made = Renderer()
    yield made
    made.end()
    assert children() == []


def test_the_same_paper_has_the_same_bytes_wherever_it_is_made(
    renderer: Renderer, children: Children
) -> None:
    unshown = replace(DOCUMENT, title="中")
    for document in (DOCUMENT, unshown):
        assert renderer.render(document, Progress()) == render(document, Progress())
    assert len(children()) == 1
    for process in children():
        process.kill()
        process.join()
    assert renderer.render(DOCUMENT, Progress()) == render(DOCUMENT, Progress())
    assert len(children()) == 1


def test_a_fault_is_told_with_where_it_was_met(renderer: Renderer) -> None:
    with pytest.raises(TypeError) as fault:
        renderer.render(replace(DOCUMENT, blocks=("no block",)), Progress())  # type: ignore[arg-type]
    assert "layout.py" in fault.value.__notes__[0]


def test_a_pc_that_lets_no_process_begin_makes_papers_here(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []

    def refuse(_process: object) -> None:
        begun.append(1)
        raise PermissionError

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    renderer.begin()
    for _ in range(3):
        assert renderer.render(DOCUMENT, Progress()) == render(DOCUMENT, Progress())
    assert len(begun) == 1, "it is not tried again for each paper"


def test_papers_do_not_wait_long_for_the_process(
    renderer: Renderer, children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "PATIENCE", 0)
    assert renderer.render(DOCUMENT, Progress()) == render(DOCUMENT, Progress())
    assert len(children()) == 1


def test_a_paper_that_breaks_the_process_each_time_is_told_of_and_others_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rendering, "PATIENCE", 60)
    monkeypatch.setattr(rendering, "Apart", lambda _, warm_up: Apart(break_or_render, warm_up))
    renderer = Renderer()
    with pytest.raises(UserError, match="cannot be drawn as it stands"):
        renderer.render(replace(DOCUMENT, title=BREAKING), Progress())
    assert renderer.render(DOCUMENT, Progress()) == render(DOCUMENT, Progress())
    renderer.end()


def test_one_that_was_ended_makes_nothing_any_more(renderer: Renderer) -> None:
    renderer.begin()
    renderer.end()
    with pytest.raises(Cancelled):
        renderer.render(DOCUMENT, Progress())
