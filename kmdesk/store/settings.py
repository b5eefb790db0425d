"""What this copy of a collection remembers about itself; it never travels."""

import msgspec
from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from kmdesk.models.canonical import Json
from kmdesk.models.tables import SettingRow

DEVICE = "device"
"""The id of this copy of the collection, written into every revision made in it."""

DEVICES = "devices"
"""The id of each copy that this file ever was, by its place; see `identity`."""

FOLDER = "exchange-folder"
"""The exchange folder that was used last."""

HOLDER = "holder"
"""Who opened it last for writing."""

FILES = "files"
"""The number of the last exchange file that each copy wrote, by the id of the copy."""

NAME = "name"
"""What colleagues call this collection."""

SCRUB = "scrub"
"""Something was erased for good, and the file has not been cleaned of its traces yet."""

_VALUE = select(SettingRow.value).where(SettingRow.name == bindparam("name"))


def get(connection: Connection, name: str, default: Json = None) -> Json:
    """Return a setting, or `default` when there is none."""
    value = connection.scalar(_VALUE, {"name": name})
    return default if value is None else msgspec.json.decode(value)


def put(connection: Connection, name: str, value: Json) -> None:
    """Remember a setting; None forgets it."""
    if value is None:
        connection.execute(delete(SettingRow).where(SettingRow.name == name))
        return
    text = msgspec.json.encode(value).decode()
    statement = insert(SettingRow).values(name=name, value=text)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": text})
    )


def starting_with(connection: Connection, prefix: str) -> dict[str, Json]:
    """Return the settings whose name begins with `prefix`, by the rest of the name."""
    query = select(SettingRow.name, SettingRow.value)
    rows = connection.execute(query.where(SettingRow.name.startswith(prefix, autoescape=True)))
    return {row.name.removeprefix(prefix): msgspec.json.decode(row.value) for row in rows}
