"""Secrets for the containers, generated once and copied for each service."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.make_secrets import OWNERS, main, make_secrets, problem

Read = Callable[[str], dict[str, str]]

GENERATED = ["SECRET_KEY", "MONGODB_PASSWORD", "MONGODB_ROOT_PASSWORD", "key_file"]
OURS = dict.fromkeys(OWNERS, os.getuid())
FOR_SITE = {"SECRET_KEY", "MONGODB_URI", "MONGODB_USERNAME", "MONGODB_PASSWORD"}
ELSEWHERE = {"MONGODB_HOST": "db.example", "MONGODB_USERNAME": "app"}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that reads a reader's files into a dict, by name."""
    return lambda reader: {
        path.name: path.read_text() for path in (tmp_path / reader).iterdir()
    }


def test_the_first_start_generates_all_secrets(tmp_path: Path) -> None:
    """The first start generates all secrets, and returns their names."""
    assert make_secrets(tmp_path, {}, OURS) == GENERATED


def test_secrets_are_random(tmp_path: Path, read: Read) -> None:
    """Generated secrets are distinct and have 256 bits."""
    make_secrets(tmp_path, {}, OURS)
    made = read("kept").values()
    assert len(set(made)) == len(GENERATED)
    assert all(re.fullmatch("[0-9a-f]{64}", secret) for secret in made)


def test_later_starts_keep_the_secrets(tmp_path: Path, read: Read) -> None:
    """Existing secrets are kept, and readers get the same files again."""
    make_secrets(tmp_path, {}, OURS)
    before = [read(reader) for reader in OURS]
    assert make_secrets(tmp_path, {}, OURS) == []
    assert [read(reader) for reader in OURS] == before


@pytest.mark.parametrize("name", GENERATED)
def test_only_missing_secrets_are_generated(
    tmp_path: Path, read: Read, name: str
) -> None:
    """A missing secret is generated again, and the others are kept."""
    make_secrets(tmp_path, {}, OURS)
    before = read("kept")
    (tmp_path / "kept" / name).unlink()
    assert make_secrets(tmp_path, {}, OURS) == [name]
    after = read("kept")
    assert {key for key in GENERATED if after[key] != before[key]} == {name}


def test_an_interrupted_start_is_repaired(tmp_path: Path, read: Read) -> None:
    """Files that an interrupted start left half-written are replaced."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "SECRET_KEY.new").write_text("half")
    make_secrets(tmp_path, {}, OURS)
    assert sorted(read("kept")) == sorted(GENERATED)


@pytest.mark.parametrize(
    ("reader", "names"),
    [
        ("mongo", {"MONGODB_ROOT_PASSWORD", "key_file"}),
        ("site", FOR_SITE),
        ("setup", {*FOR_SITE, "MONGODB_ROOT_PASSWORD"}),
    ],
)
def test_each_reader_gets_what_it_needs(
    tmp_path: Path, read: Read, reader: str, names: set[str]
) -> None:
    """Each reader gets only the files that it needs."""
    make_secrets(tmp_path, {}, OURS)
    assert set(read(reader)) == names


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    """Every file has mode 400: MongoDB rejects a key file that others can read."""
    make_secrets(tmp_path, {}, OURS)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o400"}


def test_each_reader_is_another_user() -> None:
    """Each reader is a different user, and only the kept secrets belong to root."""
    assert len(set(OWNERS.values())) == len(OWNERS)
    assert [reader for reader, owner in OWNERS.items() if owner == 0] == ["kept"]


@pytest.mark.skipif(os.getuid() != 0, reason="Only root can change owners.")
def test_files_belong_to_their_readers(tmp_path: Path) -> None:
    """Each file belongs to the user that reads it."""
    make_secrets(tmp_path, {})
    owners = {
        reader: {path.stat().st_uid for path in (tmp_path / reader).iterdir()}
        for reader in OWNERS
    }
    assert owners == {reader: {owner} for reader, owner in OWNERS.items()}


@pytest.mark.parametrize("name", ["SECRET_KEY", "MONGODB_PASSWORD"])
def test_the_operators_values_take_precedence(
    tmp_path: Path, read: Read, name: str
) -> None:
    """The operator's value replaces the generated one for the site and for setup."""
    make_secrets(tmp_path, {name: "givén"}, OURS)
    assert read("site")[name] == read("setup")[name] == "givén"


def test_a_given_root_password_takes_precedence(tmp_path: Path, read: Read) -> None:
    """The operator's root password is passed to MongoDB and setup, not to the site."""
    make_secrets(tmp_path, {"MONGODB_ROOT_PASSWORD": "given"}, OURS)
    names = [reader for reader in OURS if "given" in read(reader).values()]
    assert names == ["mongo", "setup"]


