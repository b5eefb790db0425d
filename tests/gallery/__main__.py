"""Draw every screen to PNG files: `python -m tests.gallery OUTDIR`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

SCALES = ("1", "2")


def main(arguments: list[str]) -> int:
    """Draw at each scale in a process of its own: Qt reads the scale once, at its start."""
    if len(arguments) != 1:
        print("usage: python -m tests.gallery OUTDIR", file=sys.stderr)
        return 2
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    if "KMDESK_GALLERY" in os.environ:
        from tests.gallery.screens import draw

        for path in draw(out, os.environ["KMDESK_GALLERY"]):
            print(path)
        return 0
    for scale in SCALES:
        with tempfile.TemporaryDirectory() as home:
            environment = os.environ | {
                "KMDESK_GALLERY": scale,
                "KMDESK_HOME": home,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": scale,
            }
            command = [sys.executable, "-m", "tests.gallery", str(out)]
            code = subprocess.run(command, env=environment, check=False).returncode
            if code:
                return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
