"""A difference as rich text: words that went are struck through, words that came underlined.

Nothing is told by colour alone. With `in_words`, brackets say it too: “[removed: …]”.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from kmdesk.models.difference import BETWEEN_MEMBERS, Change, Difference
from kmdesk.models.text_difference import Run, Runs, shortened
from kmdesk.ui import words
from kmdesk.ui.theme import Theme

LONGEST_RUN = 3_000
"""Characters of one run that are shown: nobody reads more of what was pasted or deleted at once."""

LONGEST_PAGE = 12_000
"""Characters of text on a page of a difference, so that it is laid out at once."""

_TAGS = {"removed": "s", "added": "u"}
_BECAME = {"added": "added", "removed": "removed"}


@dataclass(frozen=True)
class Unit:
    """What a reader steps through: a field, or an item of a list.

    Attributes:
        section: the card of the editor that it belongs to.
        field: the list that the item belongs to; "" for a field.
    """

    section: str
    field: str
    change: Change

    @property
    def called(self) -> str:
        """Return what a person calls it."""
        return self.change.label


def units_of(difference: Difference) -> list[Unit]:
    """Return what a reader steps through, in reading order."""
    return list(_units(difference))


def _units(difference: Difference) -> Iterator[Unit]:
    for section in difference.sections:
        for change in section.changes:
            is_list = any(part.parts or part.became == "moved" for part in change.parts)
            if is_list:
                yield from (Unit(section.label, change.label, part) for part in change.parts)
            else:
                yield Unit(section.label, "", change)


def pages_of(units: Sequence[Unit]) -> list[range]:
    """Return which units are on which page."""
    pages: list[range] = []
    start = length = 0
    for place, unit in enumerate(units):
        weight = _weight(unit.change)
        if place > start and length + weight > LONGEST_PAGE:
            pages.append(range(start, place))
            start, length = place, 0
        length += weight
    return [*pages, range(start, len(units))] if units else []


def _weight(change: Change) -> int:
    shown = sum(min(len(run.text), LONGEST_RUN) for run in shortened(change.runs))
    return 100 + shown + sum(map(_weight, change.parts))


def own_words_html(runs: Runs, theme: Theme) -> str:
    """Return a value as HTML in which what came stands out as the words that only it has."""
    return _Writer(theme, in_words=False, columns=False, own=True).runs(runs)


def runs_html(runs: Runs, theme: Theme) -> str:
    """Return what became of a text as HTML."""
    return _Writer(theme, in_words=False, columns=False).runs(runs)


def page_html(
    units: Sequence[Unit],
    page: range,
    theme: Theme,
    *,
    columns: bool,
    in_words: bool,
    heads: tuple[str, str] = ("Before", "After"),
) -> str:
    """Return a page of a difference; each unit begins with an anchor, ``unit-<number>``.

    Args:
        units: of the whole difference.
        page: which of them are shown.
        theme: gives colours and sizes.
        columns: put what was on the left and what is on the right.
        in_words: say with brackets what went and what came.
        heads: what stands above the columns.
    """
    writer = _Writer(theme, in_words=in_words, columns=columns)
    parts = [writer.heads(heads)] if columns else []
    section = field = ""
    for number in page:
        unit = units[number]
        if unit.section != section:
            section, field = unit.section, unit.section
            parts.append(writer.section(section))
        if unit.field and unit.field != field:
            field = unit.field
            parts.append(writer.field(field))
        parts.append(writer.unit(unit, number))
    return "".join(parts)


class _Writer:
    """Writes the pieces of a page in the colours in force."""

    def __init__(self, theme: Theme, *, in_words: bool, columns: bool, own: bool = False) -> None:
        tokens = theme.tokens
        self._tokens = tokens
        self._small, self._section = theme.size("small"), theme.size("section")
        self._in_words = in_words
        self._columns = columns
        self._looks = {
            "removed": f"color:{tokens.bad}; background-color:{tokens.bad_soft}",
            "added": f"color:{tokens.good}; background-color:{tokens.good_soft}; font-weight:600",
        }
        if own:
            self._looks["added"] = f"color:{tokens.text}; background-color:{tokens.mark}"

    def section(self, label: str) -> str:
        """Return the heading of a section."""
        look = f"font-size:{self._section}px; font-weight:600; margin:18px 0 2px 0"
        return f'<h3 style="{look}">{escape(label)}</h3>'

    def field(self, label: str) -> str:
        """Return the heading of a list within a section."""
        return self._line(f"<b>{self._muted(escape(label))}</b>", 0, above=8)

    def heads(self, heads: tuple[str, str]) -> str:
        """Return what stands above the columns."""
        made = (f"<b>{self._muted(escape(head))}</b>" for head in heads)
        return self._two(*made)

    def unit(self, unit: Unit, number: int) -> str:
        """Return a field or an item with its anchor."""
        change = unit.change
        anchor = f'<a name="unit-{number}"></a>'
        note = _note(change)
        plain_text = change.runs and change.label == unit.section and not note
        title = "" if plain_text else f"<b>{escape(change.label)}</b>"
        note = self._muted(f"{' · ' if title else ''}{note}") if note else ""
        if not title and not note:
            return self._both(change.runs, 0, anchor)
        head = self._line(f"{anchor}{title}{note}", 0, above=10)
        return head + self._body(change, 0)

    def _body(self, change: Change, depth: int) -> str:
        if change.runs:
            return self._both(change.runs, depth)
        return "".join(self._part(part, depth + 1) for part in change.parts)

    def _part(self, change: Change, depth: int) -> str:
        label = self._muted(f"{escape(change.label)}: ")
        if change.runs and not self._columns:
            return self._line(label + self.runs(change.runs), depth)
        note = _note(change)
        said = f"{escape(change.label)}{f' · {note}' if note else ''}"
        return self._line(self._muted(said), depth, above=4) + self._body(change, depth)

    def _both(self, runs: Runs, depth: int, anchor: str = "") -> str:
        if not self._columns:
            return self._line(anchor + self.runs(runs), depth)
        runs = shortened(runs)  # before they part: a column in which all stayed would be told whole
        was = [run for run in runs if run.became != "added"]
        now = [run for run in runs if run.became != "removed"]
        return self._two(anchor + self.runs(_of_a_column(was)), self.runs(_of_a_column(now)))

    def runs(self, runs: Runs) -> str:
        """Return runs as HTML."""
        made: list[str] = []
        before: Run | None = None
        for run in shortened(runs):
            if before and before.became == "removed" and run.became == "added":
                made.append(" " if _close(before.text, run.text) else "")
            made.append(self._run(run))
            before = run
        return "".join(made)

    def _run(self, run: Run) -> str:
        if run.became == "skipped":
            return self._muted(" … ")
        text = run.text if len(run.text) <= LONGEST_RUN else run.text[:LONGEST_RUN]
        more = len(run.text) - len(text)
        html = escape(text).replace("\n", "<br>")
        if run.became in _TAGS:
            lead = html[: len(html) - len(html.lstrip(" "))]
            html = html[len(lead) :]
            said = f"[{run.became}: {html}]" if self._in_words else html
            tag = _TAGS[run.became]
            html = f'{lead}<{tag} style="{self._looks[run.became]}">{said}</{tag}>'
        note = f" … and {words.count(more, 'more character')}" if more else ""
        return html + (self._muted(note) if note else "")

    def _line(self, html: str, depth: int, above: int = 0) -> str:
        return f'<p style="margin:{above}px 0 2px {16 * depth}px">{html}</p>'

    def _two(self, left: str, right: str) -> str:
        cell = f'width="50%" bgcolor="{self._tokens.sunken}" style="padding:6px 10px"'
        return (
            '<table width="100%" cellspacing="2" cellpadding="0"><tr>'
            f"<td {cell}>{left or self._muted('(nothing)')}</td>"
            f"<td {cell}>{right or self._muted('(nothing)')}</td></tr></table>"
        )

    def _muted(self, html: str) -> str:
        return f'<span style="color:{self._tokens.muted}">{html}</span>'


def _note(change: Change) -> str:
    notes = [_BECAME.get(change.became, "")]
    if change.was:
        notes.append(f"moved, was number {change.was}")
    return ", ".join(note for note in notes if note)


def _of_a_column(runs: Sequence[Run]) -> Runs:
    """Return the runs of one side, without what stood between members that are on the other."""
    between = Run("same", BETWEEN_MEMBERS)
    kept = [run for n, run in enumerate(runs) if run != between or (n and runs[n - 1] != between)]
    while kept and kept[-1] == between:
        kept.pop()
    return tuple(kept)


def _close(left: str, right: str) -> bool:
    return not left[-1:].isspace() and not right[:1].isspace()
