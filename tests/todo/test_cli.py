"""The site's commands and their error messages."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pymongo
import pytest
from click.testing import Result
from flask import Flask
from pymongo.database import Database as PlainDatabase

from standalone import EmbeddedMongod
from todo.extensions import db
from todo.tasks.model import Task

PlainDB = PlainDatabase[dict[str, Any]]
Client = pymongo.MongoClient[dict[str, Any]]
MakeApp = Callable[..., Flask]
RunMongod = Callable[..., AbstractContextManager[int]]

ROOT = Path(__file__).parents[2]
INDEXES = [
    "deleted_1_creation_-1__id_-1",
    "deleted_1_done_1_creation_-1__id_-1",
    "deleted_tasks",
    "tasks_with_lists",
    "words_1",
    "batch_1",
    "deleted_1",
]
COMMANDS = [["setup"], ["sample", "2"], ["check"]]
USER = {"MONGODB_USERNAME": "ann", "MONGODB_PASSWORD": "hush"}
UNREACHABLE = (
    "Error: No MongoDB answers at {}: start it, or set MONGODB_HOST and MONGODB_PORT, "
    "or MONGODB_URI."
)
USER_IS_REQUIRED = (
    "Error: MongoDB requires a user that may read and write the database {!r}: set "
    "MONGODB_USERNAME and MONGODB_PASSWORD. flask setup creates that user if "
    "MONGODB_ROOT_PASSWORD is set."
)


def invoke(app: Flask, *command: str) -> Result:
    """Run a command of the site, and return its result."""
    return app.test_cli_runner().invoke(args=command)


def failure(app: Flask, *command: str) -> str:
    """Run a command that fails, and return the one line of its error output."""
    result = invoke(app, *command)
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    [line] = result.stderr.splitlines()
    assert "hush" not in result.output
    return line


@pytest.fixture(scope="module")
def secured_port(
    run_mongod: RunMongod, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """Return the port of a server with authentication, a root user and a reader."""
    with run_mongod(tmp_path_factory.mktemp("secured"), "--auth") as port:
        with Client("127.0.0.1", port) as client:
            create = {"createUser": "root", "pwd": "hush", "roles": ["root"]}
            client.admin.command(create)
        with Client("127.0.0.1", port, username="root", password="hush") as client:
            roles = ["readAnyDatabase"]
            client.admin.command("createUser", "ann", pwd="hush", roles=roles)
        yield port


def test_setup(app: Flask, database: PlainDB) -> None:
    """``flask setup`` creates the indexes and prints a line for each."""
    result = invoke(app, "setup")
    assert (result.exit_code, result.output) == (
        0,
        "".join(f"Index {name} of tasks exists.\n" for name in INDEXES),
    )
    assert set(database["tasks"].index_information()) == {"_id_", *INDEXES}


@pytest.mark.parametrize(
    ("number", "line"),
    [("1", "Added 1 task."), ("2", "Added 2 tasks."), ("1200", "Added 1,200 tasks.")],
)
def test_sample(app: Flask, database: PlainDB, number: str, line: str) -> None:
    """``flask sample`` adds tasks and prints their number."""
    result = invoke(app, "sample", number)
    assert (result.exit_code, result.output) == (0, f"{line}\n")
    assert database["tasks"].count_documents({}) == int(number)


def test_sample_without_a_number(app: Flask, database: PlainDB) -> None:
    """``flask sample`` adds fifty tasks by default, the same ones for the same seed."""
    outputs = [invoke(app, "sample", "--seed", "7").output for _ in range(2)]
    assert outputs == ["Added 50 tasks.\n", "Added 0 tasks.\n"]
    assert database["tasks"].count_documents({}) == 50


@pytest.mark.parametrize(
    ("answer", "end", "left"),
    [("y\n", "Removed 3 tasks.\n", 0), ("n\n", "", 3), ("", "", 3)],
)
def test_reset_asks(
    app: Flask, database: PlainDB, answer: str, end: str, left: int
) -> None:
    """``flask reset`` asks, and removes all tasks for good only after a yes."""
    invoke(app, "sample", "3")
    result = app.test_cli_runner().invoke(args=["reset"], input=answer)
    assert f"Remove 3 tasks of the database {database.name!r}" in result.stdout
    assert result.stdout.endswith(end)
    assert (result.exit_code, database["tasks"].count_documents({})) == (
        left // 3,
        left,
    )


@pytest.mark.parametrize(("demo", "options"), [(True, []), (False, ["--yes"])])
def test_reset_without_asking(
    make_app: MakeApp, database: PlainDB, demo: Any, options: list[str]
) -> None:
    """``flask reset`` does not ask on a demo site, or with ``--yes``."""
    app = make_app(TODO_DEMO=demo)
    invoke(app, "sample", "1")
    assert invoke(app, "reset", *options).output == "Removed 1 task.\n"
    assert database["tasks"].count_documents({}) == 0


@pytest.mark.parametrize("number", ["0", "-1", "10000001", "many", "1.5"])
def test_invalid_number_of_samples(app: Flask, database: PlainDB, number: str) -> None:
    """An invalid number is rejected, and nothing is added."""
    result = invoke(app, "sample", "--", number)
    assert result.exit_code == 2
    assert "Invalid value for '[NUMBER]'" in result.stderr
    assert database.list_collection_names() == []


def test_check(app: Flask, database: PlainDB, mongod: EmbeddedMongod) -> None:
    """``flask check`` prints a line for each step that succeeds."""
    invoke(app, "setup")
    result = invoke(app, "check")
    assert (result.exit_code, result.output.splitlines()) == (
        0,
        [
            "The settings are valid.",
            f"MongoDB answers at 127.0.0.1:{mongod.port}.",
            f"The site may read and write the database {database.name!r}.",
            "Live updates are possible.",
            "The indexes exist.",
        ],
    )


def test_check_changes_nothing(app: Flask, database: PlainDB, add_tasks: Any) -> None:
    """``flask check`` leaves the tasks unchanged."""
    add_tasks("a", "b")
    before = database["tasks"].find().to_list()
    invoke(app, "check")
    assert database["tasks"].find().to_list() == before


def test_check_before_setup(app: Flask, database: PlainDB) -> None:
    """Before setup, ``flask check`` lists the missing indexes and creates none."""
    result = invoke(app, "check")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-2:] == [
        f"The site may read and write the database {database.name!r}.",
        "Live updates are possible.",
    ]
    missing = ", ".join(f"{name} of tasks" for name in INDEXES)
    assert result.stderr == f"Error: Indexes are missing: {missing}. Run flask setup.\n"
    assert "tasks" not in database.list_collection_names()


def test_check_with_another_index(app: Flask, database: PlainDB) -> None:
    """An unrelated index does not count as one of the site's."""
    database["tasks"].create_index("title")
    assert "Indexes are missing" in failure(app, "check")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("config", "address"),
    [
        ({"MONGODB_HOST": "127.0.0.1", "MONGODB_PORT": 1}, "127.0.0.1:1"),
        ({"MONGODB_HOST": "127.0.0.1:1,127.0.0.1:2"}, "127.0.0.1:1, 127.0.0.1:2"),
        ({"MONGODB_URI": "mongodb://ann:hush@127.0.0.1:1/"}, "127.0.0.1:1"),
        ({"MONGODB_HOST": "mongodb://ann:hush@127.0.0.1:1/"}, "127.0.0.1:1"),
        (
            {"MONGODB_URI": "mongodb+srv://ann:hush@db.example.invalid/"},
            "db.example.invalid",
        ),
    ],
    ids=["host", "hosts", "uri", "uri as host", "srv"],
)
def test_unreachable(
    make_app: MakeApp, command: list[str], config: dict[str, Any], address: str
) -> None:
    """If MongoDB is unreachable, the error contains its address, but no password."""
    nowhere = {"MONGODB_URI": None, "MONGODB_TIMEOUT_MS": 300, **config}
    app = make_app(**nowhere)
    assert failure(app, *command) == UNREACHABLE.format(address)


