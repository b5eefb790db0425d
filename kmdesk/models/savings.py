"""Totals of what was saved: only amounts that can be read, and never unlike ones together."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kmdesk.models.canonical import Json

_PERIODS = {
    "hour": "an hour",
    "hourly": "an hour",
    "day": "a day",
    "daily": "a day",
    "week": "a week",
    "weekly": "a week",
    "month": "a month",
    "monthly": "a month",
    "quarter": "a quarter",
    "quarterly": "a quarter",
    "year": "a year",
    "yearly": "a year",
    "annum": "a year",
    "annually": "a year",
}
_UNITS = {
    "minute": "minutes",
    "min": "minutes",
    "hour": "hours",
    "hr": "hours",
    "day": "days",
    "week": "weeks",
    "month": "months",
    "bed day": "bed days",
}
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_PERIOD = rf"(?:\s*(?:(?:a|an|per|each|every|/)\s*)?(?P<period>{'|'.join(_PERIODS)}))?"
_MONEY = re.compile(rf"£\s*{_NUMBER}\s*(?P<scale>k|m|thousand|million)?{_PERIOD}", re.IGNORECASE)
_TIME = re.compile(rf"{_NUMBER}\s*(?P<unit>{'|'.join(_UNITS)})s?\b{_PERIOD}", re.IGNORECASE)
_SCALES = {"": 1, "k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}


@dataclass(frozen=True)
class Amount:
    """A number of one unit, such as hours a month.

    Attributes:
        unit: ``£`` or a unit of time in the plural.
        period: ``a month`` and the like, "" for a saving made once.
    """

    number: Decimal
    unit: str
    period: str = ""

    def __str__(self) -> str:
        exact = f"{self.number:,.2f}"
        short = exact.rstrip("0").rstrip(".")
        if self.unit == "£":
            words = f"£{short if exact.endswith('.00') else exact}"
        else:
            words = f"{short} {self.unit[:-1] if short == '1' else self.unit}"
        return f"{words} {self.period}".strip()


@dataclass(frozen=True)
class Totals:
    """What some savings come to.

    Attributes:
        amounts: one for each unit and period, in the order they first occur.
        left_out: how many amounts of time or money could not be read.
    """

    amounts: tuple[Amount, ...]
    left_out: int


def read_amount(text: str) -> Amount | None:
    """Return the amount that a text is, such as ``12 hours a month``; None if it is another."""
    plain = " ".join(text.split()).rstrip(".")
    if match := _MONEY.fullmatch(plain):
        scale = _SCALES[(match["scale"] or "").lower()]
        return Amount(_number(match["number"]) * scale, "£", _period(match["period"]))
    if match := _TIME.fullmatch(plain):
        unit = _UNITS[match["unit"].lower()]
        return Amount(_number(match["number"]), unit, _period(match["period"]))
    return None


def totals(savings: Iterable[Mapping[str, Json]]) -> Totals:
    """Return the totals of time and money.

    Minutes join hours; days do not, as nobody says how long a day is, nor do months join years.
    """
    sums: dict[tuple[str, str], Decimal] = {}
    left_out = 0
    for saving in savings:
        text, what = saving.get("amount") or "", saving.get("what") or "time"
        if what == "risk" or not text.strip():
            continue
        found = read_amount(text)
        if found is None or (found.unit == "£") != (what == "money"):
            left_out += 1
            continue
        place = (found.unit, found.period)
        sums[place] = sums.get(place, Decimal(0)) + found.number
    _join_minutes(sums)
    return Totals(tuple(Amount(n, unit, period) for (unit, period), n in sums.items()), left_out)


def _join_minutes(sums: dict[tuple[str, str], Decimal]) -> None:
    for unit, period in [*sums]:
        if unit == "minutes" and ("hours", period) in sums:
            sums["hours", period] += sums.pop((unit, period)) / 60


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _period(text: str | None) -> str:
    return _PERIODS[text.lower()] if text else ""
