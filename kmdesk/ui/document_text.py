"""A record as rich text to read: in the history and before an import, where nothing is edited."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from html import escape

from kmdesk.models.canonical import Json, is_empty
from kmdesk.models.difference import Titles, member_in_words, record_in_words, value_in_words
from kmdesk.models.kind import Field, Kind
from kmdesk.ui import words
from kmdesk.ui.theme import Tokens

PILLS = ("status", "sharing", "review_by")
UNSAID = ("title", "trashed", "raw")

Say = Callable[[Field, Json], str]
"""Gives a plain value as HTML."""


def as_html(
    kind: Kind,
    document: Mapping[str, Json],
    changed: Collection[str],
    tokens: Tokens,
    titles: Titles,
) -> str:
    """Return a record as HTML for a text browser.

    Args:
        kind: its kind.
        document: the form that `add` takes.
        changed: names of fields to mark as changed.
        tokens: the colours in force.
        titles: names the records that it links to.
    """
    parts = [_head(kind, document, changed, tokens)]
    said = partial(_plain, titles=titles)
    for name in _in_order(kind):
        field, value = kind.fields[name], document.get(name)
        if is_empty(value) or not any(texts := list(_html(field, value, said))):
            continue
        parts.append(_label(field.label, tokens, changed=name in changed))
        parts.extend(texts)
    return "".join(parts)


def _head(
    kind: Kind, document: Mapping[str, Json], changed: Collection[str], tokens: Tokens
) -> str:
    """Return the title, and below it in a line what a reader wants to know first."""
    title = escape(str(document.get("title", "")))
    parts = []
    for name in PILLS:
        field, value = kind.fields[name], document.get(name)
        if not is_empty(value):
            said = _plain(field, value, lambda _: "")
            said = f"{escape(field.label)} {said}" if field.shape == "date" else said
            parts.append(_marked(said, tokens) if name in changed else said)
    title = _marked(title, tokens) if "title" in changed else title
    about = " · ".join(parts)
    return (
        f'<p style="margin:4px 0 0 0; font-size:large; font-weight:600">{title}</p>'
        f'<p style="margin:4px 0 0 0; color:{tokens.muted}">{about}</p>'
    )


def _in_order(kind: Kind) -> list[str]:
    """Return the names of fields as the editor shows them, those it keeps apart at the end."""
    first = [name for section in kind.sections for name in section.fields]
    return first + [name for name in kind.fields if name not in (*first, *PILLS, *UNSAID)]


def _label(text: str, tokens: Tokens, *, changed: bool) -> str:
    said = _marked(f"{escape(text)} (changed)", tokens) if changed else escape(text)
    look = f"margin:14px 0 0 0; color:{tokens.muted}; font-weight:600"
    return f'<p style="{look}">{said}</p>'


def _marked(html: str, tokens: Tokens) -> str:
    look = f"background:{tokens.mark}; color:{tokens.text}"
    return f'<span style="{look}">&nbsp;{html}&nbsp;</span>'


def _html(field: Field, value: Json, said: Say) -> Iterator[str]:
    if field.shape == "items":
        items = "".join(f"<li>{_item(field, item, said)}</li>" for item in value)
        yield f'<ul style="margin:2px 0 0 -20px">{items}</ul>'
    elif field.shape == "group":
        text = _item(field, value, said)
        yield f'<p style="margin:2px 0 0 0">{text}</p>' if text else ""
    else:
        yield f'<p style="margin:2px 0 0 0">{said(field, value)}</p>'


def _item(field: Field, item: Mapping[str, Json], said: Say) -> str:
    parts = []
    for inner in field.fields:
        value = item.get(inner.name)
        if inner.mark or is_empty(value):
            continue
        if inner.shape == "items":
            parts.append("".join(_html(inner, value, said)))
        elif inner.shape == "text" and not parts:
            parts.append(said(inner, value))
        else:
            parts.append(f"{escape(inner.label)}: {said(inner, value)}")
    return "<br>".join(parts)


def _plain(field: Field, value: Json, titles: Titles) -> str:
    match field.shape:
        case "date":
            text = words.day(value)
        case "flag":
            text = "Yes"
        case "set":
            named = partial(record_in_words, titles=titles)
            text = ", ".join(member_in_words(field, one, named) for one in value)
        case "records":
            text = words.count(len(value), "record")
        case "record":
            text = record_in_words(value, titles)
        case _:
            text = value_in_words(field, value)
    return escape(text).replace("\n", "<br>")
