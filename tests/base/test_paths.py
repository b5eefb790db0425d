"""Where things lie."""

from pathlib import Path

import pytest

from kmdesk.base import paths
from kmdesk.base.errors import UserError


def test_a_home_of_ones_own_holds_everything(home: Path) -> None:
    assert paths.data_folder() == home
    assert paths.default_collection() == home / "knowledge.kmdesk"


def test_without_one_the_system_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KMDESK_HOME")
    assert paths.data_folder().name == "kmdesk"


def test_a_collection_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KMDESK_COLLECTION", str(tmp_path / "team.kmdesk"))
    assert paths.default_collection() == tmp_path / "team.kmdesk"


def test_resources_are_found_in_a_checkout_and_in_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert paths.resource("sample").is_dir()
    package = tmp_path / "kmdesk"
    (package / "resources").mkdir(parents=True)
    (package / "resources" / "inside.txt").touch()
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.resource("inside.txt").is_relative_to(package)
    with pytest.raises(FileNotFoundError, match=r"no/such\.txt"):
        paths.resource("no", "such.txt")


def test_a_file_must_be_there_and_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert paths.existing_file(file) == file
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(UserError, match="There is no file"):
            paths.existing_file(path)


@pytest.mark.parametrize(
    ("path", "remote"),
    [
        ("/home/ann/ours.kmdesk", False),
        ("/mnt/team share/ours.kmdesk", True),
        ("/mnt/team share/local/ours.kmdesk", False),
        ("/mnt/team shares/ours.kmdesk", False),
    ],
)
def test_a_network_share_is_told_by_the_longest_mount_point(
    path: str, remote: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = (
        "/dev/sda1 / ext4 rw 0 0\n"
        "//server/team /mnt/team\\040share cifs rw 0 0\n"
        "/dev/sdb1 /mnt/team\\040share/local ext4 rw 0 0\n"
    )
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(Path, "read_text", lambda _self, **_how: mounts)
    assert paths.on_network_share(Path(path)) is remote


def test_a_system_that_does_not_tell_has_no_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: Path, **_how: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr(Path, "read_text", refuse)
    assert paths.on_network_share(Path("/anywhere")) is False
