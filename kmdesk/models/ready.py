"""Forms of data are worked out where they are declared, before any thread reads by them."""

from typing import TypeVar

import msgspec

T = TypeVar("T")


def ready(form: type[T]) -> type[T]:
    """Have msgspec work out a form now, while one thread imports its module.

    Left alone, msgspec does so when the form is first used, and notes on the class what it has so
    far. A second thread that uses the form at that moment reads half of it and brings the process
    down (seen with msgspec 0.22). What it consists of is worked out with it.
    """
    msgspec.json.Decoder(form)
    return form
