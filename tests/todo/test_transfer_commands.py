"""The commands ``flask export`` and ``flask import``."""

import json
import os
import pty
import secrets
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from pymongo.database import Database as PlainDatabase

from standalone import EmbeddedMongod, free_port
from tests.todo.transfers import BREAD, MILK, export_file, stored

PlainDB = PlainDatabase[dict[str, Any]]
Run = Callable[..., Result]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(app: Flask) -> Run:
    """Return a function that runs a command of the site."""
    runner = app.test_cli_runner()
    return lambda *arguments, **options: runner.invoke(
        args=[str(argument) for argument in arguments], **options
    )


@pytest.fixture
def environ(mongod: EmbeddedMongod, database: PlainDB) -> dict[str, str]:
    """Return the environment variables for a site in another process."""
    return {
        **os.environ,
        "SECRET_KEY": secrets.token_hex(32),
        "MONGODB_URI": mongod.uri,
        "MONGODB_DATABASE": database.name,
    }


@pytest.fixture
def run_without_database(make_app: Any) -> Run:
    """Return a function that runs a command of a site with no reachable database."""
    app = make_app(
        MONGODB_URI="",
        MONGODB_HOST="127.0.0.1",
        MONGODB_PORT=free_port(),
        MONGODB_OPTIONS={"serverSelectionTimeoutMS": 100},
    )
    runner = app.test_cli_runner()
    return lambda *arguments: runner.invoke(args=list(map(str, arguments)))


def on_a_terminal(environ: dict[str, str], *arguments: str) -> tuple[str, str]:
    """Run a command whose messages go to a terminal.

    :returns: its standard output, and what the terminal shows.
    """
    terminal, end = pty.openpty()
    result = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=end,
        text=True,
        check=True,
    )
    os.close(end)
    with os.fdopen(terminal, "rb", buffering=0) as shown:
        return result.stdout, shown.read(10_000).decode()


def test_export_to_standard_output(run: Run, site: Any, add_tasks: Any) -> None:
    """Without a file name, the export is written to standard output."""
    add_tasks("a", "b")
    result = run("export")
    assert result.exit_code == 0
    assert result.stdout_bytes == site.get("/export.json").data
    assert result.stderr == ""


def test_export_beside_log_messages(
    environ: dict[str, str], failing_mongod: EmbeddedMongod, fail: Any
) -> None:
    """What is logged meanwhile, such as a slow query, is not in the export."""
    fail("failCommand", failCommands=["find"], blockConnection=True, blockTimeMS=50)
    result = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "export"],
        cwd=ROOT,
        env={**environ, "MONGODB_URI": failing_mongod.uri, "MONGODB_SLOW_MS": "40"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(result.stdout)["tasks"] == []
    assert '"message": "slow query"' in result.stderr


def test_export_to_a_file(run: Run, site: Any, add_tasks: Any, tmp_path: Path) -> None:
    """With a file name, the export is written to that file only."""
    add_tasks("a", "b")
    file = tmp_path / "tasks.json"
    file.write_text("old")
    assert run("export", file).exit_code == 0
    assert file.read_bytes() == site.get("/export.json").data
    assert list(tmp_path.iterdir()) == [file]


def test_an_export_that_fails(database: PlainDB, run: Run, tmp_path: Path) -> None:
    """A failed export does not replace an existing file."""
    failing = {"$set": {"title": {"$divide": [1, "$zero"]}}}
    database.create_collection("tasks", viewOn="others", pipeline=[failing])
    database["others"].insert_one({"zero": 0})
    file = tmp_path / "tasks.json"
    file.write_text("old")
    result = run("export", file)
    assert (result.exit_code, file.read_text()) == (1, "old")
    assert list(tmp_path.iterdir()) == [file]


def test_export_to_a_device(run: Run) -> None:
    """If the file is a device, it is written to, not replaced."""
    assert run("export", os.devnull).exit_code == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize("name", ["missing/tasks.json", "file/tasks.json"])
def test_export_to_an_unwritable_file(run: Run, tmp_path: Path, name: str) -> None:
    """An unwritable file is reported with its name and the reason."""
    (tmp_path / "file").touch()
    result = run("export", tmp_path / name)
    assert result.exit_code == 1
    assert "Error: FILE must be one that can be written, not" in result.stderr
    assert name in result.stderr
    assert "Traceback" not in result.output


def test_export_to_a_full_disk(run: Run, add_tasks: Any) -> None:
    """The error for a full disk contains the reason."""
    add_tasks("a")
    result = run("export", "/dev/full")
    assert result.exit_code == 1
    assert "not '/dev/full': No space left on device." in result.stderr


def test_export_to_a_closed_pipe(environ: dict[str, str], add_tasks: Any) -> None:
    """The export ends silently if the reader closes the pipe."""
    add_tasks(*map(str, range(2000)))
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "export"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""


def test_import(run: Run, database: PlainDB, tmp_path: Path) -> None:
    """The command stores the tasks and prints the report."""
    file = tmp_path / "tasks.json"
    file.write_bytes(export_file(MILK, BREAD))
    result = run("import", file)
    assert result.exit_code == 0
    assert result.stdout == "2 imported, 0 unchanged, 0 refused\n"
    assert [task["title"] for task in stored(database)] == ["Buy milk", "Buy bread"]


def test_import_twice(run: Run, database: PlainDB, tmp_path: Path) -> None:
    """A second import of a file succeeds and changes nothing."""
    file = tmp_path / "tasks.json"
    file.write_bytes(export_file(MILK))
    run("import", file)
    result = run("import", file)
    assert (result.exit_code, result.stdout) == (
        0,
        "0 imported, 1 unchanged, 0 refused\n",
    )
    assert len(stored(database)) == 1


def test_import_with_refusals(run: Run, database: PlainDB, tmp_path: Path) -> None:
    """Each refusal is printed on its own line, and the exit status is 1."""
    file = tmp_path / "tasks.json"
    file.write_bytes(export_file({**MILK, "title": ""}, BREAD, 1))
    result = run("import", file)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "Task 1: Enter a title.",
        "Task 3: A task must be an object, not 1.",
        "1 imported, 0 unchanged, 2 refused",
    ]
    assert len(stored(database)) == 1


