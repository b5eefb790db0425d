"""Exchange files changed by chance, each the same for the same number.

Bytes are changed as a bad stick or a careless program would; parts as somebody would who writes zip
files; and what the parts say as somebody would who knows the format: hashes, counts and names are
put right afterwards, so that the change reaches what lies behind those checks.
"""

import io
import json
import random
import struct
import warnings
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from kmdesk.models import canonical
from kmdesk.models.flat import flatten

Json = Any
Entries = dict[str, bytes]


def deep(levels: int) -> Json:
    """Return a text so many levels down."""
    value: Json = "deep"
    for _ in range(levels):
        value = {"in": value}
    return value


STRANGE: tuple[Json, ...] = (
    *(None, True, False, 0, 1, -1, 2**53, 2**53 + 1, 2**70, 0.5, 1e308),
    *("", " ", "\n", "\0", "\ud800", "e\u0301", "\u202e", "=", "=x", "~", "~2", "/", "a/b", ".."),
    *("../../outside", "/etc/passwd", "C:\\evil", "\\\\server\\share", "CON", "NUL", "a:b", "%s"),
    *("x" * 70_000, "0" * 64, "f" * 64, "id", "position", "trashed", "kind", "'; DROP TABLE tag;"),
    *("0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "yesterday"),
    *("9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00.000000Z", "2026-02-30T00:00:00.000000Z"),
    *([], {}, ["a"], ["b", "a"], ["a", "a"], [1], [[]], [["a"]], ["a", {}], [{"id": "x"}]),
    *([{"id": "x", "position": "i"}], [{"id": "x", "position": ""}], [{"id": "x", "position": 1}]),
    *([{"id": "x", "position": "i", "text": "t"}, {"id": "y", "position": "i", "sub": ["a"]}],),
    *({"id": "x"}, {"position": "i"}, {"a": {"b": ["c"]}}, {"=": True}, {"=a": True}, {"": "no"}),
    *(deep(20), deep(31), deep(40), deep(200)),
)


def mutated(good: bytes, others: tuple[str, ...], number: int) -> bytes:
    """Return the file of this number that comes of a good one.

    Args:
        good: the bytes of an exchange file.
        others: ids of records and devices that occur elsewhere.
        number: of the change.
    """
    choose = random.Random(number)
    change = choose.choices((_bytes, _parts, _meaning), weights=(3, 3, 6))[0]
    return change(good, others, choose)


def _bytes(good: bytes, _others: tuple[str, ...], choose: random.Random) -> bytes:
    data = bytearray(good)
    for _ in range(choose.choice((1, 1, 1, 2, 5, 40))):
        at = choose.randrange(len(data) or 1)
        size = min(choose.choice((1, 2, 4, 16, 400)), len(data) - at)
        match choose.randrange(7):
            case 0 | 1:
                data[at : at + 1] = bytes([(data[at] if data else 0) ^ 1 << choose.randrange(8)])
            case 2:
                del data[at : at + size]
            case 3:
                data[at:at] = data[at : at + size]
            case 4:
                data[at : at + size] = choose.randbytes(size)
            case 5:
                data[at : at + size] = choose.choice((b"\0", b"\xff")) * size
            case 6:
                del data[at:]
    return bytes(data)


def _parts(good: bytes, _others: tuple[str, ...], choose: random.Random) -> bytes:
    entries = _entries(good)
    names = list(entries)
    for _ in range(choose.choice((1, 1, 2, 4))):
        name = choose.choice(names)
        match choose.randrange(6):
            case 0:
                entries.pop(name, None)
            case 1:
                entries[_strange_name(choose, name)] = entries.get(name, b"")
            case 2:
                entries[name] = _bytes(entries.get(name) or b"x", (), choose)
            case 3:
                lines = entries.get(name, b"").splitlines(keepends=True) or [b"\n"]
                choose.shuffle(lines)
                entries[name] = b"".join(choose.choices(lines, k=choose.randrange(len(lines) + 2)))
            case 4:
                entries[name] = entries.get(choose.choice(names), b"")
            case 5:
                entries[name] = choose.choice((b"", b"\n", b"{}", b"[]", b"null\n", b"\xff\xfe"))
    return _directory(_zipped(entries, choose), choose)


def _strange_name(choose: random.Random, name: str) -> str:
    return choose.choice(
        (
            f"../{name}",
            f"/{name}",
            f"C:\\{name}",
            f"{name}/",
            name.upper(),
            f"{name}.exe",
            "CON",
            "attachments/" + "0" * 64,
            f"attachments/../{name}",
            f"{name}\0x",
            "",
            ".",
            name + " ",
        )
    )


def _directory(data: bytes, choose: random.Random) -> bytes:
    """Let a place in the central directory of a zip file lie, sometimes."""
    if choose.random() < 0.6:
        return data
    changed = bytearray(data)
    places = [at for at in range(len(data)) if data.startswith((b"PK\1\2", b"PK\3\4"), at)]
    at = choose.choice(places) + choose.choice((4, 6, 8, 10, 14, 18, 20, 22, 24, 26, 28, 38, 42))
    value = choose.choice((0, 1, 8, 12, 14, 2**16, 2**31, 2**32 - 1, choose.randrange(len(data))))
    changed[at : at + 4] = struct.pack("<I", value)
    return bytes(changed)


def _meaning(good: bytes, others: tuple[str, ...], choose: random.Random) -> bytes:
    parcel = Parcel(_entries(good))
    for _ in range(choose.choice((1, 1, 1, 2, 3, 6))):
        parcel.change(choose, others)
    return _zipped(parcel.entries(choose), choose)


class Parcel:
    """What a file says, as values to be changed."""

    def __init__(self, entries: Entries) -> None:
        self.rest = entries
        self.manifest = json.loads(entries["manifest.json"])
        contents = {canonical.sha256(d): json.loads(d) for d in _lines(entries, "content.jsonl")}
        self.names = [canonical.sha256(d) for d in _lines(entries, "headers.jsonl")]
        self.headers: list[Json] = [json.loads(d) for d in _lines(entries, "headers.jsonl")]
        self.contents = [deepcopy(contents.get(h["content"])) for h in self.headers]
        self.erasures: list[Json] = [json.loads(d) for d in _lines(entries, "erasures.jsonl")]

    def change(self, choose: random.Random, others: tuple[str, ...]) -> None:
        """Change something, anywhere."""
        roots = [*self.contents, *self.contents, *self.headers, *self.erasures, self.manifest]
        root = choose.choice([one for one in roots if one])
        holder, key = root, choose.choice(list(root))
        if choose.random() < 0.6:
            holder, key = choose.choice(list(_places(root)))
        match choose.randrange(9):
            case 0:
                _take(holder, key)
            case 1 | 2 | 3:
                holder[key] = deepcopy(choose.choice(STRANGE))
            case 4:
                other, name = choose.choice(list(_places(choose.choice(self.contents) or root)))
                holder[key] = deepcopy(other[name])
            case 5:
                holder[key] = choose.choice((*others, *self.names))
            case 6 if isinstance(holder, dict):
                name = choose.choice(("id", "position", "trashed", "x", "v", "=a", "a/b", "~", ""))
                holder[name] = deepcopy(choose.choice(STRANGE))
            case 6 | 7 if isinstance(holder, list):
                holder.insert(choose.randrange(len(holder) + 1), deepcopy(holder[key]))
            case 8:
                header = choose.choice(self.headers)
                header["parents"] = choose.sample(self.names, choose.randrange(3))
            case _:
                value = holder[key]
                holder[key] = _other(value, choose)

    def entries(self, choose: random.Random) -> Entries:
        """Return the entries of a file that says this, with hashes and counts put right."""
        honest, neat = choose.random() < 0.5, choose.random() < 0.8
        now: dict[str, str] = {}
        flats: dict[str, dict[str, Any]] = {}
        headers, contents = [], {}
        for name in self._in_order():
            at = self.names.index(name)
            header = self.headers[at]
            content = _neat(self.contents[at]) if neat else self.contents[at]
            if content is not None:
                data = _encoded(content)
                header["content"] = canonical.sha256(data)
                contents[header["content"]] = data
            parents = header.get("parents")
            if isinstance(parents, list):
                known = [now.get(str(p), p) for p in parents if p]
                header["parents"] = sorted(known, key=str)
            if honest and content is not None:
                _account(header, content, flats)
            data = _encoded(_neat(header) if neat else header)
            now[name] = canonical.sha256(data)
            flats[now[name]] = _flat(content)
            headers.append(data)
        erasures = []
        for one in self.erasures:
            one["revision"] = now.get(str(one.get("revision")), one.get("revision"))
            erasures.append(_encoded(_neat(one)))
        made = dict(self.rest)
        made["headers.jsonl"] = _joined(set(headers))
        made["content.jsonl"] = _joined(set(contents.values()))
        if "erasures.jsonl" in made:
            made["erasures.jsonl"] = _joined(set(erasures))
        self.manifest["headers"] = len(set(headers))
        self.manifest["contents"] = len(contents)
        self.manifest["erasures"] = len(set(erasures))
        made["manifest.json"] = _encoded(self.manifest)
        return made

    def _in_order(self) -> list[str]:
        """Return the names of the headers, parents first where that is possible."""
        order: dict[str, None] = {}
        for _ in self.names:
            for name, header in zip(self.names, self.headers, strict=True):
                parents = header.get("parents")
                known = parents if isinstance(parents, list) else []
                if not any(p in self.names and str(p) not in order for p in known):
                    order.setdefault(name)
        return [*order, *(name for name in self.names if name not in order)]


def _account(header: Json, content: Json, flats: dict[str, dict[str, Any]]) -> None:
    """Let a header list what its content changed."""
    parents = header.get("parents")
    before: dict[str, Any] = {}
    for parent in parents if isinstance(parents, list) else []:
        before |= flats.get(str(parent), {})
    after = _flat(content)
    header["changed"] = sorted(p for p, value in after.items() if before.get(p) != value)
    header["removed"] = sorted(before.keys() - after.keys())


def _flat(content: Json) -> dict[str, Any]:
    try:
        return flatten(content or {})
    except (AttributeError, TypeError, KeyError, RecursionError):
        return {}


def _places(node: Json) -> Iterator[tuple[Any, Any]]:
    """Yield what holds something, and under which key, for all that lies in a value."""
    keys = list(node) if isinstance(node, dict) else range(len(node))
    for key in keys:
        yield node, key
        if isinstance(node[key], dict | list) and node[key]:
            yield from _places(node[key])


def _take(holder: Any, key: Any) -> None:
    if len(holder) > 1:
        del holder[key]


def _other(value: Json, choose: random.Random) -> Json:
    """Return a value somewhat like this one."""
    match value:
        case str() if value:
            at = choose.randrange(len(value))
            return value[:at] + chr(choose.choice((0, 9, 10, 47, 61, 126, 233, 768, 8238, 128512)))
        case int():
            return value + choose.choice((-1, 1, 10**6))
        case dict():
            return list(value.values())
        case list():
            return value[::-1]
        case _:
            return "x"


def _neat(value: Json) -> Json:
    """Return a value as near to the canonical form as it goes."""
    match value:
        case str():
            return canonical.text(value.encode("utf-8", "replace").decode())
        case float():
            return int(min(value, 1))
        case int():
            return value if abs(value) <= canonical.LARGEST else 1
        case dict():
            inner = {_neat(k): _neat(v) for k, v in value.items()}
            return {k: v for k, v in inner.items() if not canonical.is_empty(v)}
        case list():
            some = [v for v in map(_neat, value) if not canonical.is_empty(v)]
            if all(isinstance(v, str) for v in some):
                return sorted(set(some))
            if all(canonical.is_item(v) for v in some):
                return sorted({v["id"]: v for v in some}.values(), key=canonical.item_key)
            return [v for v in some if isinstance(v, str)]
        case _:
            return value


def _encoded(value: Json) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode("utf-8", "surrogatepass")


def _joined(lines: set[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in sorted(lines, key=canonical.sha256))


def _lines(entries: Entries, name: str) -> list[bytes]:
    return entries.get(name, b"").splitlines()


def _entries(data: bytes) -> Entries:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(entries: Entries, choose: random.Random) -> bytes:
    file = io.BytesIO()
    others = (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    methods = (zipfile.ZIP_DEFLATED,) * 12 + others
    with zipfile.ZipFile(file, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data, choose.choice(methods))
            if choose.random() < 0.005:
                archive.writestr(zipfile.ZipInfo(name), data)
    return file.getvalue()
