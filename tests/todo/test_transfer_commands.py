"""``flask export`` and ``flask import``: the same, of any size, in a terminal."""

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
from tests.todo.transfers import BREAD, MILK, stored, written

PlainDB = PlainDatabase[dict[str, Any]]
Run = Callable[..., Result]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(app: Flask) -> Run:
    """Run one of the site's commands."""
    runner = app.test_cli_runner()
    return lambda *arguments, **options: runner.invoke(
        args=[str(argument) for argument in arguments], **options
    )


@pytest.fixture
def environ(mongod: EmbeddedMongod, database: PlainDB) -> dict[str, str]:
    """Give the settings of a site of its own process."""
    return {
        **os.environ,
        "SECRET_KEY": secrets.token_hex(32),
        "MONGODB_URI": mongod.uri,
        "MONGODB_DATABASE": database.name,
    }


@pytest.fixture
def run_away(make_app: Any) -> Run:
    """Run one of the commands of a site whose database is away."""
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
    """Without a file the export goes to standard output, as the page gives it."""
    add_tasks("a", "b")
    result = run("export")
    assert result.exit_code == 0
    assert result.stdout_bytes == site.get("/export.json").data
    assert result.stderr == ""


def test_export_to_a_file(run: Run, site: Any, add_tasks: Any, tmp_path: Path) -> None:
    """With a file it goes there, and nothing else is left beside it."""
    add_tasks("a", "b")
    file = tmp_path / "tasks.json"
    file.write_text("old")
    assert run("export", file).exit_code == 0
    assert file.read_bytes() == site.get("/export.json").data
    assert list(tmp_path.iterdir()) == [file]


def test_an_export_that_fails(database: PlainDB, run: Run, tmp_path: Path) -> None:
    """Half an export does not take the place of the one before."""
    failing = {"$set": {"title": {"$divide": [1, "$zero"]}}}
    database.create_collection("tasks", viewOn="others", pipeline=[failing])
    database["others"].insert_one({"zero": 0})
    file = tmp_path / "tasks.json"
    file.write_text("old")
    result = run("export", file)
    assert (result.exit_code, file.read_text()) == (1, "old")
    assert list(tmp_path.iterdir()) == [file]


def test_export_to_a_device(run: Run) -> None:
    """What is no plain file is written to, and not replaced by one."""
    assert run("export", os.devnull).exit_code == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize("name", ["missing/tasks.json", "file/tasks.json"])
def test_export_to_nowhere(run: Run, tmp_path: Path, name: str) -> None:
    """A file that cannot be written is named, with the reason."""
    (tmp_path / "file").touch()
    result = run("export", tmp_path / name)
    assert result.exit_code == 1
    assert "Error: FILE must be one that can be written, not" in result.stderr
    assert name in result.stderr
    assert "Traceback" not in result.output


def test_export_to_a_full_disk(run: Run, add_tasks: Any) -> None:
    """A disk that is full is named as the reason."""
    add_tasks("a")
    result = run("export", "/dev/full")
    assert result.exit_code == 1
    assert "not '/dev/full': No space left on device." in result.stderr


def test_export_that_nobody_reads(environ: dict[str, str], add_tasks: Any) -> None:
    """A reader that has seen enough ends the export without a word."""
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
    """A file is imported, and the report is the last line."""
    file = tmp_path / "tasks.json"
    file.write_bytes(written(MILK, BREAD))
    result = run("import", file)
    assert result.exit_code == 0
    assert result.stdout == "2 imported, 0 unchanged, 0 refused\n"
    assert [task["title"] for task in stored(database)] == ["Buy milk", "Buy bread"]


def test_import_twice(run: Run, database: PlainDB, tmp_path: Path) -> None:
    """The second time nothing changes, and that is no failure."""
    file = tmp_path / "tasks.json"
    file.write_bytes(written(MILK))
    run("import", file)
    result = run("import", file)
    assert (result.exit_code, result.stdout) == (
        0,
        "0 imported, 1 unchanged, 0 refused\n",
    )
    assert len(stored(database)) == 1


def test_import_with_refusals(run: Run, database: PlainDB, tmp_path: Path) -> None:
    """Each refusal is a line, and the status says that there were some."""
    file = tmp_path / "tasks.json"
    file.write_bytes(written({**MILK, "title": ""}, BREAD, 1))
    result = run("import", file)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "Task 1: Enter a title.",
        "Task 3: A task must be an object, not 1.",
        "1 imported, 0 unchanged, 2 refused",
    ]
    assert len(stored(database)) == 1