def test_too_slow(make_app: MakeApp, failing_mongod: EmbeddedMongod, fail: Any) -> None:
    """If a command takes MongoDB too long, the error names the limit, and its value."""
    app = make_app(MONGODB_URI=failing_mongod.uri, MONGODB_TIMEOUT_MS=4000)
    assert invoke(app, "sample", "1").exit_code == 0
    slow = {"blockConnection": True, "blockTimeMS": 5000, "appName": "todo"}
    fail("failCommand", failCommands=["insert"], **slow)
    assert failure(app, "sample", "1") == (
        f"Error: MongoDB at 127.0.0.1:{failing_mongod.port} takes longer than "
        "MONGODB_TIMEOUT_MS, 4000 ms: try again when it has less to do, or raise the "
        "limit."
    )


def test_setup_waits(make_app: MakeApp, tmp_path: Path) -> None:
    """``flask setup --wait`` tries again until the server accepts writes."""
    mongod = EmbeddedMongod(tmp_path)
    mongod.launch()
    try:
        app = make_app(MONGODB_URI=mongod.uri)
        failure(app, "setup")
        with ThreadPoolExecutor() as pool:
            waiting = pool.submit(invoke, app, "setup", "--wait", "60")
            mongod.wait_for_writes()
            assert waiting.result().exit_code == 0, waiting.result().output
    finally:
        mongod.stop()


