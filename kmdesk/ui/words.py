"""How the window puts things: days, moments, counts, paths of a record, statuses."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from kmdesk.base import clock
from kmdesk.models.flat import unescape
from kmdesk.models.kind import Field, Kind
from kmdesk.models.saying import inside as inside
from kmdesk.store.views import MOST_COUNTED

_MONTHS = "January February March April May June July August September October November December"
MONTHS = tuple(_MONTHS.split())
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%Y")

TONES = {
    "draft": "neutral",
    "checked": "good",
    "final": "good",
    "applied": "good",
    "read": "good",
    "archived": "neutral",
    "noted": "neutral",
    "retired": "neutral",
    "unread": "neutral",
}


def day(text: str) -> str:
    """Return a stored day, ``2027-05-01``, as ``1 May 2027``; other text unchanged."""
    try:
        value = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def read_day(text: str) -> date | None:
    """Return the day somebody typed.

    ``1 May 2027``, ``1/5/2027``, ``2027-05-01``, ``today``, ``tomorrow``, ``Friday`` (the next one)
    and ``in 2 weeks`` are understood.
    """
    text = " ".join(text.split()).strip(".,")
    if near := _read_near_day(text.lower()):
        return near
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no time zone
        except ValueError:
            continue
    return _read_named_month(text)


def _read_near_day(text: str) -> date | None:
    today = clock.today()
    if text in ("today", "tomorrow"):
        return today + timedelta(days=text == "tomorrow")
    weekday = text.removeprefix("next ")
    if weekday in WEEKDAYS:
        return today + timedelta(days=(WEEKDAYS.index(weekday) - today.weekday() - 1) % 7 + 1)
    found = re.fullmatch(r"in (a|one|\d{1,3}) (day|week|month)s?", text)
    if not found:
        return None
    number = int(found[1]) if found[1].isdigit() else 1
    if found[2] == "month":
        return _months_on(today, number)
    return today + timedelta(days=number * (7 if found[2] == "week" else 1))


def _months_on(day: date, number: int) -> date:
    """Return the same day some months later, or the last day of a month that is shorter."""
    months = day.year * 12 + day.month - 1 + number
    year, month = divmod(months, 12)
    first_after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = first_after - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def _read_named_month(text: str) -> date | None:
    parts = text.replace(",", " ").split()
    if len(parts) != 3 or not (parts[0].isdigit() and parts[2].isdigit() and len(parts[1]) >= 3):
        return None
    month = next(
        (n for n, name in enumerate(MONTHS, 1) if name.lower().startswith(parts[1].lower())), 0
    )
    try:
        return date(int(parts[2]), month, int(parts[0]))
    except ValueError:
        return None


def moment(text: str) -> str:
    """Return a moment as people say it: ``10:42``, ``yesterday 09:01`` or ``12 Nov 2026``."""
    if not text:
        return ""
    when = clock.local(text)
    today = clock.today()
    if when.date() == today:
        return f"{when:%H:%M}"
    if when.date() == today - timedelta(days=1):
        return f"yesterday {when:%H:%M}"
    return day(when.date().isoformat())


def full_moment(text: str) -> str:
    """Return a moment with day and time, ``12 Nov 2026, 10:42``."""
    when = clock.local(text)
    return f"{day(when.date().isoformat())}, {when:%H:%M}"


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun, ``1 record`` or ``1,204 records``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def found(number: int) -> str:
    """Return how many records a search found, which is counted up to a limit."""
    return f"{MOST_COUNTED:,}+" if number > MOST_COUNTED else f"{number:,}"


def times(number: int) -> str:
    """Return how often something happened, ``once`` or ``3 times``."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def initials(name: str) -> str:
    """Return up to three initials of a name, for the foot of a list entry."""
    return "".join(part[0].upper() for part in name.replace("-", " ").split()[:3])


def path_in_words(kind: Kind, path: str) -> str:
    """Return a path of a record as a person would say it: ``Findings, certainty``."""
    labels: list[str] = []
    fields: tuple[Field, ...] = tuple(kind.fields.values())
    for name in path.split("/"):
        known = next((f for f in fields if f.name == name), None)
        if known:
            labels.append(known.label if not labels else inside(known.label))
            fields = known.fields
        elif name.startswith("="):
            labels.append(f"“{name[1:]}”")
        elif name == "position":
            labels.append("order")
    return ", ".join(labels) or path


def newer_in_words(beyond: Mapping[str, str | int]) -> str:
    """Return lines that tell what a newer kmdesk wrote, as far as it can be told here."""
    lines: dict[str, list[str]] = {}
    for path, value in beyond.items():
        place, _, last = path.rpartition("/")
        if last.startswith("="):
            lines.setdefault(place, []).append(unescape(last[1:]))
        else:
            lines.setdefault(path, []).append(str(value))
    names = {one: ", ".join(unescape(n).replace("_", " ") for n in one.split("/")) for one in lines}
    return "\n".join(f"{names[one].capitalize()}: {', '.join(some)}" for one, some in lines.items())


def folded(text: str) -> str:
    """Return a text as it is compared with what somebody types: without capitals and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def size(number: int) -> str:
    """Return a number of bytes as people say it, ``340 KB`` or ``1.2 MB``."""
    if number < 1_000:
        return count(number, "byte")
    if number < 1_000_000:
        return f"{number / 1_000:.0f} KB"
    return f"{number / 1_000_000:.1f} MB"
