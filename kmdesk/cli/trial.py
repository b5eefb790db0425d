"""Two runs through all of kmdesk: the demonstration and the self-test."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from kmdesk import exchange
from kmdesk.base import paths
from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.briefing import paper
from kmdesk.briefing.template import Template
from kmdesk.briefing.templates import TEMPLATES
from kmdesk.exchange import file_index, sample
from kmdesk.store.collection import Collection
from kmdesk.store.views import Query


def demo(folder: Path) -> list[Path]:
    """Build the sample collection in a folder and write every briefing from it.

    Run again, it adds nothing twice and writes the briefings anew.

    Returns:
        The collection, then the briefings.

    Raises:
        UserError: the folder cannot be written.
    """
    path = folder / f"sample{paths.COLLECTION_SUFFIX}"
    with Collection.open(path, create=True, author="Sample author") as collection:
        if collection.read_only:
            raise UserError(f"{' '.join(collection.notices)} Nothing was written.")
        sample.build_sample(collection)
        written = [
            _write_paper(collection, template, folder, format_)
            for template in TEMPLATES.values()
            for format_ in template.formats
        ]
    return [path, *written]


def _write_paper(collection: Collection, template: Template, folder: Path, format_: str) -> Path:
    name, asked = template.name, {field.name for field in template.cover}
    cover = {field: text for field, text in sample.cover(name).items() if field in asked}
    target = folder / f"{name}.{format_}"
    ids = sample.paper(collection, name)
    return paper.brief(collection, ids, name, target, format=format_, cover=cover).path


def self_test(check_window: Callable[[], list[str]]) -> list[tuple[str, str]]:
    """Try every part on a temporary collection.

    Args:
        check_window: returns what is wrong with the parts of the window.

    Returns:
        Each step with what went wrong in it, "" when all is well.
    """
    with tempfile.TemporaryDirectory(prefix="kmdesk-self-test-") as name:
        trial = _Trial(Path(name))
        try:
            steps = [(step, _problem(action)) for step, action in trial.steps()]
        finally:
            trial.close()
    return [*steps, ("load the window's parts", _problem(lambda: _first(check_window())))]


def _problem(action: Callable[[], str]) -> str:
    """Run a step; whatever it raises is its problem, so that the others still run."""
    try:
        return action()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _first(problems: list[str]) -> str:
    return problems[0] if problems else ""


class _Trial:
    """The steps of the self-test, on two collections in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ours = Collection.open(folder / "ours.kmdesk", create=True, author="Self-test")
        self.theirs = Collection.open(folder / "theirs.kmdesk", create=True, author="Colleague")
        self.shown: list[str] = []

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            ("record", self.record),
            ("find", self.find),
            *((f"brief as {f}", lambda f=f: self.brief(f)) for f in ("pdf", "html", "docx")),
            ("exchange", self.exchange),
            ("encrypt", self.encrypt),
            ("back up", self.back_up),
            ("read files", self.read_files),
            ("check", self.check),
        ]

    def close(self) -> None:
        self.ours.close()
        self.theirs.close()

    def record(self) -> str:
        sample.build_sample(self.ours)
        self.shown = sample.paper(self.ours)
        return "" if self.shown else "the sample holds no record"

    def find(self) -> str:
        return "" if self.ours.search("gambl") else "a word of the sample was not found"

    def brief(self, format_: str) -> str:
        target = self.folder / f"paper.{format_}"
        for name in TEMPLATES:
            ids = sample.paper(self.ours, name)
            paper.brief(self.ours, ids, name, target, format=format_)
        return "" if target.stat().st_size > 1_000 else "the paper is empty"

    def exchange(self) -> str:
        file = self.folder / "ours.kmx"
        exchange.export_file(self.ours, file)
        exchange.import_file(self.theirs, file)
        again = exchange.import_file(self.theirs, file)
        same = self._documents(self.ours) == self._documents(self.theirs)
        return "" if same and not again.number else "a colleague sees something else"

    def encrypt(self) -> str:
        file = self.folder / "secret.kmx"
        exchange.export_file(self.ours, file, self.shown[:1], passphrase="a passphrase")
        report = exchange.import_file(self.theirs, file, passphrase="a passphrase")
        return "" if report.known == 1 else "an encrypted file was not read back"

    def back_up(self) -> str:
        copy = self.ours.backup(self.folder / "copy.kmdesk")
        with Collection.open(copy, read_only=True) as collection:
            same = self._documents(collection) == self._documents(self.ours)
        return "" if same else "the backup holds something else"

    def read_files(self) -> str:
        self.ours.attach(self.shown[0], self.folder / "paper.pdf")
        report = file_index.index_files(self.ours, Progress())
        return "" if report.read else "the words of a paper were not read"

    def check(self) -> str:
        return _first(list(self.ours.check().problems))

    @staticmethod
    def _documents(collection: Collection) -> dict[str, object]:
        return {i: collection.get(i).document for i in collection.ids(Query())}