def test_a_removed_value_restores_the_kept_secret(tmp_path: Path, read: Read) -> None:
    """If the operator's value is removed, the kept secret is used again."""
    make_secrets(tmp_path, {}, OURS)
    before = read("site")
    make_secrets(tmp_path, {"MONGODB_PASSWORD": "given", "SECRET_KEY": "other"}, OURS)
    make_secrets(tmp_path, {"MONGODB_PASSWORD": "", "SECRET_KEY": ""}, OURS)
    assert read("site") == before


def test_the_same_password_for_site_and_setup(tmp_path: Path, read: Read) -> None:
    """Setup and site get the same password for the site's user."""
    make_secrets(tmp_path, {}, OURS)
    site = read("site")
    assert read("setup").items() >= site.items()
    assert site["MONGODB_PASSWORD"] == read("kept")["MONGODB_PASSWORD"]


def test_generated_passwords_are_not_for_another_server(
    tmp_path: Path, read: Read
) -> None:
    """Generated passwords are not used for another server."""
    make_secrets(tmp_path, ELSEWHERE, OURS)
    assert read("setup")["MONGODB_ROOT_PASSWORD"] == ""
    assert read("site")["MONGODB_PASSWORD"] == ""


def test_the_operators_passwords_are_for_the_other_server(
    tmp_path: Path, read: Read
) -> None:
    """The operator's passwords are used for the other server, not for the project's."""
    given = {"MONGODB_PASSWORD": "app's", "MONGODB_ROOT_PASSWORD": "root's"}
    make_secrets(tmp_path, {**ELSEWHERE, **given}, OURS)
    assert read("setup").items() >= given.items()
    own = read("kept")["MONGODB_ROOT_PASSWORD"]
    assert read("mongo")["MONGODB_ROOT_PASSWORD"] == own


def test_a_connection_string(tmp_path: Path, read: Read) -> None:
    """The operator's connection string is passed to the site and to setup."""
    uri = "mongodb://app:secret@db.example/todo"
    make_secrets(tmp_path, {"MONGODB_URI": uri}, OURS)
    assert read("site")["MONGODB_URI"] == read("setup")["MONGODB_URI"] == uri
    assert read("site")["MONGODB_USERNAME"] == read("site")["MONGODB_PASSWORD"] == ""


@pytest.mark.parametrize(
    ("environ", "user"),
    [
        ({}, "todo"),
        ({"MONGODB_USERNAME": "app"}, "app"),
        ({"MONGODB_USERNAME": ""}, ""),
        (ELSEWHERE, "app"),
        ({"MONGODB_URI": "mongodb://db.example/", "MONGODB_USERNAME": "app"}, "app"),
    ],
)
def test_the_user(
    tmp_path: Path, read: Read, environ: dict[str, str], user: str
) -> None:
    """The operator's user name is passed on; by default, it is the one made here."""
    make_secrets(tmp_path, environ, OURS)
    assert read("site")["MONGODB_USERNAME"] == read("setup")["MONGODB_USERNAME"] == user


def test_no_password_without_a_user_name(tmp_path: Path, read: Read) -> None:
    """If the user name is empty, the site gets no password."""
    make_secrets(tmp_path, {"MONGODB_USERNAME": ""}, OURS)
    assert read("site")["MONGODB_PASSWORD"] == ""


def test_another_server_without_a_user() -> None:
    """If another server is set without a user name, the error names the variables."""
    message = problem({"MONGODB_HOST": "mongodb.example"})
    assert message is not None
    assert "set MONGODB_USERNAME and MONGODB_PASSWORD" in message


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"MONGODB_HOST": "", "MONGODB_URI": ""},
        {"MONGODB_HOST": "mongo"},
        ELSEWHERE,
        {"MONGODB_URI": "mongodb://app:secret@db.example/"},
        {"MONGODB_HOST": "mongodb+srv://app:secret@db.example/"},
    ],
)
def test_no_problem(environ: dict[str, str]) -> None:
    """Only another host needs a user name; a connection string may contain it."""
    assert problem(environ) is None


def test_the_command_prints_names_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command prints the names of generated secrets, but not the secrets."""
    assert main(tmp_path, {}, OURS) == 0
    assert capsys.readouterr().out == "".join(
        f"Generated {name}.\n" for name in GENERATED
    )


def test_the_command_reports_missing_settings(tmp_path: Path) -> None:
    """If settings are missing, the command exits with 1 and a one-line error."""
    result = subprocess.run(
        [sys.executable, "-m", "deploy.make_secrets", tmp_path],
        env={**os.environ, "MONGODB_HOST": "db.example"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"{problem({'MONGODB_HOST': 'db.example'})}\n"


def test_a_volume_that_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """If files cannot be written, the error contains the folder and the reason."""
    assert main(tmp_path / "missing", {}, OURS) == 1
    message = f"The secrets cannot be stored in {tmp_path}/missing: No such file"
    assert capsys.readouterr().err.startswith(message)
