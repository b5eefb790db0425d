"""Names of records, items and devices."""

from hypothesis import given
from hypothesis import strategies as st

from kmdesk.models import canonical, ids


def test_fresh_ids_have_their_form_and_differ() -> None:
    records = {ids.new_record_id() for _ in range(1000)}
    items = {ids.new_item_id() for _ in range(1000)}
    assert len(records) == len(items) == 1000
    assert all(ids.RECORD_ID.fullmatch(one) for one in records)
    assert all(canonical.ITEM_ID.fullmatch(one) for one in items)
    assert ids.RECORD_ID.fullmatch(ids.new_device_id())


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_an_id_from_a_key_is_the_same_everywhere(one: str, other: str) -> None:
    made = ids.record_id_from(one)
    assert ids.RECORD_ID.fullmatch(made)
    assert (made == ids.record_id_from(other)) == (one == other)


def test_an_id_from_a_key_never_changes() -> None:
    """Two PCs of different versions must agree, so this value is for good."""
    assert ids.record_id_from("doi:10.1000/example.1") == "1606QPJ16PA7V4VWYCNA1T3PR3"


def test_a_reference_is_what_a_reference_looks_like() -> None:
    record = ids.new_record_id()
    made = ids.reference("ES", record)
    assert ids.REFERENCE.fullmatch(made)
    assert made == f"ES-{record[:4]}"
