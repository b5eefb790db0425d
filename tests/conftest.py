"""What every test stands on: an offscreen Qt and a home that is thrown away."""

import gc
import logging
import multiprocessing
import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow

from kmdesk.models import saying
from kmdesk.store.collection import Collection
from tests.processes import Children

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("kmdesk", deadline=None, print_blob=True)
settings.load_profile("kmdesk")

logging.getLogger("markdown_it").setLevel(logging.INFO)  # it tells of every rule it tries


@pytest.fixture(autouse=True, scope="session")
def home_of_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give what is made once for many tests a data folder that is thrown away too."""
    folder = tmp_path_factory.mktemp("home")
    os.environ["KMDESK_HOME"] = str(folder)
    return folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a data folder of its own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("KMDESK_HOME", str(folder))
    monkeypatch.delenv("KMDESK_COLLECTION", raising=False)
    saying.use(())
    return folder


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with nothing in it, made once: a copy costs less than the tables."""
    made = tmp_path_factory.mktemp("empty") / "empty.kmdesk"
    with Collection.open(made, create=True) as opened:
        opened.put_setting("device", None)
    return made


@pytest.fixture
def children() -> Children:
    """What returns the processes that this test began and that still run."""
    others = multiprocessing.active_children()
    return lambda: [one for one in multiprocessing.active_children() if one not in others]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the file that takes longest, so that no process is left alone with it."""
    items.sort(key=lambda item: not item.path.name.startswith("test_walk"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than cores: tests wait for disks and timers nearly half of the time."""
    return (os.cpu_count() or 1) + 1


def pytest_configure() -> None:
    """Collect garbage between tests only; see `pytest_runtest_teardown`."""
    gc.disable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Free what a test left, here and now.

    Left to Python, the writer thread of a later test may collect widgets, and Qt allows widgets in
    the main thread only.
    """
    result = yield
    gc.disable()
    widgets = "qtbot" in getattr(item, "fixturenames", ())
    if widgets:
        _free_widgets()
    gc.collect(2 if widgets else 1)
    return result


def _free_widgets() -> None:
    """Have Qt free the windows that were closed: every later change of style restyles them.

    Before Python collects: a window that Python frees calls its own overridden methods while it is
    half gone. The list of a completer looks like a window too, but is freed by its completer.
    """
    for widget in QApplication.topLevelWidgets():
        if not isinstance(widget, QMainWindow | QDialog) or widget.parent() or widget.isVisible():
            continue
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
