from hypothesis import given
from hypothesis import strategies as st

from kmdesk.exchange import ris
from kmdesk.exchange.reference import Document


def read(text: str) -> Document:
    [raw] = ris.records(text)
    document = ris.read(raw, "export.ris")
    assert document is not None
    return document


PUBMED = """TY  - JOUR
TI  - Limits on wards.
AU  - Writer, Ann B.
AU  - Second, Bo
T2  - Journal of made-up studies
DA  - 2019/09//undefined
PY  - 2019
DO  - 10.1000/limits.1
VL  - 35
IS  - 3
SP  - 743
EP  - 755
J2  - J Made Up Stud
LA  - eng
SN  - 1573-3602 1050-5350
KW  - *Limits
ER  -
"""

EBSCO = """TY  - JOUR
ID  - 2020-1-001
T1  - Limits on wards
T2  - Grenzen auf Stationen
A1  - Writer, Ann
JO  - Journal of Made-up Studies
JA  - J Made Up Stud
Y1  - 2020/11//Nov/Dec2020
SP  - 12
AN  - 2020-1-001
DB  - psyh
UR  - https://search.ebscohost.com/login.aspx?direct=true&db=psyh&AN=2020-1-001
ER  -
"""


def test_every_field_of_a_pubmed_record_is_read() -> None:
    document = read(PUBMED)
    assert document["title"] == "Limits on wards"
    assert [one["family"] for one in document["authors"]] == ["Writer", "Second"]
    assert document["journal"] == "Journal of made-up studies"
    assert (document["published"], document["pages"]) == ("2019", "743-755")
    assert (document["volume"], document["issue"]) == ("35", "3")
    assert (document["doi"], document["issn"]) == ("10.1000/limits.1", "1573-3602")
    assert document["keywords"] == ["Limits"]
    assert document["raw"] == {"text": PUBMED.strip(), "format": "ris", "file": "export.ris"}


def test_the_alternative_title_that_ebsco_puts_in_t2_is_not_the_journal() -> None:
    document = read(EBSCO)
    assert document["title"] == "Limits on wards"
    assert document["journal"] == "Journal of Made-up Studies"
    assert document["published"] == "2020"
    assert document["authors"][0]["family"] == "Writer"


def test_an_abbreviation_tells_whether_t2_is_the_journal() -> None:
    lines = "TY  - JOUR\nTI  - Limits\nT2  - {}\nJ2  - {}\nER  - "
    full = "Health affairs (Project Hope)"
    assert read(lines.format(full, "Health Aff (Millwood)"))["journal"] == full
    assert read(lines.format("Grenzen", "J Made Up Stud"))["journal"] == "J Made Up Stud"


def test_an_address_that_opens_for_the_searcher_alone_is_left_out() -> None:
    assert "url" not in read(EBSCO)
    assert (
        read("TY  - WEB\nTI  - A\nUR  - https://example.org/a\n")["url"] == "https://example.org/a"
    )


def test_a_doi_is_taken_from_an_address_that_is_one() -> None:
    assert read("TY  - JOUR\nTI  - A\nUR  - https://doi.org/10.1000%2Fa\n")["doi"] == "10.1000/a"
    assert "doi" not in read("TY  - JOUR\nTI  - A\nUR  - https://a.org/10.1000/a?from=b\n")


def test_the_pubmed_id_stands_in_c5_or_in_an() -> None:
    record = "TY  - JOUR\nTI  - A\n{}\nER  - "
    assert read(record.format("C5  - PMID: 0012345"))["pmid"] == "12345"
    assert read(record.format("C5  - NLM12345678\nDB  - ccm"))["pmid"] == "12345678"
    assert read(record.format("AN  - 12345678\nDB  - PubMed"))["pmid"] == "12345678"
    assert read(record.format("AN  - 12345678\nDB  - mdc"))["pmid"] == "12345678"
    assert read(record.format("AN  - 12345678"))["pmid"] == "12345678"
    assert "pmid" not in read(record.format("AN  - 12345678\nDB  - psyh"))
    assert "pmid" not in read(record.format("AN  - 2020-96522-001"))


def test_wrapped_lines_are_joined_and_keywords_split() -> None:
    document = read(
        "TY  - JOUR\nTI  - Limits that people set\n for themselves\n"
        "KW  - gambling\nlimits\nAB  - UK - a\nER  - \n"
    )
    assert document["title"] == "Limits that people set for themselves"
    assert document["keywords"] == ["gambling", "limits"]


def test_what_stands_before_and_after_records_is_left_out() -> None:
    text = f"Provider: Example\nDatabase: All\n\n\n{PUBMED}\nEnd of file 1\n{EBSCO}\n3 more\n"
    assert [raw.splitlines()[-1].strip() for raw in ris.records(text)] == ["ER  -", "ER  -"]


def test_a_record_without_its_end_stops_where_the_next_begins() -> None:
    text = "TY  - JOUR\nTI  - First\nTY  - JOUR\nTI  - Second\nER  -"
    assert [doc["title"] for raw in ris.records(text) if (doc := ris.read(raw, ""))] == [
        "First",
        "Second",
    ]


def test_a_chapter_has_its_book_and_isbn() -> None:
    document = read(
        "TY  - CHAP\nTI  - A chapter\nAU  - Writer, Ann\nT2  - A whole book.\nA2  - Editor, Ed\n"
        "PB  - A house\nSN  - 978-0-367-51468-6\nSP  - 296\nEP  - 304\nER  - "
    )
    assert (document["type"], document["journal"]) == ("chapter", "A whole book")
    assert (document["isbn"], document["publisher"]) == ("978-0-367-51468-6", "A house")
    assert [one["family"] for one in document["authors"]] == ["Writer"]


def test_a_book_without_authors_has_its_editors() -> None:
    document = read("TY  - BOOK\nTI  - A book\nA2  - Editor, Ed\nPY  - 2001\nER  - ")
    assert document["authors"] == [{"id": "a1", "family": "Editor", "given": "Ed"}]


def test_a_record_without_a_title_is_none() -> None:
    assert ris.read("TY  - JOUR\nAU  - Writer, Ann\nER  - ", "") is None


@given(st.lists(st.tuples(st.sampled_from(["TI", "AU", "PY", "KW", "SN", "T2"]), st.text())))
def test_any_values_are_read(fields: list[tuple[str, str]]) -> None:
    text = "TY  - JOUR\n" + "".join(f"{tag}  - {value}\n" for tag, value in fields)
    for raw in ris.records(text):
        document = ris.read(raw, "")
        assert document is None or document["title"]