def test_setup_waits_in_vain(make_app: MakeApp) -> None:
    """If no server is found in time, the error is the same as without ``--wait``."""
    app = make_app(MONGODB_URI="mongodb://127.0.0.1:1/", MONGODB_TIMEOUT_MS=300)
    assert failure(app, "setup", "--wait", "1") == UNREACHABLE.format("127.0.0.1:1")


def test_unreachable_for_root(make_app: MakeApp) -> None:
    """Setup as the root user reports an unreachable MongoDB with the same error."""
    app = make_app(
        MONGODB_URI=None,
        MONGODB_HOST="127.0.0.1",
        MONGODB_PORT=1,
        MONGODB_TIMEOUT_MS=300,
        MONGODB_ROOT_PASSWORD="hush",
    )
    assert failure(app, "setup") == UNREACHABLE.format("127.0.0.1:1")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_wrong_credentials(
    make_app: MakeApp, secured_port: int, command: list[str]
) -> None:
    """The error for rejected credentials names their settings, not their values."""
    uri = f"mongodb://127.0.0.1:{secured_port}/"
    app = make_app(MONGODB_URI=uri, **USER)
    assert failure(app, *command) == (
        "Error: MongoDB refuses MONGODB_USERNAME and MONGODB_PASSWORD: check them, and "
        "run flask setup if the user does not exist yet."
    )


@pytest.mark.parametrize("name", ["MONGODB_URI", "MONGODB_HOST"])
def test_wrong_credentials_in_a_connection_string(
    make_app: MakeApp, secured_port: int, name: str
) -> None:
    """If rejected credentials are in a connection string, the error says so."""
    uri = f"mongodb://ann:hush@127.0.0.1:{secured_port}/todo"
    app = make_app(**{"MONGODB_URI": None, name: uri})
    assert failure(app, "check") == (
        "Error: MongoDB refuses the user and password in the connection string: check "
        "them, and run flask setup if the user does not exist yet."
    )


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(
    "user", [{}, {**USER, "MONGODB_AUTH_SOURCE": "admin"}], ids=["nobody", "reader"]
)
def test_missing_rights(
    make_app: MakeApp, secured_port: int, command: list[str], user: dict[str, str]
) -> None:
    """Without the required rights, the error names the database and the settings."""
    app = make_app(MONGODB_URI=f"mongodb://127.0.0.1:{secured_port}/", **user)
    name = app.config["MONGODB_DATABASE"]
    assert failure(app, *command) == USER_IS_REQUIRED.format(name)


def test_wrong_root_password(make_app: MakeApp, secured_port: int) -> None:
    """The error for a wrong root password names its settings, not their values."""
    uri = f"mongodb://127.0.0.1:{secured_port}/"
    app = make_app(MONGODB_URI=uri, MONGODB_ROOT_PASSWORD="hush, hush", **USER)
    assert failure(app, "setup").startswith("Error: MongoDB refuses MONGODB_ROOT_USER")


def test_other_errors(app: Flask, database: PlainDB) -> None:
    """Other errors show the server's message, without the rest of its reply."""
    database.create_collection("tasks", viewOn="others", pipeline=[])
    line = failure(app, "setup")
    assert line.startswith("Error: ")
    assert "tasks is a view" in line
    assert "full error" not in line


def test_steps_before_a_failure(make_app: MakeApp, secured_port: int) -> None:
    """``flask check`` prints each step that succeeds before the first failure."""
    app = make_app(MONGODB_URI=f"mongodb://127.0.0.1:{secured_port}/")
    assert invoke(app, "check").stdout.splitlines() == [
        "The settings are valid.",
        f"MongoDB answers at 127.0.0.1:{secured_port}.",
    ]


def test_shell(app: Flask) -> None:
    """``flask shell`` provides the database and the model."""
    with app.app_context():
        context = app.make_shell_context()
    assert (context["db"], context["Task"]) == (db, Task)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_no_traceback(command: list[str]) -> None:
    """A command that fails prints one line and no traceback to standard error."""
    variables = {
        "SECRET_KEY": secrets.token_hex(32),
        "MONGODB_HOST": "127.0.0.1",
        "MONGODB_PORT": "1",
        "MONGODB_TIMEOUT_MS": "300",
    }
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == f"{UNREACHABLE.format('127.0.0.1:1')}\n"


@pytest.mark.parametrize("name", ["setup", "sample", "check"])
def test_help_text(app: Flask, name: str) -> None:
    """Each command has a help text that ends with a period."""
    assert str(app.cli.commands[name].help).endswith(".")
