"""A reader of exchange files written from docs/exchange-format.md alone, with the standard library.

It uses nothing of kmdesk. Slow and plain; what a document shows is decided by `plain_rule`.
"""

import hashlib
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.models.plain_rule import Book

Json = Any
Flat = dict[str, Any]

NEEDED = {"manifest.json", "headers.jsonl", "content.jsonl"}
OPTIONAL = {"erasures.jsonl", "holds.txt", "records.html"}
HASH = "[0-9a-f]{64}"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
RECORD = "[0-9A-HJKMNP-TV-Z]{26}"
HEADER = {
    "v": int, "record": str, "kind": str, "parents": list, "author": str,
    "device": str, "time": str, "changed": list, "removed": list, "content": str,
}  # fmt: skip
ERASURE = {
    "v": int, "record": str, "paths": list, "revision": str, "author": str,
    "device": str, "time": str, "reason": str,
}  # fmt: skip


class UnsoundError(Exception):
    """The file is not as the document says."""


@dataclass(frozen=True)
class Header:
    """A header, its absent fields empty."""

    record: str
    kind: str
    device: str
    time: str
    content: str
    v: int = 1
    parents: tuple[str, ...] = ()
    author: str = ""
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass
class Shelf:
    """All that was read, from files in any order."""

    headers: dict[str, Header] = field(default_factory=dict)
    contents: dict[str, Json] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    erasures: dict[str, dict[str, Json]] = field(default_factory=dict)

    def read(self, path: Path) -> dict[str, Json]:
        """Take what a file holds and return its manifest, with its keys and page beside."""
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            sound(len(set(names)) == len(names), "a name occurs twice")
            sound(set(names) >= NEEDED, "an entry is missing")
            entries = {name: archive.read(name) for name in names}
        manifest: dict[str, Json] = json.loads(entries["manifest.json"])
        sound(manifest["format"] == "kmdesk-exchange", "another format")
        sound(manifest["version"] == 1, "a newer version")
        files = {}
        for name in set(names) - NEEDED - OPTIONAL:
            sound(re.fullmatch(f"attachments/{HASH}", name), f"an entry is called {name}")
            sound(sha256(entries[name]) == name[12:], "an attachment has another hash")
            files[name[12:]] = entries[name]
        headers = named(entries["headers.jsonl"])
        contents = named(entries["content.jsonl"])
        erasures = named(entries.get("erasures.jsonl", b""))
        holds = lines(entries.get("holds.txt", b""))
        counts = (len(headers), len(contents), len(files), len(erasures), len(holds))
        told = ("headers", "contents", "attachments", "erasures", "holds")
        sound(counts == tuple(manifest.get(name, 0) for name in told), "other numbers than told")
        sound(all(re.fullmatch("[0-9a-f]{16}", key.decode()) for key in holds), "no key")
        sound(holds == sorted(set(holds)), "keys are not sorted")
        self._take_headers({name: header(value) for name, value in headers.items()})
        sound(contents.keys() <= {h.content for h in self.headers.values()}, "a stray content")
        for value in erasures.values():
            self._check_erasure(value)
        self.contents |= contents
        self.files |= files
        self.erasures |= erasures
        self._erase()
        return manifest | {"keys": holds, "page": entries.get("records.html")}

    def _take_headers(self, new: dict[str, Header]) -> None:
        every = self.headers | new
        kinds: dict[str, str] = {}
        for one in every.values():
            sound(kinds.setdefault(one.record, one.kind) == one.kind, "a record changed its kind")
            known = (every.get(parent) for parent in one.parents)
            sound(all(p and p.record == one.record for p in known), "a parent is missing")
        self.headers = every

    def _check_erasure(self, one: dict[str, Json]) -> None:
        fields(one, ERASURE)
        sound(re.fullmatch(TIME, one["time"]) and re.fullmatch(RECORD, one["record"]), "a field")
        paths = one.get("paths", [])
        sound(bool(paths) == ("revision" in one) and paths == sorted(set(paths)), "paths")
        if paths:
            clean = self.headers[one["revision"]]
            sound(clean.record == one["record"], "the clean revision is of another record")
            touched = (*clean.changed, *clean.removed)
            sound(all(any(below(t, [p]) for t in touched) for p in paths), "a path was left alone")

    def _erase(self) -> None:
        """Keep to the rules of erasures, whatever came first."""
        whole = {one["record"] for one in self.erasures.values() if "paths" not in one}
        self.headers = {n: h for n, h in self.headers.items() if h.record not in whole}
        for name, head in list(self.headers.items()):
            content = self.contents.get(head.content)
            against = self._contradicted(name, content)
            if not against:
                continue
            if name in self.heads(head.record):
                self._put_on_top(name, content, against)
            self.contents[head.content] = None
        kept = {h.content for h in self.headers.values()}
        self.contents = {n: c for n, c in self.contents.items() if n in kept and c is not None}

    def _contradicted(self, name: str, content: Json) -> list[tuple[str, dict[str, Json]]]:
        """Return the erasures that a revision contradicts, by name."""
        flat = flatten(content or {})
        return [
            (key, one)
            for key, one in self.erasures.items()
            if "paths" in one
            and one["record"] == self.headers[name].record
            and one["revision"] not in {name} | self.ancestors(name)
            and any(below(path, one["paths"]) for path in flat)
        ]

    def _put_on_top(
        self, name: str, content: Json, against: list[tuple[str, dict[str, Json]]]
    ) -> None:
        head, before = self.headers[name], flatten(content)
        gone = [path for _, one in against for path in one["paths"]]
        after = {p: v for p, v in before.items() if not below(p, gone)} or {"trashed": True}
        _, latest = max(against, key=lambda pair: (pair[1]["time"], pair[0]))
        made = unflatten(after)
        said = {
            "v": 1,
            "record": head.record,
            "kind": head.kind,
            "parents": [name],
            "author": latest.get("author"),
            "device": latest["device"],
            "time": head.time,
            "changed": sorted(p for p, v in after.items() if before.get(p) != v),
            "removed": sorted(before.keys() - after.keys()),
            "content": sha256(canonical(made)),
        }
        said = {key: value for key, value in said.items() if value}
        self.headers[sha256(canonical(said))] = header(said)
        self.contents[str(said["content"])] = made

    def heads(self, record: str) -> set[str]:
        mine = {name: h for name, h in self.headers.items() if h.record == record}
        return mine.keys() - {parent for h in mine.values() for parent in h.parents}

    def ancestors(self, name: str) -> set[str]:
        found: set[str] = set()
        waiting = list(self.headers[name].parents)
        while waiting:
            if (parent := waiting.pop()) not in found:
                found.add(parent)
                waiting += self.headers[parent].parents
        return found

    def records(self) -> set[str]:
        return {one.record for one in self.headers.values()}

    def shows(self, record: str) -> tuple[Json, set[str]]:
        """Return the document of a record, and the paths on which people disagree."""
        mine: Any = {name: h for name, h in self.headers.items() if h.record == record}
        flats = {n: flatten(self.contents.get(h.content) or {}) for n, h in mine.items()}
        left = Book(mine, flats).values()
        flat = fitting({path: values[0] for path, values in left.items()})
        disputed = {p for p in left if len(left[p]) > 1 and not p.endswith("/position")}
        return unflatten(flat), disputed | (left.keys() - flat.keys())


