"""A process of its own: asked, broken off, killed, and never left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.context import SpawnProcess

import pytest

from kmdesk.base import apart
from kmdesk.base.apart import Apart, BrokenError, LateError, NoProcessError
from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.progress import Progress
from tests.base import questions
from tests.processes import Children

WITHIN = 10.0

Process = Apart[str, object]


@pytest.fixture
def process(children: Children) -> Iterator[Process]:
    """A process that is asked; there is none afterwards."""
    made: Process = Apart(questions.answer, questions.nothing)
    yield made
    made.end()
    assert children() == []


def stopped_after(seconds: float) -> Progress:
    """Return the progress of work that somebody stops so much later."""
    progress = Progress()
    threading.Timer(seconds, progress.cancel).start()
    return progress


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + WITHIN
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_one_process_answers_all_questions_and_errors_are_told_as_they_are(
    process: Process,
) -> None:
    there = process.ask("who", Progress())
    assert there != os.getpid()
    with pytest.raises(UserError) as refused:
        process.ask("refuse", Progress())
    assert str(refused.value) == "There is nothing to print."
    with pytest.raises(ZeroDivisionError) as fault:
        process.ask("fault", Progress())
    assert "questions.py" in fault.value.__notes__[0]
    with pytest.raises(RuntimeError, match="OddError: one and two"):
        process.ask("odd", Progress())
    assert process.ask("who", Progress()) == there


def test_what_is_broken_off_stops_and_the_next_answer_is_to_the_next_question(
    process: Process,
) -> None:
    there = process.ask("who", Progress())
    began = time.monotonic()
    for question in ("work", "large", "who", "work"):
        with suppress(Cancelled):
            process.ask(question, stopped_after(0.05))
    assert process.ask("who", Progress()) == there
    assert time.monotonic() - began < WITHIN


def test_large_questions_and_answers_nobody_waits_for_do_not_meet_halfway() -> None:
    process: Apart[bytes, tuple[int, bytes]] = Apart(questions.measure, questions.nothing)
    try:
        process.ask(b"", Progress())
        for _ in range(20):
            with suppress(Cancelled):
                process.ask(b"x" * questions.LARGE, stopped_after(0))
        assert process.ask(b"y", Progress()) == (1, b"y")
    finally:
        process.end()


def test_nothing_begins_for_what_was_stopped_before(process: Process, children: Children) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        process.ask("who", progress)
    assert children() == []


def test_one_that_does_not_break_off_is_ended(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "SECONDS_TO_BREAK_OFF", 0.1)
    there = process.ask("who", Progress())
    with pytest.raises(Cancelled):
        process.ask("hang", stopped_after(0.05))
    assert process.ask("who", Progress()) != there


@pytest.mark.parametrize("how", ["in the middle", "while nothing is asked", "when stopped"])
def test_one_that_was_killed_is_followed_by_another(
    process: Process, children: Children, how: str
) -> None:
    there = process.ask("who", Progress())
    assert isinstance(there, int)
    if how == "in the middle":
        with pytest.raises(BrokenError):
            process.ask("die", Progress())
    elif how == "while nothing is asked":
        os.kill(there, signal.SIGTERM)
        wait_until(lambda: not children())
        with pytest.raises(BrokenError):
            process.ask("who", Progress())
    else:
        with pytest.raises(Cancelled):
            process.ask("hang", stopped_after(0.05))
        os.kill(there, signal.SIGTERM)
    assert process.ask("who", Progress()) != there


def test_an_answer_that_takes_too_long_ends_the_process(children: Children) -> None:
    process: Process = Apart(questions.answer, questions.nothing, 0.1)
    try:
        with pytest.raises(LateError):
            process.ask("hang", Progress())
        assert children() == []
    finally:
        process.end()


def test_a_pc_that_lets_none_begin(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_process: object) -> None:
        raise PermissionError

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    with pytest.raises(NoProcessError):
        process.begin()
    with pytest.raises(NoProcessError):
        process.ask("who", Progress())


def test_one_that_ends_before_it_is_ready() -> None:
    process: Process = Apart(questions.answer, questions.fail_to_prepare)
    with pytest.raises(NoProcessError):
        process.ask("who", Progress())
    process.end()


def test_nobody_waits_again_for_one_that_takes_its_time(children: Children) -> None:
    process: Process = Apart(questions.answer, questions.take_time)
    began = time.monotonic()
    for _ in range(3):
        assert not process.is_ready(0.4, Progress())
    assert 0.4 <= time.monotonic() - began < 1.2
    process.end()
    assert children() == []


def test_it_makes_itself_ready_while_nobody_waits(process: Process, children: Children) -> None:
    process.begin()
    assert not process.is_ready(0, Progress())
    with suppress(Cancelled):
        process.ask("who", stopped_after(0))
    [child] = children()
    wait_until(lambda: process.is_ready(0, Progress()))
    assert process.ask("who", Progress()) == child.pid


def test_beginning_waits_for_no_answer(process: Process) -> None:
    process.begin()
    progress = Progress()
    asking = threading.Thread(target=lambda: suppressed(process, "work", progress))
    asking.start()
    wait_until(lambda: process._is_owed)
    began = time.monotonic()
    process.begin()
    assert time.monotonic() - began < 1
    progress.cancel()
    asking.join(WITHIN)
    assert not asking.is_alive()


def suppressed(process: Process, question: str, progress: Progress) -> None:
    """Ask until somebody asks to stop."""
    with suppress(Cancelled):
        process.ask(question, progress)


def test_one_that_is_ended_answers_nobody_any_more(process: Process) -> None:
    process.ask("who", Progress())
    heard: list[type[BaseException]] = []

    def wait() -> None:
        try:
            process.ask("hang", Progress())
        except (BrokenError, Cancelled) as error:
            heard.append(type(error))

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.05)
    process.end()
    waiting.join(WITHIN)
    assert heard == [BrokenError]
    with pytest.raises(Cancelled):
        process.ask("who", Progress())


def test_one_that_is_ended_while_it_begins_answers_nobody(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = SpawnProcess.start
    ending = threading.Thread(target=process.end, daemon=True)

    def start_slowly(begun: SpawnProcess) -> None:
        ending.start()
        wait_until(process._over.is_set)
        start(begun)

    monkeypatch.setattr(SpawnProcess, "start", start_slowly)
    began = time.monotonic()
    with pytest.raises(Cancelled):
        process.ask("work", stopped_after(WITHIN))
    ending.join(WITHIN)
    assert time.monotonic() - began < WITHIN / 2


WORKS_AND_SAYS_WHERE = """
from kmdesk.base.apart import Apart
from kmdesk.base.progress import Progress
from tests.base import questions
process = Apart(questions.answer, questions.nothing)
print(process.ask("who", Progress()), flush=True)
process.ask("hang", Progress())
"""


def test_it_ends_with_the_one_who_began_it_however_that_ends() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WORKS_AND_SAYS_WHERE], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline().strip() != str(parent.pid)
        parent.kill()
        parent.communicate(timeout=WITHIN)  # until the last one that could write there has ended
