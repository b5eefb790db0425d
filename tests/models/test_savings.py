"""Totals that add like to like and say what they leave out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.models.savings import read_amount, totals


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12 hours a month", "12 hours a month"),
        ("1 hour", "1 hour"),
        ("1.5 hrs per week", "1.5 hours a week"),
        ("45 mins", "45 minutes"),
        ("3 days", "3 days"),
        ("120 bed days a year", "120 bed days a year"),
        ("£9,000", "£9,000"),
        ("£9,000 per annum", "£9,000 a year"),
        ("£1.2m a year", "£1,200,000 a year"),
        ("£4k/month", "£4,000 a month"),
        ("£12.50 each week.", "£12.50 a week"),
        ("2 hours monthly", "2 hours a month"),
    ],
)
def test_amounts_as_people_write_them(text: str, words: str) -> None:
    assert str(read_amount(text)) == words


@pytest.mark.parametrize(
    "text", ["", "about 12 hours", "12", "£", "£9,00", "lots", "12 hours or more", "5 to 6 hours"]
)
def test_what_is_no_plain_amount_is_left_alone(text: str) -> None:
    assert read_amount(text) is None


def total(*savings: tuple[str, str]) -> tuple[list[str], int]:
    found = totals({"what": what, "amount": amount} for what, amount in savings)
    return [str(amount) for amount in found.amounts], found.left_out


def test_only_like_units_are_added() -> None:
    assert total(
        ("time", "12 hours a month"),
        ("time", "3 hours a month"),
        ("time", "2 hours"),
        ("time", "2 days"),
        ("money", "£9,000 a year"),
        ("money", "£500"),
    ) == (["15 hours a month", "2 hours", "2 days", "£9,000 a year", "£500"], 0)


def test_minutes_join_hours_of_the_same_period_only() -> None:
    assert total(("time", "1 hour a week"), ("time", "30 minutes a week")) == (
        ["1.5 hours a week"],
        0,
    )
    assert total(("time", "1 hour a week"), ("time", "30 minutes a day"))[0] == [
        "1 hour a week",
        "30 minutes a day",
    ]


def test_what_cannot_be_read_is_counted_and_risk_is_not_added() -> None:
    assert total(
        ("time", "roughly a day"),
        ("money", "12 hours"),
        ("time", "£9"),
        ("risk", "fewer claims"),
        ("money", ""),
    ) == ([], 3)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_a_total_is_the_sum(pounds: list[int]) -> None:
    found = totals({"what": "money", "amount": f"£{pound:,}"} for pound in pounds)
    assert [amount.number for amount in found.amounts] == [Decimal(sum(pounds))]


@given(st.text())
def test_any_text_is_read_or_left_out(text: str) -> None:
    found = totals([{"what": "time", "amount": text}])
    assert len(found.amounts) + found.left_out == bool(text.strip())