def sound(holds: object, otherwise: str) -> None:
    if not holds:
        raise UnsoundError(otherwise)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def lines(data: bytes) -> list[bytes]:
    sound(not data or data.endswith(b"\n"), "a line has no end")
    return data.split(b"\n")[:-1]


def named(data: bytes) -> dict[str, Json]:
    """Return the values of lines by their hashes, which are in order."""
    found = {}
    for line in lines(data):
        value = json.loads(line.decode("utf-8"))
        check(value)
        sound(isinstance(value, dict) and canonical(value) == line, "not in canonical form")
        found[sha256(line)] = value
    sound(list(found) == sorted(found) and len(found) == len(lines(data)), "lines out of order")
    return found


def canonical(value: Json) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode("utf-8")


def check(value: Json, levels: int = 0) -> None:
    """Accept what the canonical form has."""
    sound(levels <= 32, "too deep")
    if isinstance(value, str):
        sound(value and not re.search("[\0-\x08\x0b-\x1f]", value), "a text")
        sound(unicodedata.is_normalized("NFC", value), "a text is not NFC")
    elif isinstance(value, dict):
        sound(value and "position" not in value, "an object")
        for name, inner in value.items():
            check(name)
            check(inner, levels + 1)
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        sound(value and value == sorted(set(value)), "a set")
        for one in value:
            check(one)
    elif isinstance(value, list):
        sound(all(is_item(one) for one in value), "a list")
        keys = [(one["position"], one["id"]) for one in value]
        sound(keys == sorted(keys) and len({k[1] for k in keys}) == len(keys), "items")
        for one in value:
            check(one["position"])
            check({k: v for k, v in one.items() if k != "position"}, levels + 1)
    else:
        sound(value is True or (type(value) is int and abs(value) <= 2**53), "a value")


