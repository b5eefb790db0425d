"""How much memory this process took at most."""

import re
import sys
from pathlib import Path


def peak() -> float:
    """Return MiB, 0 where the system does not tell.

    Linux's `ru_maxrss` would tell of the process that started this one as well.
    """
    if sys.platform == "win32":
        return 0.0
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(found[1]) / 2**10
    import resource

    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (2**20 if sys.platform == "darwin" else 2**10)
