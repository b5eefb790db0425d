"""A folder that is watched, so that a test can say that nothing in it changed."""

from pathlib import Path


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file in a folder, but what SQLite shares between connections."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in files
        if not path.name.endswith("-shm")
    }
