"""A record as rich text to read: for the history, where nothing is edited."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from html import escape

from kmdesk.models.canonical import Json, is_empty
from kmdesk.models.kind import Field, Kind
from kmdesk.ui import words
from kmdesk.ui.editor.certainty import in_words
from kmdesk.ui.theme import Tokens


def as_html(
    kind: Kind, document: Mapping[str, Json], changed: Collection[str], tokens: Tokens
) -> str:
    """Return a record as HTML for a text browser.

    Args:
        kind: its kind.
        document: the form that `add` takes.
        changed: names of fields to mark as changed.
        tokens: the colours in force.
    """
    parts = [f"<h2>{escape(str(document.get('title', '')))}</h2>"]
    for name, field in kind.fields.items():
        value = document.get(name)
        if name == "title" or is_empty(value):
            continue
        look = f' style="background:{tokens.mark}"' if name in changed else ""
        mark = " (changed)" if name in changed else ""
        parts.append(f"<h4><span{look}>{escape(field.label)}{mark}</span></h4>")
        parts.extend(_html(field, value))
    return "".join(parts)


def _html(field: Field, value: Json) -> Iterator[str]:
    if field.shape == "items":
        yield "<ul>"
        for item in value:
            yield f"<li>{_item(field, item)}</li>"
        yield "</ul>"
    elif field.shape == "group":
        yield f"<p>{_item(field, value)}</p>"
    else:
        yield f"<p>{_plain(field, value)}</p>"


def _item(field: Field, item: Mapping[str, Json]) -> str:
    parts = []
    for inner in field.fields:
        value = item.get(inner.name)
        if is_empty(value):
            continue
        if inner.shape == "items":
            parts.append("".join(_html(inner, value)))
        elif inner.shape == "text" and not parts:
            parts.append(_plain(inner, value))
        else:
            parts.append(f"{escape(inner.label)}: {_plain(inner, value)}")
    return "<br>".join(parts)


def _plain(field: Field, value: Json) -> str:
    match field.shape:
        case "choice" if field.name == "certainty":
            text = in_words(value)
        case "choice":
            text = field.words.get(value, str(value))
        case "date":
            text = words.day(value)
        case "flag":
            text = "Yes"
        case "set":
            text = ", ".join(value)
        case "records":
            text = words.count(len(value), "record")
        case "record":
            text = value[:4]
        case _:
            text = str(value)
    return escape(text).replace("\n", "<br>")
