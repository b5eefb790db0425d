"""A document as a map from paths to plain values, the form in which documents are merged.

`title` is a path; so are `findings/<item id>/text` and, for a member of a set, `tags/=<text>`,
whose value is true. Within a name `~` is written `~0`, `/` is `~1` (as in JSON Pointer, RFC 6901)
and a leading `=` is `~2`.
"""

from collections.abc import Mapping
from typing import TypeAlias

from kmdesk.models.canonical import Json, is_item, item_key
from kmdesk.models.order import POSITION

Scalar: TypeAlias = str | int
Flat: TypeAlias = dict[str, Scalar]


def flatten(content: Mapping[str, Json]) -> Flat:
    """Return the paths and values of canonical content."""
    flat: Flat = {}
    _walk(content, "", flat)
    return flat


def unflatten(flat: Mapping[str, Scalar]) -> dict[str, Json]:
    """Return the content of paths and values; the inverse of `flatten`."""
    root: dict[str, Json] = {}
    for path, value in flat.items():
        *names, last = path.split("/")
        node = root
        for name in names:
            node = node.setdefault(name, {})
        node[last] = value
    return {unescape(k): _build(v) for k, v in root.items()}


def item_prefixes(paths: Mapping[str, object]) -> list[str]:
    """Return the paths of all items, outer before inner: each has a position right below it."""
    ending = f"/{POSITION}"
    return sorted((p.removesuffix(ending) for p in paths if p.endswith(ending)), key=len)


def is_position(path: str) -> bool:
    """Say whether a path holds the position of an item."""
    return path.endswith(f"/{POSITION}")


def is_member(path: str) -> bool:
    """Say whether a path states that a set has a member."""
    return path.rpartition("/")[2].startswith("=")


def escape(name: str) -> str:
    """Return a name as it stands in a path."""
    if name.isidentifier():
        return name
    name = name.replace("~", "~0").replace("/", "~1")
    return f"~2{name[1:]}" if name.startswith("=") else name


def member(value: str) -> str:
    """Return the last part of the path of a member of a set."""
    return "=" + value.replace("~", "~0").replace("/", "~1")


def unescape(name: str) -> str:
    """Return a name from a path as it was; the inverse of `escape` and, without its =, `member`."""
    if name.startswith("~2"):
        name = f"={name[2:]}"
    return name.replace("~1", "/").replace("~0", "~")


def _walk(node: Mapping[str, Json], prefix: str, flat: Flat) -> None:
    for key, value in node.items():
        path = prefix + escape(key)
        if isinstance(value, dict):
            _walk(value, f"{path}/", flat)
        elif isinstance(value, list):
            _walk_list(value, f"{path}/", flat)
        else:
            flat[path] = value


def _walk_list(values: list[Json], prefix: str, flat: Flat) -> None:
    for value in values:
        if is_item(value):
            inner = {k: v for k, v in value.items() if k != "id"}
            _walk(inner, f"{prefix}{value['id']}/", flat)
        else:
            flat[prefix + member(value)] = True


def _build(node: Json) -> Json:
    if not isinstance(node, dict):
        return node
    if all(name.startswith("=") for name in node):
        return sorted(unescape(name[1:]) for name in node)
    if all(isinstance(v, dict) and isinstance(v.get(POSITION), str) for v in node.values()):
        items = [
            {"id": k, **{unescape(n): _build(v) for n, v in item.items()}}
            for k, item in node.items()
        ]
        return sorted(items, key=item_key)
    return {unescape(k): _build(v) for k, v in node.items()}
