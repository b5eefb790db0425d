"""PDFium, which only one thread at a time may call.

See https://pypdfium2.readthedocs.io/en/stable/python_api.html: the library is not thread-safe, so
whoever reads or draws a PDF takes `TURN` for each page, and lets others have theirs in between.
"""

from threading import Lock

TURN = Lock()
"""Held during every call into PDFium."""