def is_item(value: Json) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("position"), str)
        and bool(re.fullmatch("[A-Za-z0-9_-]{1,64}", str(value.get("id"))))
    )


def fields(value: dict[str, Json], known: dict[str, type]) -> None:
    sound(value.keys() <= known.keys(), "an unknown field")
    sound(all(type(v) is known[k] for k, v in value.items()), "a field of another type")
    sound(value.get("v") == 1, "a newer form")


def header(value: dict[str, Json]) -> Header:
    fields(value, HEADER)
    values: Any = {k: tuple(v) if isinstance(v, list) else v for k, v in value.items()}
    made = Header(**values)
    sound(re.fullmatch(RECORD, made.record) and re.fullmatch(TIME, made.time), "a header")
    for some in (made.parents, made.changed, made.removed):
        sound(all(a < b for a, b in pairwise(some)), "a list of a header is not sorted")
    return made


def below(path: str, tops: list[str]) -> bool:
    return any(path == top or path.startswith(f"{top}/") for top in tops)


def flatten(node: Json, prefix: str = "") -> Flat:
    return dict(walk(node, prefix))


def walk(node: Json, prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in node.items():
        path = prefix + written(name)
        if isinstance(value, dict):
            yield from walk(value, f"{path}/")
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, str):
                    yield f"{path}/={tilde(one)}", True
                else:
                    inside = {k: v for k, v in one.items() if k != "id"}
                    yield from walk(inside, f"{path}/{one['id']}/")
        else:
            yield path, value


def tilde(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def written(name: str) -> str:
    name = tilde(name)
    return f"~2{name[1:]}" if name.startswith("=") else name


def read_name(name: str) -> str:
    name = f"={name[2:]}" if name.startswith("~2") else name
    return name.replace("~1", "/").replace("~0", "~")


def unflatten(flat: Flat) -> Json:
    root: Json = {}
    for path, value in flat.items():
        *way, last = path.split("/")
        node = root
        for name in way:
            node = node.setdefault(name, {})
        node[last] = value
    return {read_name(name): built(value) for name, value in root.items()}


def built(node: Json) -> Json:
    if not isinstance(node, dict):
        return node
    if all(name.startswith("=") for name in node):
        return sorted(read_name(name[1:]) for name in node)
    if all(isinstance(v, dict) and isinstance(v.get("position"), str) for v in node.values()):
        items = [
            {"id": name, **{read_name(n): built(v) for n, v in value.items()}}
            for name, value in node.items()
        ]
        return sorted(items, key=lambda item: (item["position"], item["id"]))
    return {read_name(name): built(value) for name, value in node.items()}


def fitting(flat: Flat) -> Flat:
    """Keep, where versions of a program disagree what a place is, the richest (rule 6)."""
    while True:
        shapes = {path: list(places(path, flat)) for path in flat}
        richest: dict[str, int] = {}
        for steps in shapes.values():
            for place, shape in steps:
                richest[place] = max(richest.get(place, 1), shape)
        kept = {p: flat[p] for p, s in shapes.items() if all(richest[x] == y for x, y in s)}
        if kept == flat:
            return flat
        flat = kept


def places(path: str, flat: Flat) -> Iterator[tuple[str, int]]:
    """Yield the places on the way of a path: with 4 items, 3 fields, 2 members, 1 a value."""
    names = path.split("/")
    for at in range(1, len(names)):
        place, name = "/".join(names[:at]), names[at]
        if name == "id" and f"{place}/position" in flat:
            yield place, 0
        elif name.startswith("="):
            yield place, 2
        else:
            yield place, 4 if f"{place}/{name}/position" in flat else 3
    yield path, 1
