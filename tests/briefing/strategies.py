"""Documents of all kinds, from empty to large, for tests of properties."""

import datetime as dt
from base64 import b64decode

from hypothesis import strategies as st

from kmdesk.briefing import tree
from kmdesk.briefing.look import Logo, Look

CREATED = dt.datetime(2026, 11, 23, 10, 42, tzinfo=dt.UTC)


def words(text: str) -> tuple[tree.Inline, ...]:
    return (tree.Text(text),)


def items(*texts: str) -> tuple[tree.ListItem, ...]:
    return tuple(tree.ListItem(words(text)) for text in texts)


def table(rows: int, text: str = "A finding about limits") -> tree.Table:
    cells = tuple(
        (words(f"{text} {n}"), (tree.Certainty("Low", 2, 4),), (tree.Cite((1, 2)),))
        for n in range(rows)
    )
    return tree.Table(("Finding", "Certainty", "Sources"), cells, (4, 2, 2), "Findings")


TEXT = st.text(
    st.one_of(st.sampled_from("abc xyz & < > \" ' é – £ \n"), st.characters()), max_size=80
)
INLINES = st.lists(
    st.one_of(
        st.builds(tree.Text, TEXT, st.booleans()),
        st.builds(tree.Text, TEXT, st.booleans(), st.sampled_from(["", "fr"]), TEXT),
        st.just(tree.Break()),
        st.builds(tree.Link, TEXT, st.sampled_from(["https://example.org/?a=1&b=2", "doi:1"])),
        st.builds(tree.Cite, st.lists(st.integers(1, 9), min_size=1, max_size=5).map(tuple)),
        st.builds(tree.Certainty, st.sampled_from(["Low", "High"]), st.integers(0, 4), st.just(4)),
    ),
    max_size=5,
).map(tuple)


def lists(deeper: int) -> st.SearchStrategy[tree.BulletList]:
    """Return lists with as many levels below them, at most."""
    paragraphs = st.builds(tree.Paragraph, INLINES)
    inside = st.one_of(lists(deeper - 1), paragraphs) if deeper else paragraphs
    items = st.builds(tree.ListItem, INLINES, st.lists(inside, max_size=2).map(tuple))
    several = st.lists(items, max_size=4 if deeper > 1 else 2).map(tuple)
    return st.builds(tree.BulletList, several, st.booleans(), st.integers(0, 10**9 - 1))


LISTS = lists(tree.MOST_LEVELS - 1)
FLOWS = st.lists(st.one_of(LISTS, st.builds(tree.Paragraph, INLINES)), min_size=1, max_size=3)
CELLS = st.one_of(INLINES, INLINES, FLOWS.map(lambda blocks: tree.Flow(tuple(blocks))))
CERTAIN = st.builds(lambda word: (tree.Certainty(word, 2, 4),), TEXT)


@st.composite
def any_table(draw: st.DrawFn) -> tree.Table:
    """Draw a table of a few columns, or of many, as wide as chance has it."""
    count = draw(st.one_of(st.integers(1, 4), st.integers(1, 40)))
    cells = st.one_of(CELLS, CERTAIN)
    row = st.lists(cells, min_size=count, max_size=count).map(tuple)
    weights = st.lists(st.floats(0.1, 40), min_size=count, max_size=count).map(tuple)
    return tree.Table(
        draw(st.lists(TEXT, min_size=count, max_size=count).map(tuple)),
        draw(st.lists(row, max_size=4 if count < 5 else 2).map(tuple)),
        draw(weights),
        f"Table {draw(TEXT)}",
        draw(st.booleans()),
    )


LEAVES = st.one_of(
    st.builds(tree.Heading, TEXT, st.sampled_from([2, 3, 4, 5, 6])),
    st.builds(tree.Paragraph, INLINES, st.sampled_from(["normal", "lead", "strong", "small"])),
    LISTS,
    st.builds(tree.Facts, st.lists(st.tuples(TEXT, CELLS), max_size=5).map(tuple)),
    st.integers(0, 45).map(table),
    any_table(),
    st.lists(st.integers(0, 30), min_size=1, max_size=11).map(
        lambda values: tree.Figure(
            tree.BarChart(
                "Marks",
                tuple(map(str, range(len(values)))),
                tuple(values),
                "people",
                "mark",
                across=sum(values) % 2 == 0,
                middle=len(values) / 2,
            ),
            "Marks in words",
            "A caption",
        )
    ),
    st.integers(0, 9).map(
        lambda n: tree.References(
            tuple(
                tree.Reference(i, f"Entry {i}", f"https://example.org/{i}") for i in range(1, n + 1)
            )
        )
    ),
)
LOGO = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACCAIAAADwyuo0AAAAEElEQVR4nGP8z4AATEhsBgAZNQEDGy9L"
    "EgAAAABJRU5ErkJggg=="
)
LOOKS = st.builds(
    Look,
    st.sampled_from(["", "#ffb81c", "#ffffff", "#000000", "#ae2573"]),
    st.none() | TEXT.map(lambda text: Logo(LOGO, 4, 2, f"Logo {text}")),
)
BLOCKS = st.one_of(
    LEAVES,
    st.builds(
        tree.Callout,
        st.sampled_from(["bottom-line", "local-knowledge", "quote", "note"]),
        TEXT,
        st.lists(LEAVES, max_size=4).map(tuple),
    ),
)
DOCUMENTS = st.builds(
    tree.Document,
    title=TEXT,
    blocks=st.lists(BLOCKS, max_size=8).map(tuple),
    created=st.just(CREATED),
    subtitle=TEXT,
    organisation=TEXT,
    occasion=st.lists(TEXT, max_size=3).map(tuple),
    provenance=TEXT,
    author=TEXT,
    subject=TEXT,
    look=LOOKS,
)


class Drawn:
    """A document that was drawn, told by its blocks alone: written out it may take minutes."""

    def __init__(self, document: tree.Document) -> None:
        self.document = document

    def __repr__(self) -> str:
        names = ", ".join(type(block).__name__ for block in self.document.blocks)
        return f"Drawn({self.document.title!r}, of {names})"


@st.composite
def any_document(draw: st.DrawFn) -> Drawn:
    """Draw a document of any kind."""
    return Drawn(draw(DOCUMENTS))
