"""Settings from the environment."""

from pathlib import Path

import pytest

from flask_mongokit import SETTINGS, ConfigurationError, Setting, read_environment
from flask_mongokit.config import number, text

NAME = Setting("APP_NAME", text, "A name.")
SIZE = Setting("APP_SIZE", number(1, 9), "A size.", 5)
KEY = Setting("APP_KEY", number(1, 9), "A secret.", secret=True)
TABLE = (NAME, SIZE, KEY)


def problems(environ: dict[str, str], settings: tuple[Setting, ...] = TABLE) -> str:
    """Return what is wrong with an environment, a problem a line."""
    with pytest.raises(ConfigurationError, match="APP_") as caught:
        read_environment(settings, environ, prefixes=("APP_",))
    return str(caught.value)


def test_values_are_parsed_by_their_declared_type() -> None:
    """A value is parsed as its setting says, so that a password of digits is text."""
    environ = {"APP_NAME": "1234", "APP_SIZE": "7", "OTHER": "x"}
    assert read_environment(TABLE, environ) == {"APP_NAME": "1234", "APP_SIZE": 7}


def test_empty_is_as_good_as_nothing() -> None:
    """Empty variables give no value and no problem, whatever they are called."""
    environ = dict.fromkeys(("APP_NAME", "APP_SIZE", "APP_KEY_FILE", "MONGODB_X"), "")
    assert read_environment(TABLE, environ) == {}


@pytest.mark.parametrize(("content", "key"), [("7", 7), ("7\n", 7)])
def test_a_secret_may_stand_in_a_file(tmp_path: Path, content: str, key: int) -> None:
    """The value of a secret is read from a file, without one newline at its end."""
    path = tmp_path / "key"
    path.write_text(content)
    assert read_environment(TABLE, {"APP_KEY_FILE": str(path)}) == {"APP_KEY": key}


def test_only_one_newline_is_dropped(tmp_path: Path) -> None:
    """A secret may itself end in a newline."""
    path = tmp_path / "password"
    path.write_text("secret\n\n")
    environ = {"MONGODB_USERNAME": "ann", "MONGODB_PASSWORD_FILE": str(path)}
    assert read_environment(SETTINGS, environ)["MONGODB_PASSWORD"] == "secret\n"


def test_an_empty_file_is_as_good_as_nothing(tmp_path: Path) -> None:
    """A file with nothing but a newline gives no value."""
    path = tmp_path / "key"
    path.write_text("\n")
    assert read_environment(TABLE, {"APP_KEY_FILE": str(path)}) == {}


def test_value_and_file_exclude_each_other(tmp_path: Path) -> None:
    """Variable and file may not both be given."""
    path = tmp_path / "key"
    path.write_text("7")
    assert problems({"APP_KEY": "7", "APP_KEY_FILE": str(path)}) == (
        "APP_KEY and APP_KEY_FILE are both set: unset one."
    )


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A file that is missing, no file, or no text is reported with the reason."""
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
    """Only secrets may be given in files; for others that is an unknown name."""
    assert problems({"APP_NAME_FILE": "/etc/hostname"}) == (
        "APP_NAME_FILE is not a setting; did you mean APP_NAME?"
    )


def test_a_secret_is_in_no_message(tmp_path: Path) -> None:
    """A secret that cannot be parsed is reported without its value."""
    path = tmp_path / "key"
    path.write_text("hush")
    for environ in ({"APP_KEY": "hush"}, {"APP_KEY_FILE": str(path)}):
        assert problems(environ) == "APP_KEY must be a number from 1 to 9."


def test_bytes_that_are_no_text() -> None:
    """A variable with bytes that are not UTF-8 is reported."""
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
def test_an_unknown_name_is_a_mistake(name: str, nearest: str) -> None:
    """A variable that looks like a setting and is none is named with the nearest."""
    with pytest.raises(
        ConfigurationError,
        match=rf"^{name} is not a setting; did you mean {nearest}\?$",
    ):
        read_environment(SETTINGS, {name: "x"})


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    """Every problem of an environment is in the one error, and each only once."""
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
