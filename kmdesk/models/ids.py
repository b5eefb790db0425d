"""Names that never collide: records, items, devices; and the short references people say aloud.

A record id is 128 bits in Crockford's base 32 (https://www.crockford.com/base32.html): 26 letters
and digits without I, L, O and U. A reference is the kind's prefix and the first four of them.
"""

import hashlib
import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECORD_ID = re.compile(rf"[{ALPHABET}]{{26}}")
REFERENCE = re.compile(rf"([A-Z]{{2}})-([{ALPHABET}]{{1,26}})")
_REFERENCE_LENGTH = 4
_ITEM_LENGTH = 10


def new_record_id() -> str:
    """Return a fresh record id."""
    return _base32(secrets.token_bytes(16))


def record_id_from(key: str) -> str:
    """Return the record id that stands for `key`, the same on every PC."""
    return _base32(hashlib.sha256(key.encode()).digest()[:16])


def new_item_id() -> str:
    """Return an id for an item of a list: 50 random bits, enough within one record."""
    return "".join(secrets.choice(ALPHABET) for _ in range(_ITEM_LENGTH)).lower()


def new_device_id() -> str:
    """Return a name for this copy of a collection."""
    return _base32(secrets.token_bytes(16))


def reference(prefix: str, record_id: str) -> str:
    """Return the short name of a record, such as ``ES-7F3K``."""
    return f"{prefix}-{record_id[:_REFERENCE_LENGTH]}"


def _base32(data: bytes) -> str:
    number = int.from_bytes(data, "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
