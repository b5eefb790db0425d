"""No form of data is worked out by two threads at once: that brings the process down."""

import subprocess
import sys

LOOK = """
import importlib, pkgutil, sys
import msgspec, kmdesk

for module in pkgutil.walk_packages(kmdesk.__path__, "kmdesk."):
    if not module.name.endswith("__main__") and ".migrations." not in module.name:
        importlib.import_module(module.name)

from kmdesk.models.kinds import KINDS
from kmdesk.models.record import Checkable
from kmdesk.store.views import Query


def below(form):
    for each in form.__subclasses__():
        yield each
        yield from below(each)


late = []


def note(frame, event, argument):
    if event == "call" and frame.f_code.co_name == "get_class_annotations":
        late.append(form.__name__)


class Unready(msgspec.Struct):
    text: str = ""


ours = [each for each in below(msgspec.Struct) if each.__module__.startswith("kmdesk.")]
read = {each for each in ours if not each.__subclasses__()} | {Checkable, Query}
assert {kind.struct for kind in KINDS.values()} <= read
for form in (*read, Unready):
    sys.setprofile(note)
    try:
        msgspec.convert({}, form)
    except msgspec.ValidationError:
        pass
    sys.setprofile(None)
print(*late)
"""


def test_each_form_is_worked_out_where_it_is_declared() -> None:
    """The last is not, to show that the test would see it."""
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["Unready"]
