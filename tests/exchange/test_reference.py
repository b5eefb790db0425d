import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.exchange import reference

SICI = "10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-X>3.0.CO;2-2"


def source(**changes: object) -> reference.Document:
    return reference.document(
        {"title": "A study of limits", "published": "2020", **changes}, ["Writer, Ann"], "", "", ""
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Writer, Ann B.", {"family": "Writer", "given": "Ann B."}),
        ("Writer AB", {"family": "Writer", "given": "AB"}),
        ("van der Berg J.", {"family": "van der Berg", "given": "J."}),
        ("El-Guebaly, Nady", {"family": "El-Guebaly", "given": "Nady"}),
        ("Writer, Ann, Jr.", {"family": "Writer", "given": "Ann, Jr."}),
        ("World Health Organization", {"name": "World Health Organization"}),
        ("World Health Organization,", {"name": "World Health Organization"}),
        ("Age UK", {"name": "Age UK"}),
        ("Plato", {"name": "Plato"}),
    ],
)
def test_an_author_is_a_person_or_an_organisation(name: str, expected: dict[str, str]) -> None:
    assert reference.author(name) == expected


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["2020/11//Nov/Dec2020"], "2020"),
        (["2019/09//undefined", "2019"], "2019"),
        (["2021", "2021/04/21/"], "2021-04-21"),
        (["2020 Nov 5"], "2020-11-05"),
        (["2020 Nov-Dec"], "2020"),
        (["Winter 2009"], "2009"),
        (["2021", "2020/12/31/"], "2021"),
        (["2021/02/31"], "2021"),
        (["undefined"], ""),
    ],
)
def test_a_date_is_a_full_day_or_a_year(dates: list[str], expected: str) -> None:
    assert reference.published(*dates) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("10.1000/limits", "10.1000/limits"),
        ("https://doi.org/10.1000/limits.", "10.1000/limits"),
        ("doi:10.1016/S2215-0366(21)00356-4", "10.1016/S2215-0366(21)00356-4"),
        ("(see 10.1000/limits)", "10.1000/limits"),
        (SICI, SICI),
        ("no DOI here", ""),
    ],
)
def test_a_doi_is_found_without_what_stands_around_it(value: str, expected: str) -> None:
    assert reference.doi_in([value]) == expected


def test_the_first_of_two_issns_is_taken_with_its_hyphen() -> None:
    assert reference.issn_in(["1660-4601 1661-7827"]) == "1660-4601"
    assert reference.issn_in(["0893164x"]) == "0893-164X"
    assert reference.issn_in(["978-0-367-51468-6"]) == ""


def test_an_isbn_keeps_its_hyphens() -> None:
    assert reference.isbn_in(["978-0-367-51468-6 (paperback)"]) == "978-0-367-51468-6"


def test_keywords_lose_stars_repeats_and_placeholders() -> None:
    fields = {"KW": ["*Gambling", "gambling", "Behavior, Addictive/*psychology", "a; b\nc"]}
    found = reference.keywords({**fields, "MH": ["No terms assigned"]}, "KW", "MH")
    assert found == ["Gambling", "Behavior, Addictive/psychology", "a", "b", "c"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("743", "755", "743-755"),
        ("e38919", "", "e38919"),
        ("", "12", "12"),
        ("5", "5", "5"),
        ("743-755", "755", "743-755"),
    ],
)
def test_pages_become_a_range(start: str, end: str, expected: str) -> None:
    assert reference.pages(start, end) == expected


def test_hyphens_that_fonts_lack_become_plain_ones() -> None:
    assert reference.tidy("risk‐curves  of\n non‑users") == "risk-curves of non-users"


def test_the_same_reference_has_the_same_id_everywhere() -> None:
    assert source(doi="10.1000/ABC")["id"] == source(doi="10.1000/abc", title="Other")["id"]
    assert source(pmid="7")["id"] == source(pmid="7", title="Other")["id"]
    assert source()["id"] == source(title="A Study of Limits!")["id"]
    assert source()["id"] != source(published="2021")["id"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"doi": "10.1000/a"}, {"doi": "10.1000/A", "title": "Estudio", "published": ""}, True),
        ({"doi": "10.1000/a"}, {"doi": "10.1000/b"}, False),
        ({"doi": "10.1000/a", "pmid": "1"}, {"doi": "10.1000/b", "pmid": "1"}, True),
        ({"doi": "10.1000/a"}, {}, True),
        ({"pmid": "1"}, {"pmid": "2"}, False),
        ({}, {"title": "A study: of limits."}, True),
        ({}, {"published": "2019"}, False),
        ({"published": "2020-03-01"}, {"published": "2020"}, True),
    ],
)
def test_two_records_are_one_work(one: dict[str, str], other: dict[str, str], same: bool) -> None:
    assert reference.same_work(source(**one), source(**other)) is same
    assert reference.same_work(source(**other), source(**one)) is same


def test_a_doi_of_a_whole_supplement_does_not_make_its_abstracts_one() -> None:
    first = source(doi="10.1000/supplement")
    second = {
        **source(doi="10.1000/supplement", title="Quite another matter"),
        "authors": [{"family": "Else"}],
    }
    assert not reference.same_work(first, second)


def test_another_first_author_makes_another_work() -> None:
    other = {**source(), "id": "other", "authors": [{"family": "Else"}]}
    nobody = {**source(), "id": "nobody", "authors": []}
    assert not reference.same_work(source(), other)
    assert reference.same_work(source(), nobody)


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    person = reference.author(text)
    assert reference.published(text) == "" or re.match(r"\d{4}", reference.published(text))
    assert reference.plain(reference.plain(text)) == reference.plain(text)
    assert set(person) <= {"family", "given", "name"}
    assert reference.doi_in([text]) == "" or text
    assert not set(reference.tidy(text)) & set("\n\t")
