"""The page that goes with an exchange file: its records to read and to search without kmdesk.

One HTML file that stands on its own: nothing is loaded, and the one script filters what is there.
WCAG 2.2 AA: language, headings in order, a labelled search box, contrast of at least 4.5 in light
and dark, reflow at 320 pixels. Without script the browser's own search does.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from kmdesk.base import clock
from kmdesk.base.progress import Progress
from kmdesk.models import prose
from kmdesk.models.canonical import Json, is_empty
from kmdesk.models.difference import ABOUT, member_in_words, sections_of, value_in_words
from kmdesk.models.kind import Field, Kind
from kmdesk.models.kinds import KINDS
from kmdesk.models.saying import say
from kmdesk.store.collection import Collection
from kmdesk.store.views import RecordView

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

UNSAID = ("title", "sharing", "trashed", "raw", "attachments")

STYLE = """
:root { color-scheme: light dark; --text: #212b32; --muted: #4c6272; --line: #aeb7bd;
  --back: #ffffff; --accent: #005eb8; }
@media (prefers-color-scheme: dark) { :root { --text: #e8edee; --muted: #aeb7bd; --line: #5b6670;
  --back: #15191c; --accent: #8ec5ff; } }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1rem 4rem; color: var(--text);
  background: var(--back); font: 1rem/1.5 "Segoe UI", "Source Sans 3", Arial, sans-serif;
  overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.375rem; line-height: 1.3; margin: 0; }
h3 { font-size: 1.0625rem; margin: 1.25rem 0 0; border-bottom: 1px solid var(--line); }
h4 { font-size: .9375rem; margin: .75rem 0 0; color: var(--muted); }
p, ul, ol, dl { margin: .25rem 0 0; }
article { border-top: 2px solid var(--line); padding: 1.25rem 0 1.5rem; margin-top: 1.5rem; }
.about { color: var(--muted); }
a { color: var(--accent); }
a:focus-visible, input:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
label { display: block; font-weight: 600; margin-top: 1rem; }
input { box-sizing: border-box; width: 100%; min-height: 2.75rem; padding: .25rem .5rem;
  font: inherit; color: inherit; background: var(--back); border: 2px solid var(--muted);
  border-radius: 4px; }
table { border-collapse: collapse; display: block; overflow-x: auto; margin-top: .5rem; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left;
  vertical-align: top; }
pre { white-space: pre-wrap; }
[hidden] { display: none; }
@media print { #search { display: none; } }
"""

SCRIPT = """
(function () {
  "use strict";
  var box = document.getElementById("q"), said = document.getElementById("count");
  var fold = function (text) {
    return text.normalize("NFKD").replace(/[\\u0300-\\u036f]/g, "").toLowerCase();
  };
  var records = Array.prototype.map.call(document.querySelectorAll("article"), function (article) {
    var link = document.querySelector('nav a[href="#' + article.id + '"]');
    return { article: article, entry: link.parentNode, text: fold(article.textContent) };
  });
  var filter = function () {
    var words = fold(box.value).split(/\\s+/).filter(Boolean), shown = 0;
    records.forEach(function (one) {
      var fits = words.every(function (word) { return one.text.indexOf(word) >= 0; });
      one.article.hidden = one.entry.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    said.textContent = words.length ? shown + " of " + records.length + " shown" : "";
  };
  document.getElementById("search").hidden = false;
  box.addEventListener("input", filter);
  filter();
}());
"""


def page(collection: Collection, records: Sequence[str], sender: str, progress: Progress) -> bytes:
    """Return the page of some records; those in the trash are left out.

    Args:
        collection: where they are.
        records: ids.
        sender: who sends them.
        progress: told the records done.
    """
    views: list[RecordView] = []
    for number, record in enumerate(records):
        progress.step(number, len(records), "Writing the page to read")
        view = collection.get(record)
        if not view.trashed:
            views.append(view)
    views.sort(key=lambda view: (_kind_order(view.kind), view.title.casefold(), view.id))
    names = {view.id: view.title for view in views}
    return "".join(_page(views, names, sender)).encode()


def _kind_order(kind: str) -> int:
    return list(KINDS).index(kind) if kind in KINDS else len(KINDS)


def _page(views: Sequence[RecordView], names: Mapping[str, str], sender: str) -> Iterator[str]:
    day = clock.day_in_words(clock.today())
    title = f"Records from {sender}" if sender else "Records"
    policy = f"default-src 'none'; style-src {_source(STYLE)}; script-src {_source(SCRIPT)}"
    yield '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}; base-uri \'none\'; '
    yield 'form-action \'none\'">\n<meta name="referrer" content="no-referrer">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>\n"
    count = "1 record" if len(views) == 1 else f"{len(views):,} records"
    yield f'<h1>{escape(title)}</h1>\n<p class="about">{count}, as they were on {day}. Made by '
    yield "kmdesk for reading; to work with them, import the exchange file.</p>\n"
    yield '<div id="search" role="search" hidden>\n<label for="q">Search these records</label>\n'
    yield '<input id="q" type="search" autocomplete="off" spellcheck="false">\n'
    yield '<p id="count" class="about" role="status"></p>\n</div>\n</header>\n'
    yield '<nav aria-label="Records">\n<ul>\n'
    for view in views:
        about = f"{escape(_kind_label(view.kind))}, {escape(view.reference)}"
        yield f'<li><a href="#{view.id}">{escape(view.title)}</a> '
        yield f'<span class="about">{about}</span></li>\n'
    yield "</ul>\n</nav>\n<main>\n"
    for view in views:
        yield from _article(view, names)
    yield f"</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"


def _source(text: str) -> str:
    """Return how a content security policy names an inline text (CSP Level 3, 2.3.1)."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _kind_label(kind: str) -> str:
    return KINDS[kind].label if kind in KINDS else kind


def _article(view: RecordView, names: Mapping[str, str]) -> Iterator[str]:
    yield f'<article id="{view.id}" aria-labelledby="t-{view.id}">\n'
    yield f'<h2 id="t-{view.id}">{escape(view.title)}</h2>\n'
    day = clock.day_in_words(clock.local(view.updated).date())
    by = f" by {view.updated_by}" if view.updated_by else ""
    about = f"{_kind_label(view.kind)}, {view.reference}, last changed on {day}{by}"
    yield f'<p class="about">{escape(about)}</p>\n'
    if view.conflicts:
        yield "<p>People disagree on something in this record; one of the values is shown.</p>\n"
    if view.kind in KINDS and view.record is not None:
        yield from _sections(KINDS[view.kind], view.document, names)
    else:
        yield "<p>A newer kmdesk wrote this record; import the exchange file to keep it.</p>\n"
    yield "</article>\n"


def _sections(kind: Kind, document: Mapping[str, Json], names: Mapping[str, str]) -> Iterator[str]:
    for heading, fields in sorted(sections_of(kind), key=lambda one: one[0] == ABOUT):
        parts = [
            f"<h4>{escape(kind.fields[name].label)}</h4>\n{html}"
            for name in fields
            if name in kind.fields and name not in UNSAID
            if (html := _value(kind.fields[name], document.get(name), names))
        ]
        if parts:
            yield f"<h3>{escape(heading)}</h3>\n" + "".join(parts)
    if files := document.get("attachments"):
        named = "".join(f"<li>{escape(str(one.get('name', '')))}</li>" for one in files)
        yield f"<h3>{escape(say('Attachments'))}</h3>\n<ul>{named}</ul>\n"


def _value(field: Field, value: Json, names: Mapping[str, str]) -> str:
    if field.mark or is_empty(value):
        return ""
    match field.shape:
        case "items":
            items = (_inner(field.fields, one, names) for one in value)
            return f"<ul>{''.join(f'<li>{item}</li>' for item in items if item)}</ul>\n"
        case "group":
            return _inner(field.fields, value, names)
        case "set":
            members = (member_in_words(field, str(one), partial(_called, names)) for one in value)
            return f"<p>{escape(', '.join(members))}</p>\n"
        case "text":
            return "".join(_blocks(prose.tokens(str(value)).children))
        case "record":
            return f"<p>{_link(str(value), names)}</p>\n"
        case "records":
            links = "".join(f"<li>{_link(str(one), names)}</li>" for one in value)
            return f"<ul>{links}</ul>\n"
        case _:
            return f"<p>{escape(value_in_words(field, value))}</p>\n"


def _inner(fields: Iterable[Field], item: Mapping[str, Json], names: Mapping[str, str]) -> str:
    parts: list[str] = []
    for field in fields:
        html = _value(field, item.get(field.name), names)
        if html and not (field.shape == "text" and not parts):
            label = f'<span class="about">{escape(field.label)}:</span>'
            html = f"<div>{label} {_in_line(html)}</div>"
        if html:
            parts.append(html)
    return "".join(parts)


def _in_line(html: str) -> str:
    """Return what stands beside a label: a single paragraph without its element."""
    single = html.startswith("<p>") and html.endswith("</p>\n") and html.count("<p>") == 1
    return html[len("<p>") : -len("</p>\n")] if single else html


def _link(record: str, names: Mapping[str, str]) -> str:
    if record in names:
        return f'<a href="#{escape(record)}">{escape(names[record])}</a>'
    return escape(_called(names, record))


def _called(names: Mapping[str, str], record: str) -> str:
    return names.get(record) or f"a record that is not on this page ({record[:4]})"


def _blocks(nodes: Iterable["SyntaxTreeNode"], *, tight: bool = False) -> Iterator[str]:
    for node in nodes:
        match node.type:
            case "paragraph" | "heading":
                words = _words(node.children)
                strong = f"<strong>{words}</strong>" if node.type == "heading" else words
                yield strong if tight else f"<p>{strong}</p>\n"
            case "bullet_list" | "ordered_list":
                tag = "ol" if node.type == "ordered_list" else "ul"
                items = ("".join(_blocks(item.children, tight=True)) for item in node.children)
                yield f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>\n"
            case "table":
                yield _table(node)
            case "code_block" | "fence":
                yield f"<pre>{escape(node.content)}</pre>\n"
            case "blockquote":
                yield f"<blockquote>{''.join(_blocks(node.children))}</blockquote>\n"
            case "html_block" | "hr":
                yield f"<p>{escape(node.content)}</p>\n" if node.content else "<hr>\n"
            case _:
                yield from _blocks(node.children)


def _table(table: "SyntaxTreeNode") -> str:
    rows = []
    for part in table.children:
        tag, scope = ("th", ' scope="col"') if part.type == "thead" else ("td", "")
        for row in part.children:
            cells = (f"<{tag}{scope}>{_words(cell.children)}</{tag}>" for cell in row.children)
            rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>\n"


def _words(nodes: Iterable["SyntaxTreeNode"]) -> str:
    parts: list[str] = []
    for node in nodes:
        match node.type:
            case "text":
                parts.append(escape(node.content))
            case "code_inline":
                parts.append(f"<code>{escape(node.content)}</code>")
            case "softbreak":
                parts.append("\n")
            case "hardbreak":
                parts.append("<br>")
            case "strong" | "em":
                parts.append(f"<{node.type}>{_words(node.children)}</{node.type}>")
            case "link" if url := prose.safe_url(str(node.attrs.get("href", ""))):
                parts.append(
                    f'<a href="{escape(url)}" rel="noopener noreferrer">{_words(node.children)}</a>'
                )
            case "image":
                parts.append(escape(node.content))
            case _:
                parts.append(_words(node.children) or escape(node.content))
    return "".join(parts)
