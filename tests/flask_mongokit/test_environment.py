"""Tests of settings from the environment."""

from pathlib import Path

import pytest

from flask_mongokit import SETTINGS, ConfigurationError, Setting, read_environment
from flask_mongokit.config import number

NAME = Setting("APP_NAME", str, "A name.")
SIZE = Setting("APP_SIZE", number(1, 9), "A size.", 5)
KEY = Setting("APP_KEY", number(1, 9), "A secret.", secret=True)
TABLE = (NAME, SIZE, KEY)


def problems(environ: dict[str, str], settings: tuple[Setting, ...] = TABLE) -> str:
    """Return the error message for an environment, one problem per line."""
    with pytest.raises(ConfigurationError, match="APP_") as caught:
        read_environment(settings, environ, prefixes=("APP_",))
    return str(caught.value)


def test_values_are_parsed_by_their_declared_type() -> None:
    """A value is parsed by its setting's parser, so that digits can stay a string."""
    environ = {"APP_NAME": "1234", "APP_SIZE": "7", "OTHER": "x"}
    assert read_environment(TABLE, environ) == {"APP_NAME": "1234", "APP_SIZE": 7}


def test_empty_counts_as_unset() -> None:
    """Empty variables count as unset, even unknown ones."""
    environ = dict.fromkeys(("APP_NAME", "APP_SIZE", "APP_KEY_FILE", "MONGODB_X"), "")
    assert read_environment(TABLE, environ) == {}


@pytest.mark.parametrize(("content", "key"), [("7", 7), ("7\n", 7)])
def test_a_secret_can_be_read_from_a_file(
    tmp_path: Path, content: str, key: int
) -> None:
    """A secret can be read from a file; one trailing newline is removed."""
    path = tmp_path / "key"
    path.write_text(content)
    assert read_environment(TABLE, {"APP_KEY_FILE": str(path)}) == {"APP_KEY": key}


def test_only_one_newline_is_dropped(tmp_path: Path) -> None:
    """Only one trailing newline is removed from a secret."""
    path = tmp_path / "password"
    path.write_text("secret\n\n")
    environ = {"MONGODB_USERNAME": "ann", "MONGODB_PASSWORD_FILE": str(path)}
    assert read_environment(SETTINGS, environ)["MONGODB_PASSWORD"] == "secret\n"


def test_an_empty_file_counts_as_unset(tmp_path: Path) -> None:
    """An empty file counts as unset."""
    path = tmp_path / "key"
    path.write_text("\n")
    assert read_environment(TABLE, {"APP_KEY_FILE": str(path)}) == {}


def test_value_and_file_are_exclusive(tmp_path: Path) -> None:
    """Setting both a variable and its ``_FILE`` variant is an error."""
    path = tmp_path / "key"
    path.write_text("7")
    assert problems({"APP_KEY": "7", "APP_KEY_FILE": str(path)}) == (
        "APP_KEY and APP_KEY_FILE are both set: unset one."
    )


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """The error for an unreadable file contains the reason."""
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe")
    for path, reason in [
        (tmp_path / "missing", "No such file or directory"),
        (tmp_path, "Is a directory"),
        (binary, "it is not UTF-8 text"),
    ]:
        assert problems({"APP_KEY_FILE": str(path)}) == (
            f"APP_KEY_FILE must name a readable file, not '{path}': {reason}."
        )


def test_a_plain_setting_has_no_file() -> None:
    """Only secrets have a ``_FILE`` variant; that of another setting is an error."""
    assert problems({"APP_NAME_FILE": "/etc/hostname"}) == (
        "APP_NAME_FILE is not a setting; did you mean APP_NAME?"
    )


def test_errors_contain_no_secrets(tmp_path: Path) -> None:
    """The error for an invalid secret does not contain its value."""
    path = tmp_path / "key"
    path.write_text("hush")
    for environ in ({"APP_KEY": "hush"}, {"APP_KEY_FILE": str(path)}):
        assert problems(environ) == "APP_KEY must be a number from 1 to 9."


def test_undecodable_bytes() -> None:
    """A value that is not valid UTF-8 is an error."""
    assert problems({"APP_NAME": "\udcff"}) == "APP_NAME must be UTF-8 text."


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("MONGODB_HOSTS", "MONGODB_HOST"),
        ("MONGODB_USER", "MONGODB_USERNAME"),
        ("MONGODB_PORT_NUMBER", "MONGODB_PORT"),
        ("MONGODB_PASWORD_FILE", "MONGODB_PASSWORD_FILE"),
        ("MONGODB_ZZZ", "MONGODB_URI"),
    ],
)
def test_an_unknown_name_is_an_error(name: str, nearest: str) -> None:
    """An unknown variable is an error that suggests the nearest setting."""
    with pytest.raises(
        ConfigurationError,
        match=rf"^{name} is not a setting; did you mean {nearest}\?$",
    ):
        read_environment(SETTINGS, {name: "x"})


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    """The error lists every problem exactly once."""
    environ = {
        "MONGODB_PORT": "mongo",
        "MONGODB_OPTIONS": "{",
        "MONGODB_USERNAME": "ann",
        "MONGODB_HOTS": "db",
    }
    with pytest.raises(ConfigurationError, match="MONGODB_PORT must be") as caught:
        read_environment(SETTINGS, environ)
    assert [problem.split()[0] for problem in caught.value.problems] == list(environ)

    environ["MONGODB_PASSWORD_FILE"] = str(tmp_path)
    with pytest.raises(ConfigurationError, match="MONGODB_PASSWORD_FILE") as caught:
        read_environment(SETTINGS, environ)
    assert "MONGODB_USERNAME is set without" not in str(caught.value)
