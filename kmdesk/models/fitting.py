"""Which paths can stand together in one document.

Two versions of kmdesk may disagree what a field is: one value, a set, a group of fields or a list
of items. What people wrote into the one and into the other is all kept, but cannot be shown
together; of several shapes the richest is shown.
"""

from collections.abc import Iterator, Mapping

from kmdesk.models.flat import Flat, Scalar
from kmdesk.models.order import POSITION

_NOTHING, _VALUE, _MEMBER, _FIELD, _ITEM = range(5)


def fitting(paths: Mapping[str, Scalar]) -> Flat:
    """Return the paths that make up a document; the others have another shape."""
    flat = dict(paths)
    while misfits := _misfits(flat):
        for path in misfits:
            del flat[path]
    return flat


def giving_way(flat: Flat, chosen: Flat, positions: Flat) -> Flat:
    """Return a document with some paths set, and without what cannot stand beside them.

    Args:
        flat: the document.
        chosen: paths that it lacks because others have another shape.
        positions: more paths that it lacks for that reason: the positions of items.
    """
    wanted = _with_positions(chosen, flat, positions)
    shapes = {node: shape for path in flat for node, shape in _steps(path, flat)}
    gone = tuple(
        node
        for path in wanted
        for node, shape in _steps(path, wanted)
        if shapes.get(node, shape) != shape
    )
    below = tuple(f"{node}/" for node in gone)
    kept = {p: v for p, v in flat.items() if p not in gone and not p.startswith(below)}
    return kept | wanted


def _with_positions(chosen: Flat, *known: Flat) -> Flat:
    """Return the chosen paths with the positions of the items they lie in, as far as they fit."""
    made = fitting(chosen)
    for positions in known:
        for path, value in positions.items():
            item = path.removesuffix(POSITION)
            if item.endswith("/") and item != path and any(p.startswith(item) for p in made):
                more = made | {path: value}
                made = more if fitting(more) == more else made
    return made


def _misfits(paths: Flat) -> set[str]:
    richest: dict[str, int] = {}
    for path in paths:
        for node, shape in _steps(path, paths):
            richest[node] = max(richest.get(node, _VALUE), shape)
    return {p for p in paths if any(richest[node] != shape for node, shape in _steps(p, paths))}


def _steps(path: str, paths: Mapping[str, Scalar]) -> Iterator[tuple[str, int]]:
    """Yield each place on the way to a path, with the shape that the path takes it to have."""
    node, _, rest = path.partition("/")
    while rest:
        name, _, rest = rest.partition("/")
        below = f"{node}/{name}"
        if name == "id" and f"{node}/{POSITION}" in paths:
            yield node, _NOTHING
        elif name.startswith("="):
            yield node, _MEMBER
        else:
            yield node, _ITEM if f"{below}/{POSITION}" in paths else _FIELD
        node = below
    yield node, _VALUE
