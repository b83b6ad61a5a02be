"""The operator's settings in the compose file."""

from typing import Any

import pytest

from flask_mongokit import SETTINGS as MONGODB_SETTINGS
from todo.config import SETTINGS

OF_THE_SITE = [
    setting
    for setting in (*SETTINGS, *MONGODB_SETTINGS)
    if not setting.name.startswith(("MONGODB_ROOT_", "TODO_PORT", "TODO_DIRECTORY"))
]
OPEN = [setting.name for setting in OF_THE_SITE if not setting.secret]
SECRET = [setting.name for setting in OF_THE_SITE if setting.secret]


def environment(compose: Any, service: str, **variables: str) -> Any:
    """Return the environment variables of a service."""
    return compose.config(**variables)["services"][service]["environment"]


def test_the_file_is_valid(compose: Any) -> None:
    """``docker compose config`` reports no problems."""
    result = compose.attempt("config", "--quiet")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize("service", ["setup", "web"])
def test_every_setting_can_be_given(compose: Any, service: str) -> None:
    """Every setting that is not secret is passed on to the site and to setup."""
    given = {name: f"given {name}" for name in OPEN}
    assert environment(compose, service, **given).items() >= given.items()


def test_every_secret_can_be_given(compose: Any) -> None:
    """Every secret that the operator sets is passed to the secrets service."""
    given = {name: f"given {name}" for name in (*SECRET, "MONGODB_ROOT_PASSWORD")}
    assert environment(compose, "secrets", **given).items() >= given.items()


@pytest.mark.parametrize("service", ["setup", "web"])
def test_secrets_are_in_files(compose: Any, service: str) -> None:
    """The site and setup read every secret from a file."""
    given = {name: f"given {name}" for name in SECRET}
    variables = environment(compose, service, **given)
    assert [name for name in SECRET if name in variables] == []
    assert [name for name in SECRET if f"{name}_FILE" not in variables] == []


def test_defaults(compose: Any) -> None:
    """By default, the site uses the MongoDB of the compose file."""
    variables = environment(compose, "web")
    given = {name: value for name, value in variables.items() if value}
    del given["TODO_PORT"]  # the test's own
    files = {f"{name}_FILE": f"/secrets/site/{name}" for name in SECRET}
    assert given == {
        **files,
        "MONGODB_HOST": "mongo",
        "MONGODB_DATABASE": "todo",
    }


def test_the_port_can_be_given(compose: Any) -> None:
    """The site knows the operator's port, and is published there on loopback."""
    web = compose.config(TODO_PORT="8123")["services"]["web"]
    assert web["environment"]["TODO_PORT"] == "8123"
    [port] = web["ports"]
    assert (port["host_ip"], port["published"], port["target"]) == (
        "127.0.0.1",
        "8123",
        8000,
    )


@pytest.mark.parametrize("name", ["MONGODB_HOST", "MONGODB_URI"])
def test_only_the_other_server(compose: Any, name: str) -> None:
    """The MongoDB of the compose file does not start if another server is set."""
    assert "mongo" in compose.config()["services"]
    assert "mongo" not in compose.config(**{name: "mongodb://db.example/"})["services"]


def test_own_profiles(compose: Any) -> None:
    """With other profiles, the MongoDB of the compose file needs the empty one."""
    assert "mongo" in compose.config(COMPOSE_PROFILES="mine,")["services"]


@pytest.mark.parametrize(
    ("variables", "network"),
    [
        ({}, "front"),
        ({"MONGODB_HOST": "db.example"}, "front-out"),
        ({"MONGODB_URI": "mongodb://db.example/"}, "front-out"),
        (
            {"MONGODB_HOST": "db.example", "MONGODB_URI": "mongodb://db.example/"},
            "front-out-out",
        ),
    ],
)
def test_networks_for_another_server(
    compose: Any, variables: dict[str, str], network: str
) -> None:
    """The site and setup can reach other machines only if another server is set."""
    config = compose.config(**variables)
    for service in ("setup", "web"):
        assert set(config["services"][service]["networks"]) == {"back", network}
    options = config["networks"][network].get("driver_opts", {})
    assert (options == {}) == bool(variables)
