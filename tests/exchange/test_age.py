"""Encrypted files, against the `age` command (https://age-encryption.org): both directions."""

import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kmdesk.exchange import export_file, import_file
from kmdesk.exchange.kmx import PassphraseError
from kmdesk.store.collection import Collection
from tests.exchange.test_transfer import LESSON, everything

PASSPHRASE = "correct horse battery staple"
WITHIN = 60
AGE = shutil.which("age")

pytestmark = pytest.mark.skipif(
    AGE is None or sys.platform == "win32", reason="needs the age command and a terminal"
)

ON_A_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)
"""age asks for a passphrase on its terminal alone, so the process needs one of its own."""


def age(*arguments: object) -> None:
    """Run the command on a terminal and type the passphrase whenever it asks."""
    assert AGE is not None
    ours, its = os.openpty()
    command = [sys.executable, "-c", ON_A_TERMINAL, AGE, *map(str, arguments)]
    with subprocess.Popen(
        command, stdin=its, stdout=its, stderr=its, start_new_session=True
    ) as process:
        os.close(its)
        try:
            said = _converse(ours, process)
        finally:
            process.kill()
            os.close(ours)
    assert process.returncode == 0, said


def _converse(terminal: int, process: "subprocess.Popen[bytes]") -> str:
    said, asked = "", 0
    ends = time.monotonic() + WITHIN
    while time.monotonic() < ends:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                said += os.read(terminal, 4096).decode(errors="replace")
            except OSError:
                break
            if said.count("passphrase") > asked and said.rstrip().endswith(":"):
                asked = said.count("passphrase")
                os.write(terminal, f"{PASSPHRASE}\n".encode())
        elif process.poll() is not None:
            break
    process.wait(WITHIN)
    return said


def test_age_opens_what_kmdesk_wrote(ours: Collection, theirs: Collection, tmp_path: Path) -> None:
    ours.add([LESSON])
    secret, plain = tmp_path / "secret.kmx", tmp_path / "plain.kmx"
    export_file(ours, secret, passphrase=PASSPHRASE)
    age("--decrypt", "--output", plain, secret)
    import_file(theirs, plain)
    assert everything(theirs) == everything(ours)


def test_kmdesk_opens_what_age_wrote(ours: Collection, theirs: Collection, tmp_path: Path) -> None:
    ours.add([LESSON])
    secret, plain = tmp_path / "secret.kmx", tmp_path / "plain.kmx"
    export_file(ours, plain)
    age("--encrypt", "--passphrase", "--output", secret, plain)
    with pytest.raises(PassphraseError, match="cannot be opened with this passphrase"):
        import_file(theirs, secret, passphrase="another")
    import_file(theirs, secret, passphrase=PASSPHRASE)
    assert everything(theirs) == everything(ours)
