"""Install the system libraries that Qt needs on Linux, or name the command that does.

Run by `make` before anything that opens a window. Standard library only: it runs before the
virtual environment is filled.
"""

import ctypes
import os
import shutil
import subprocess
import sys

PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""Debian's and Ubuntu's package for each shared library that Qt's plugins load."""


def missing() -> list[str]:
    """Return the packages whose library cannot be loaded."""
    found = []
    for library, package in PACKAGES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            found.append(package)
    return found


def main() -> int:
    """Install what is missing where that is allowed; return the exit code."""
    packages = missing() if sys.platform.startswith("linux") else []
    if not packages:
        return 0
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        install = ["sudo", *install]
    command = " ".join(install)
    wanted = f"Qt needs system libraries that are missing here. Install them with:\n  {command}"
    if not shutil.which("apt-get") or not _may_install():
        print(wanted, file=sys.stderr)
        return 1
    print("Installing the system libraries that Qt needs:", *packages)
    prefix = install[: install.index("apt-get")]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*prefix, "apt-get", "update", "-q"], check=False, env=environment)
    done = subprocess.run([*install, "-q"], check=False, env=environment)
    if done.returncode or missing():
        print(wanted, file=sys.stderr)
        return 1
    return 0


def _may_install() -> bool:
    """Say whether packages can be installed without asking for a password."""
    if os.geteuid() == 0:
        return True
    if not shutil.which("sudo"):
        return False
    return subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
