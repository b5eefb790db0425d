"""References by style, and the numbers they are cited by."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.base.errors import UserError
from kmdesk.briefing import tree
from kmdesk.briefing.citation import STYLES, Citations, references
from kmdesk.models.kinds.source import Person, Source

ARTICLE = Source(
    title="Limits that people set",
    type="article-journal",
    authors=[Person(family="Writer", given="Ann B."), Person(name="Limits Group")],
    journal="Journal of limits",
    published="2020-03-04",
    volume="12",
    issue="3",
    pages="10-19",
    doi="10.1000/limits",
)
REPORT = Source(title="Annual report", type="report", publisher="The Office", published="2021")


def test_vancouver_is_what_medical_journals_print() -> None:
    [reference] = references([("A", ARTICLE)])
    assert reference == (
        "Writer AB, Limits Group. Limits that people set. Journal of limits. "
        "2020;12(3):10–9. doi:10.1000/limits"
    )


@pytest.mark.parametrize("style", STYLES)
def test_references_come_in_the_order_asked_for_and_without_a_number(style: str) -> None:
    first, second = references([("A", ARTICLE), ("B", REPORT)], style)
    assert "Limits that people set" in first
    assert "Annual report" in second
    assert not first[0].isdigit()


def test_an_unknown_style_gets_one_sentence_that_names_the_others() -> None:
    with pytest.raises(UserError, match="vancouver"):
        references([("A", ARTICLE)], "nonsense")


def test_numbers_follow_the_first_citation() -> None:
    citations = Citations({"A": ARTICLE, "B": REPORT})
    assert citations.cite(["B"]) == (tree.Text(" "), tree.Cite((1,)))
    assert citations.cite(["A", "B", "A"]) == (tree.Text(" "), tree.Cite((1, 2)))
    assert [entry.number for entry in citations.entries()] == [1, 2]
    assert "Annual report" in citations.entries()[0].text


def test_a_source_that_is_not_here_is_not_cited() -> None:
    citations = Citations({})
    assert citations.cite(["GONE"]) == ()
    assert citations.entries() == ()


def test_a_doi_is_an_address_that_can_be_followed() -> None:
    citations = Citations({"A": ARTICLE})
    citations.cite(["A"])
    [entry] = citations.entries()
    assert entry.url == "https://doi.org/10.1000/limits"
    assert entry.text.endswith("10–9. https://doi.org/10.1000/limits")


@given(st.data())
def test_any_source_becomes_a_reference(data: st.DataObject) -> None:
    text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
    fields = data.draw(
        st.fixed_dictionaries(
            dict.fromkeys(("journal", "published", "volume", "issue", "pages", "doi", "url"), text)
        )
    )
    people = data.draw(st.lists(st.builds(Person, family=text, given=text, name=text), max_size=3))
    title = data.draw(text.filter(str.strip))
    source = msgspec.structs.replace(ARTICLE, title=title, authors=people, **fields)
    assert len(references([("A", source)])) == 1
