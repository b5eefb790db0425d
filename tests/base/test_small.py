"""Progress, clock, log, person."""

import getpass
import logging
from collections.abc import Iterator
from datetime import UTC, date
from pathlib import Path

import pytest

from kmdesk.base import clock, log, person
from kmdesk.base.errors import Cancelled
from kmdesk.base.progress import Progress


def test_work_tells_how_far_it_is_until_it_is_asked_to_stop() -> None:
    heard: list[tuple[int, int, str]] = []
    progress = Progress(lambda *step: heard.append(step))
    progress.step(1, 3, "Reading")
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.step(2, 3)
    assert heard == [(1, 3, "Reading")]


def test_nobody_needs_to_listen() -> None:
    Progress().step(1, 2)
    one, other = Progress(), Progress()
    one.cancel()
    other.step(1, 1)


def test_moments_sort_as_they_run_and_come_back() -> None:
    moments = [clock.now() for _ in range(50)]
    assert moments == sorted(moments)
    moment = "2026-11-23T10:42:07.123456Z"
    assert clock.local(moment).astimezone(UTC).isoformat() == "2026-11-23T10:42:07.123456+00:00"
    assert clock.day_in_words(date(2018, 8, 6)) == "6 August 2018"


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    """Give back the logger without the handlers that a test added."""
    root = logging.getLogger("kmdesk")
    before, level = list(root.handlers), root.level
    yield root
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_the_log_goes_to_a_file(tmp_path: Path, logger: logging.Logger) -> None:
    file = tmp_path / "logs" / "kmdesk.log"
    log.to_file(file)
    logging.getLogger("kmdesk.store").info("Opened")
    logging.getLogger("kmdesk.store").debug("Not for the file")
    assert file.read_text(encoding="utf-8").endswith("INFO kmdesk.store: Opened\n")


def test_a_log_that_cannot_be_written_stays_silent(tmp_path: Path, logger: logging.Logger) -> None:
    (tmp_path / "file").touch()
    before = list(logger.handlers)
    log.to_file(tmp_path / "file" / "kmdesk.log")
    assert logger.handlers == before


def test_the_name_given_in_the_window_is_that_of_the_command_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("KMDESK_AUTHOR", raising=False)
    monkeypatch.setattr(getpass, "getuser", lambda: "okafor")
    person.keep("Zoë Okafor")
    assert person.author() == "Zoë Okafor"
    assert person.login_name() == "okafor"
    person.keep("")
    assert person.author() == "okafor"


def test_the_author_is_who_says_so_else_who_logged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError

    monkeypatch.setenv("KMDESK_AUTHOR", "Ann Okafor")
    assert person.author() == "Ann Okafor"
    monkeypatch.delenv("KMDESK_AUTHOR")
    monkeypatch.setattr(getpass, "getuser", lambda: "okafor")
    assert person.author() == "okafor"
    monkeypatch.setattr(getpass, "getuser", nobody)
    assert person.author() == ""
