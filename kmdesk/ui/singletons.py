"""A guard against a fault of PySide6 6.12.0 on Python 3.11.

Each Python method that Qt calls and that returns None, and each signal that is emitted, gives back
a reference to None or True that was never taken (measured: 1,000 calls of a table model's `data`
returning None take 1,000 references away; 6.11.3 takes none). From Python 3.12 on these objects are
immortal (PEP 683) and the fault has no effect; on 3.11 the count reaches nought after a few minutes
and the interpreter stops. So the count is given a start that no session uses up.
"""

import ctypes
import sys

MORE = 2**40


def keep_alive() -> None:
    """Make None, True and False as good as immortal on a Python that does not do so itself."""
    if sys.version_info < (3, 12) and sys.implementation.name == "cpython":
        for singleton in (None, True, False):
            ctypes.c_ssize_t.from_address(id(singleton)).value += MORE
