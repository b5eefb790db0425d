"""Whatever people do and whatever becomes of the files between them: all end equal, nothing lost.

As `tests.store.test_convergence`, with real exchange files: any file in any order, twice, in part,
cut, lost, taken back; a folder that all see; clocks years apart; and colleagues whose kmdesk is
newer than this one.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.exchange import export_file, folder, import_file, undo_import
from kmdesk.models import canonical
from kmdesk.models.flat import Flat, flatten, unflatten
from kmdesk.models.resolve import Resolution, resolve
from kmdesk.store import revisions
from kmdesk.store.collection import Collection
from kmdesk.store.revisions import Stamp
from kmdesk.store.union import Bundle
from tests.exchange import newer
from tests.store import test_convergence as records
from tests.store.test_convergence import Office, Step, colleagues, suppress_refusal

YEARS = (2026, 1980, 2026, 9999, 2031)
"""What the clock of each person says."""

NEWER_FIELDS: tuple[Flat, ...] = (
    {"mood": "calm"},
    {"statement/text": "words in a group", "statement/tone": "calm"},
    {"reuse/=a": True, "reuse/=b": True},
    {"steps/s/position": "i", "steps/s/text": "a list nobody knows yet"},
)
"""What a newer kmdesk may make of a lesson: fields that are new, or of another shape."""


@dataclass
class Post:
    """The files that people wrote, some of them lost by now, and a folder that all see."""

    folder: Path
    share: Path
    files: list[Path] = field(default_factory=list)
    written: int = 0

    def name(self) -> Path:
        self.written += 1
        return self.folder / f"{self.written}.kmx"


def act(here: Office, post: Post, step: Step) -> None:
    person = here.person(step.who)
    deed = _DEEDS.get(step.what)
    if deed is None:
        if not _is_newer(here, person, step):
            with suppress_refusal("was written by a newer kmdesk"):
                records.act(here, step)
    else:
        deed(here, post, person, step)
        here.note(person)


def _is_newer(here: Office, person: Collection, step: Step) -> bool:
    """Say whether somebody would work on what they see of a record that is only shown here."""
    known = here.known(person)
    if step.what not in ("item", "tag", "erase", "look", "save late") or not known:
        return False
    return person.get(known[step.a % len(known)]).record is None


def _write(here: Office, post: Post, person: Collection, step: Step) -> None:
    if known := here.known(person):
        some = known if step.a % 3 else known[: 1 + step.b % len(known)]
        export_file(person, path := post.name(), some, with_history=bool(step.b % 2))
        post.files.append(path)


def _read(here: Office, post: Post, person: Collection, step: Step) -> None:
    if post.files:
        file = post.files[step.a % len(post.files)]
        only = here.records[:: 1 + step.b % 3] if step.b % 2 else None
        with suppress_refusal("was built on one that is not here", "does not fit the record"):
            import_file(person, file, only=only)


def _read_cut(_here: Office, post: Post, person: Collection, step: Step) -> None:
    if post.files:
        data = post.files[step.a % len(post.files)].read_bytes()
        cut = post.folder / "cut.kmx"
        cut.write_bytes(data[: len(data) * (step.b + 1) // 12])
        with pytest.raises(UserError, match="not a sound exchange file"):
            import_file(person, cut)


def _lose(_here: Office, post: Post, _person: Collection, step: Step) -> None:
    if post.files:
        post.files.pop(step.a % len(post.files))


def _take_back(_here: Office, _post: Post, person: Collection, step: Step) -> None:
    """Take an import back, but not what this person's own newer kmdesk brought."""
    taken = [e for e in person.exchanges() if e.direction == "in" and not e.undone]
    taken = [e for e in taken if not e.file.startswith("newer")]
    if taken:
        with suppress_refusal("changed after this import"):
            undo_import(person, taken[step.a % min(len(taken), 3)].number)


def _press(here: Office, post: Post, person: Collection, step: Step) -> None:
    for path in sorted(post.share.iterdir())[: step.a == 9]:
        path.unlink()  # somebody tidies up
    looked = folder.look(person, post.share, None, Progress())
    folder.swap(person, looked, only=here.records[::2] if step.b == 9 else None)
    here.note(person)


