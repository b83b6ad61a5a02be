"""Access to the secrets, and to MongoDB."""

import re
from typing import Any

import pytest

NAMES = ("MONGODB_PASSWORD=", "MONGODB_ROOT_PASSWORD=", "SECRET_KEY=")


@pytest.mark.parametrize(
    "path",
    [
        "kept/SECRET_KEY",
        "kept/MONGODB_ROOT_PASSWORD",
        "kept/key_file",
        "mongo/MONGODB_ROOT_PASSWORD",
        "mongo/key_file",
        "setup/MONGODB_ROOT_PASSWORD",
    ],
)
def test_the_site_cannot_read_other_secrets(compose: Any, path: str) -> None:
    """The site cannot read the secrets of other services."""
    result = compose.execute("web", "cat", f"/secrets/{path}")
    assert result.stdout == ""
    assert "Permission denied" in result.stderr


def test_the_site_has_no_setting_of_root(compose: Any) -> None:
    """The site's environment has no variable for the root user or its password."""
    variables = compose.inspect("web")["Config"]["Env"]
    assert [line for line in variables if "ROOT" in line] == []


@pytest.mark.parametrize("service", ["secrets", "mongo", "setup", "web"])
def test_no_secret_is_a_variable(compose: Any, service: str) -> None:
    """Generated secrets are in files, not in environment variables."""
    variables = compose.inspect(service)["Config"]["Env"]
    assert [line for line in variables if line.startswith(NAMES)] == []


def test_no_secret_is_logged(compose: Any) -> None:
    """Generated secrets are not logged."""
    shown = compose.once("secrets", "sh", "-c", "tail -n +1 /secrets/kept/*").stdout
    made = re.findall(r"\b[0-9a-f]{64}\b", shown)
    assert len(made) == 4
    log = compose("logs")
    assert [secret for secret in made if secret in log] == []


def test_the_site_may_use_its_own_database(compose: Any) -> None:
    """The site's user can read and write only its own database."""
    user = compose.mongosh("db.getSiblingDB('todo').getUser('todo')")
    assert user["roles"] == [{"role": "readWrite", "db": "todo"}]


def test_mongodb_requires_a_password(compose: Any) -> None:
    """MongoDB rejects reads without a password."""
    program = """
import pymongo
try:
    print(pymongo.MongoClient("mongo").todo.tasks.find_one())
except pymongo.errors.OperationFailure as error:
    print(error.details["codeName"])
"""
    assert compose.python(program) == "Unauthorized\n"


def test_mongodb_runs_no_scripts(compose: Any) -> None:
    """Server-side JavaScript is disabled in MongoDB."""
    options = compose.mongosh("db.adminCommand('getCmdLineOpts').parsed")
    assert options["security"]["javascriptEnabled"] is False


def test_mongodb_is_a_replica_set(compose: Any) -> None:
    """MongoDB is a replica set with one member, which live updates require."""
    hello = compose.mongosh("db.hello()")
    assert (hello["setName"], hello["hosts"]) == ("rs0", ["mongo:27017"])