def test_import_with_many_refusals(run: Run, tmp_path: Path) -> None:
    """Of very many refusals the first are told, and how many more there are."""
    file = tmp_path / "tasks.json"
    file.write_bytes(written(*range(1200)))
    lines = run("import", file).stdout.splitlines()
    assert len(lines) == 1002
    assert lines[-2:] == ["And 200 more.", "0 imported, 0 unchanged, 1,200 refused"]


def test_import_from_a_pipe(environ: dict[str, str], database: PlainDB) -> None:
    """With ``-`` tasks come from standard input, which cannot be read twice."""
    result = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "import", "-"],
        cwd=ROOT,
        env=environ,
        input=written(MILK),
        capture_output=True,
        check=False,
    )
    assert result.stderr == b""
    assert result.stdout == b"1 imported, 0 unchanged, 0 refused\n"
    assert len(stored(database)) == 1


def test_import_of_any_size(run: Run, database: PlainDB, tmp_path: Path) -> None:
    """A file above the limit of the page is no trouble here."""
    text = "x" * 10_000
    tasks = [{**MILK, "_id": {"$oid": f"{n:024x}"}, "text": text} for n in range(300)]
    file = tmp_path / "tasks.json"
    file.write_bytes(written(*tasks))
    assert file.stat().st_size > 2 * 1024 * 1024
    assert run("import", file).stdout == "300 imported, 0 unchanged, 0 refused\n"
    assert database["tasks"].count_documents({"text": text}) == 300


def test_import_of_no_export(run: Run, database: PlainDB, tmp_path: Path) -> None:
    """A file that cannot be read to its end is named as such, and changes nothing."""
    file = tmp_path / "tasks.json"
    file.write_bytes(written(MILK)[:-1])
    result = run("import", file)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        "Error: Nothing was imported. The file must end with } after the list of "
        "tasks.\n"
    )
    assert stored(database) == []


def test_import_of_a_missing_file(run: Run, tmp_path: Path) -> None:
    """A file that is not there is named."""
    result = run("import", tmp_path / "missing.json")
    assert result.exit_code == 2
    assert "missing.json': No such file or directory" in result.stderr


@pytest.mark.parametrize("command", ["export", "import"])
def test_without_a_database(run_away: Run, tmp_path: Path, command: str) -> None:
    """Where no database answers, one sentence says so, and no file is touched."""
    file = tmp_path / "tasks.json"
    file.write_bytes(written(MILK))
    result = run_away(command, file)
    assert result.exit_code == 1
    assert "Error: No MongoDB answers at 127.0.0.1:" in result.stderr
    assert "Traceback" not in result.output
    assert file.read_bytes() == written(MILK)
    assert list(tmp_path.iterdir()) == [file]


def test_import_into_a_database_that_fails(make_app: Any, tmp_path: Path) -> None:
    """An error of the database is one sentence, and nothing is called imported."""
    file = tmp_path / "tasks.json"
    file.write_bytes(written(MILK))
    runner = make_app(MONGODB_OPTIONS={"w": 51}).test_cli_runner()
    result = runner.invoke(args=["import", str(file)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_progress_of_an_export(
    environ: dict[str, str], add_tasks: Any, tmp_path: Path
) -> None:
    """On a terminal a bar shows how far the export is."""
    add_tasks("a", "b")
    _, shown = on_a_terminal(environ, "export", str(tmp_path / "tasks.json"))
    assert "Exporting" in shown
    assert "100%" in shown


def test_progress_of_an_export_to_a_pipe(
    environ: dict[str, str], add_tasks: Any
) -> None:
    """The bar stays out of what is exported."""
    (task_id,) = add_tasks("a")
    output, shown = on_a_terminal(environ, "export")
    assert json.loads(output)["tasks"][0]["_id"] == {"$oid": str(task_id)}
    assert "100%" in shown


def test_progress_of_an_import(environ: dict[str, str], tmp_path: Path) -> None:
    """On a terminal a bar shows how far the import is."""
    file = tmp_path / "tasks.json"
    file.write_bytes(written(MILK, BREAD))
    output, shown = on_a_terminal(environ, "import", str(file))
    assert output == "2 imported, 0 unchanged, 0 refused\n"
    assert "Importing" in shown
    assert "100%" in shown