def _newer(here: Office, post: Post, person: Collection, step: Step) -> None:
    """Have a person save with a newer kmdesk, whose work comes here as a file of their own."""
    known = here.known(person)
    if not known:
        return
    record = known[step.a % len(known)]
    bundle = person.outgoing([record])
    before = _resolved(bundle)
    more = NEWER_FIELDS[step.b % len(NEWER_FIELDS)]
    tops = {path.partition("/")[0] for path in more}
    rest = {p: v for p, v in before.flat.items() if p.partition("/")[0] not in tops}
    content = unflatten(rest | more | {"why": here.text()})
    canonical.check(content)
    stamp = Stamp(person.author, "NEWER", _moment())
    kind = bundle.headers[0].kind
    if made := revisions.make(record, kind, content, before, stamp):
        file = post.folder / f"newer {post.name().name}"
        newer.write(file, [*bundle.headers, made.header], [content])
        import_file(person, file)


def _resolved(bundle: Bundle) -> Resolution:
    """Return what a record shows, also of fields that this kmdesk does not know."""
    headers = {header.id: header for header in bundle.headers}
    flats = {
        header.id: flatten(msgspec.json.decode(bundle.contents[header.content]))
        for header in bundle.headers
        if header.content in bundle.contents
    }
    return resolve(headers, flats)


def _whole(person: Collection, record: str) -> dict[str, canonical.Json]:
    return unflatten(_resolved(person.outgoing([record])).flat)


_DEEDS: Mapping[str, Callable[[Office, Post, Collection, Step], None]] = {
    "write": _write,
    "read": _read,
    "read cut": _read_cut,
    "lose": _lose,
    "take back": _take_back,
    "press": _press,
    "newer": _newer,
}


_MOMENTS = count()


def _moment(year: int = 2031) -> str:
    """Return a moment of a year that no history had before: backups are named by it."""
    seconds, rest = divmod(next(_MOMENTS), 1_000_000)
    return f"{year}-06-01T00:00:{seconds:02}.{rest:06}Z"


def try_history(people: Sequence[Collection], where: Path, steps: Sequence[Step]) -> None:
    """Do what the steps say, then let everybody have everybody's files."""
    post = Post(where / "post", where / "share")
    for one in (post.folder, post.share):
        shutil.rmtree(one, ignore_errors=True)
        one.mkdir()
    here = Office(people)
    with pytest.MonkeyPatch.context() as patch:
        for step in (Step(0, "add", 0, 0), Step(0, "write", 1, 1), *steps):
            year = YEARS[step.who % len(people)]
            patch.setattr("kmdesk.base.clock.now", lambda year=year: _moment(year))
            act(here, post, step)
        for _ in range(2):  # the second time, what each took out of heads goes round
            _exchange_all(here, post)
        _check(here)


def _exchange_all(here: Office, post: Post) -> None:
    for number, person in enumerate(here.people):
        for giver in (*here.people[number + 1 :], *here.people[:number]):
            if known := here.known(giver):
                export_file(giver, file := post.name(), known, with_history=True)
                import_file(person, file)
                here.note(person)
            else:  # all of it was erased, of which a file of other records would tell
                here.give(giver, person, [])


def _check(here: Office) -> None:
    left = here.known(here.people[0])
    ends = [records.state(person, left) for person in here.people]
    assert all(end == ends[0] for end in ends)
    records.check_nothing_lost(here, here.people[0], left, _whole)
    for person in here.people:
        assert here.known(person) == left
        records.check_erased(here, person, left)


_whats = st.sampled_from(
    ["write", "read", "edit", "item"] * 3
    + ["press", "newer", "take back", "erase", "trash", "restore", "settle", "save late", "look"]
    * 2
    + ["add", "lose", "read cut", "tag", "clear", "sync", "open again"]
)
steps = st.lists(
    st.builds(Step, st.integers(0, 4), _whats, st.integers(0, 9), st.integers(0, 9)),
    min_size=5,
    max_size=18,
)


@contextmanager
def _office(folder_: Path) -> Iterator[list[Collection]]:
    with colleagues(folder_, 5) as people:
        yield people


def try_histories(where: Path, examples: int) -> None:
    """Try histories of new records on the same collections, each among some of the people."""
    with _office(where) as people:

        @given(count=st.integers(2, 5), steps=steps)
        @settings(max_examples=examples)
        def some(count: int, steps: list[Step]) -> None:
            try_history(people[:count], where, steps)

        some()
        for person in people:
            assert person.check(rebuild=True).problems == ()


def test_all_end_equal_whatever_becomes_of_the_files(tmp_path: Path) -> None:
    try_histories(tmp_path, 8)


@pytest.mark.slow
def test_all_end_equal_in_hundreds_of_histories(tmp_path: Path) -> None:
    try_histories(tmp_path, 500)
