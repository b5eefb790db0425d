"""Open the program, or, where there is no screen, build its demonstration and say so."""

import os
import subprocess
import sys


def has_screen() -> bool:
    """Say whether a window can be seen: always on Windows and macOS, else with a display server."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main() -> int:
    """Run kmdesk and return its exit code."""
    command = [sys.executable, "-m", "kmdesk"]
    if not has_screen():
        print("There is no screen here, so this is `kmdesk demo`; it wrote:")
        command.append("demo")
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