def test_import_with_many_refusals(run: Run, tmp_path: Path) -> None:
    """Only the first 1,000 refusals are printed, with the number of the others."""
    file = tmp_path / "tasks.json"
    file.write_bytes(export_file(*range(1200)))
    lines = run("import", file).stdout.splitlines()
    assert len(lines) == 1002
    assert lines[-2:] == ["And 200 more.", "0 imported, 0 unchanged, 1,200 refused"]


def test_import_from_a_pipe(environ: dict[str, str], database: PlainDB) -> None:
    """With ``-``, the import reads standard input, even if it is not seekable."""
    result = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "import", "-"],
        cwd=ROOT,
        env=environ,
        input=export_file(MILK),
        capture_output=True,
        check=False,
    )
    assert result.stderr == b""
    assert result.stdout == b"1 imported, 0 unchanged, 0 refused\n"
    assert len(stored(database)) == 1


def test_import_of_any_size(run: Run, database: PlainDB, tmp_path: Path) -> None:
    """Files larger than the import page's limit are accepted."""
    text = "x" * 10_000
    tasks = [{**MILK, "_id": {"$oid": f"{n:024x}"}, "text": text} for n in range(300)]
    file = tmp_path / "tasks.json"
    file.write_bytes(export_file(*tasks))
    assert file.stat().st_size > 2 * 1024 * 1024
    assert run("import", file).stdout == "300 imported, 0 unchanged, 0 refused\n"
    assert database["tasks"].count_documents({"text": text}) == 300


def test_import_of_an_unreadable_file(
    run: Run, database: PlainDB, tmp_path: Path
) -> None:
    """The error for a malformed file contains the reason, and nothing is stored."""
    file = tmp_path / "tasks.json"
    file.write_bytes(export_file(MILK)[:-1])
    result = run("import", file)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        "Error: Nothing was imported. The file must end with } after the list of "
        "tasks.\n"
    )
    assert stored(database) == []


def test_import_of_a_missing_file(run: Run, tmp_path: Path) -> None:
    """A missing file is reported by name."""
    result = run("import", tmp_path / "missing.json")
    assert result.exit_code == 2
    assert "missing.json': No such file or directory" in result.stderr


@pytest.mark.parametrize("command", ["export", "import"])
def test_without_a_database(
    run_without_database: Run, tmp_path: Path, command: str
) -> None:
    """Without a database, the command prints an error and leaves files unchanged."""
    file = tmp_path / "tasks.json"
    file.write_bytes(export_file(MILK))
    result = run_without_database(command, file)
    assert result.exit_code == 1
    assert "Error: No MongoDB answers at 127.0.0.1:" in result.stderr
    assert "Traceback" not in result.output
    assert file.read_bytes() == export_file(MILK)
    assert list(tmp_path.iterdir()) == [file]


def test_import_with_a_database_failure(make_app: Any, tmp_path: Path) -> None:
    """After a database failure, the import prints one line of error and no report."""
    file = tmp_path / "tasks.json"
    file.write_bytes(export_file(MILK))
    runner = make_app(MONGODB_OPTIONS={"w": 51}).test_cli_runner()
    result = runner.invoke(args=["import", str(file)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_progress_of_an_export(
    environ: dict[str, str], add_tasks: Any, tmp_path: Path
) -> None:
    """On a terminal, the export shows a progress bar."""
    add_tasks("a", "b")
    _, shown = on_a_terminal(environ, "export", str(tmp_path / "tasks.json"))
    assert "Exporting" in shown
    assert "100%" in shown


def test_progress_of_an_export_to_a_pipe(
    environ: dict[str, str], add_tasks: Any
) -> None:
    """The progress bar is not mixed into the exported data."""
    (task_id,) = add_tasks("a")
    output, shown = on_a_terminal(environ, "export")
    assert json.loads(output)["tasks"][0]["_id"] == {"$oid": str(task_id)}
    assert "100%" in shown


def test_progress_of_an_import(environ: dict[str, str], tmp_path: Path) -> None:
    """On a terminal, the import shows a progress bar."""
    file = tmp_path / "tasks.json"
    file.write_bytes(export_file(MILK, BREAD))
    output, shown = on_a_terminal(environ, "import", str(file))
    assert output == "2 imported, 0 unchanged, 0 refused\n"
    assert "Importing" in shown
    assert "100%" in shown
