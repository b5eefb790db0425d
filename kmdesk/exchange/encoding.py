"""The encodings of text files that come from elsewhere."""

import codecs


def decoded(data: bytes) -> str:
    """Return the text of a file, which other programs write as UTF-8, UTF-16 or Windows-1252."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")
