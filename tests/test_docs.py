"""Consistency of the documentation with the code, and the commands in it."""

import ast
import io
import os
import re
import secrets
import shutil
import subprocess
import sys
import tokenize
import tomllib
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pymongo.database import Database as PlainDatabase

from docs.generate.settings import PAGE, page
from docs.snippets import COMMAND, commands, pages, snippets
from standalone import EmbeddedMongod, free_port
from todo.tasks.fields import FIELDS

ROOT = Path(__file__).parents[1]
PAGES = pages()
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")
SIZE = re.compile(r"^\| \[`(\w+)/`\]\([./]+\w+\) \| ([\d,]+) \|", re.MULTILINE)
ARCHITECTURE = ROOT / "docs/explanation/architecture.md"
FLASK = "flask --app wsgi "

RUN_ELSEWHERE = {
    "bin/serve": ("tests/standalone", "bin/serve"),
    "bin/sample": ("tests/standalone", '"bin/sample"'),
    "bin/reset": ("tests/standalone", '"bin/reset"'),
    "bin/test": (".ci", "bin/test"),
    "bin/lint": ("bin", "bin/lint"),
    "bin/chaos": ("bin", "bin/chaos --minutes"),
    "bin/docs": ("tests/docs", '"bin/docs"'),
    "bin/docs serve": ("tests/docs", '"bin/docs", "serve"'),
    "bin/conformance": ("bin", "begin conformance bin/conformance"),
    "python -m mongokit.legacy.audit PATH": (
        "tests/mongokit/legacy/audit",
        '"mongokit.legacy.audit"',
    ),
    "docker compose up": ("tests/compose", '"up"'),
    "docker compose down": ("tests/compose", '"down"'),
    "docker compose -f docker-compose.yml -f docker-compose.replica.yml up": (
        "tests/compose",
        '"docker-compose.yml", "docker-compose.replica.yml"',
    ),
}
"""Commands that other tests run, with a folder and a string in one of its files."""

SHORTENED = {
    "bin/test tests/mongokit": ["--collect-only", "--quiet"],
    "bin/test tests/browser/test_list.py -k paging": ["--collect-only", "--quiet"],
    "bin/chaos --minutes 55 --operations 100000 --seed 21": [
        "--minutes=0.1",
        "--faults=kill-site",
    ],
    "bin/benchmark": ["--rounds=2"],
    "bin/benchmark --tasks 1000000": ["--rounds=2", "--tasks=2000"],
    "bin/benchmark --storage 1000000": ["--storage=1000"],
    "bin/benchmark --slow-clients": ["--seconds=2"],
    "bin/fuzz": ["--requests=50", "--seconds=1", "--parsers=cursor"],
    "bin/load": ["--minutes=0.05", "--people=2"],
    "bin/benchmark --streams": ["--seconds=2"],
    "bin/lighthouse": ["list"],
    "pip uninstall mongokit flask-mongokit": ["--yes"],
    "bin/screenshots": ["--into=build/screenshots"],
}
"""Commands that these tests run, with arguments that make them faster."""

OTHER = "build/python3.14"
PINS = "requirements/tests.txt"
ON_ANOTHER_PYTHON = [
    f".venv/bin/uv venv --python 3.14 {OTHER}",
    f".venv/bin/uv pip install --python {OTHER}/bin/python --requirement {PINS}",
    f"{OTHER}/bin/pytest tests/mongokit tests/flask_mongokit",
]

ON_A_DATABASE = [
    f"{FLASK}setup",
    f"{FLASK}sample 100",
    f"{FLASK}check",
    f"{FLASK}mongokit create-indexes",
    f"{FLASK}export tasks.json",
    f"{FLASK}import tasks.json",
]


def run(
    command: list[str],
    environ: Mapping[str, str] = os.environ,
    cwd: Path = ROOT,
    stdin: str = "",
) -> str:
    """Run a command, assert that it succeeds, and return its output."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    result = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **environ, "PATH": path},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture
def environ(
    mongod: EmbeddedMongod, database: PlainDatabase[dict[str, object]]
) -> dict[str, str]:
    """Return the settings that ``docs/how-to/run-the-site.md`` requires."""
    return {
        "SECRET_KEY": secrets.token_hex(32),
        "MONGODB_URI": mongod.uri,
        "MONGODB_DATABASE": database.name,
    }


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_links_are_not_broken(path: Path) -> None:
    """The target of each relative link exists."""
    targets = LINK.findall(FENCED.sub("", (ROOT / path).read_text()))
    missing = [
        target
        for target in targets
        if "://" not in target and not (ROOT / path.parent / target).exists()
    ]
    assert missing == []


def code_lines(path: Path) -> int:
    """Count the lines of a Python file, except blank lines, comments and docstrings."""
    source = path.read_text()
    lines = {
        number
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in {tokenize.COMMENT, tokenize.NL} and token.line.strip()
        for number in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines -= set(range(node.lineno, (node.end_lineno or 0) + 1))
    return len(lines)


README = (ROOT / "README.md").read_text()


def test_the_readme_fits_one_screen() -> None:
    """The README has at most 50 lines, and a picture before the first command."""
    assert len(README.splitlines()) <= 50
    assert README.index("![") < README.index("\n    bin/serve\n")


@pytest.mark.parametrize("package", ["Flask", "pymongo"])
def test_the_readme_names_the_pinned_version(package: str) -> None:
    """The README was tried with the versions that the site installs."""
    pins = (ROOT / "requirements/site.txt").read_text()
    [pinned] = re.findall(rf"^{package.lower()}==(\S+)", pins, re.MULTILINE)
    assert f"| {package} | {pinned} | {pinned} |" in README


def test_the_readme_names_the_supported_versions() -> None:
    """The README names the oldest and newest Python, and MongoDB's image."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    image = re.search(r"image: mongo:(\S+)", (ROOT / "docker-compose.yml").read_text())
    assert image is not None
    assert f"| Python | {found[0]} | {found[-1]}, " in README
    assert f"| MongoDB | 6.0.5 | {image[1]}, in containers |" in README


@pytest.mark.parametrize(("folder", "size"), SIZE.findall(ARCHITECTURE.read_text()))
def test_the_size_of_each_folder(folder: str, size: str) -> None:
    """``architecture.md`` states the size of each folder, within 10%."""
    actual = sum(map(code_lines, (ROOT / folder).rglob("*.py")))
    assert int(size.replace(",", "")) == pytest.approx(actual, rel=0.1)


def test_exported_fields_are_documented() -> None:
    """``docs/reference/operation.md`` lists every field of an exported task."""
    page = (ROOT / "docs/reference/operation.md").read_text()
    (sentence,) = [line for line in page.splitlines() if line.startswith("Each task")]
    exported = [name for name, field in FIELDS.items() if not field.is_derived]
    assert set(re.findall(r"`(\w+)`", sentence)) == {"_id", *exported}


def test_the_settings_page_is_up_to_date() -> None:
    """The settings page equals the one generated from the settings tables."""
    assert PAGE.read_text() == page()


def test_every_command_is_tested() -> None:
    """The tables contain the commands for which no page names a test, and no others."""
    found = [s for page in PAGES for s in snippets(page) if s.language == COMMAND]
    written = {each.code for each in found}
    noted = {each.code for each in found if each.run_by or each.reason}
    known = {*RUN_ELSEWHERE, *SHORTENED, *ON_A_DATABASE, *ON_ANOTHER_PYTHON}
    assert written - noted <= {*known, f"{FLASK}run", "bin/pins"} <= written


@pytest.mark.parametrize(("folder", "words"), RUN_ELSEWHERE.values(), ids=RUN_ELSEWHERE)
def test_commands_run_elsewhere(folder: str, words: str) -> None:
    """Commands that other tests run appear in the files of those tests."""
    files = [file for file in (ROOT / folder).iterdir() if file.is_file()]
    assert any(words in file.read_text() for file in files)


@pytest.mark.parametrize("command", SHORTENED)
def test_command_succeeds(command: str) -> None:
    """Documented commands exit with status 0."""
    run([*command.split(), *SHORTENED[command]])


def test_the_pins_are_up_to_date(tmp_path: Path) -> None:
    """``bin/pins`` changes nothing: the pins match the bounds in ``pyproject.toml``."""
    for name in ("bin/pins", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    run(["bin/pins"], cwd=tmp_path)
    for pins in (ROOT / "requirements").glob("*.txt"):
        assert (tmp_path / "requirements" / pins.name).read_text() == pins.read_text()


def test_another_python(tmp_path: Path) -> None:
    """The commands for another Python succeed with the version that runs the tests."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for command in ON_ANOTHER_PYTHON:
        here = command.replace("3.14", version).replace("build/", f"{tmp_path}/")
        is_last = command is ON_ANOTHER_PYTHON[-1]
        run([*here.split(), *(["--collect-only", "--quiet"] if is_last else [])])


def test_database_commands_succeed(environ: dict[str, str], tmp_path: Path) -> None:
    """The commands succeed in the order in which they are documented."""
    outside = {**environ, "PYTHONPATH": str(ROOT)}
    for command in ON_A_DATABASE:
        run(command.split(), outside, cwd=tmp_path)


def test_moving_from_the_original_example(
    environ: dict[str, str],
    database: PlainDatabase[dict[str, object]],
    tmp_path: Path,
) -> None:
    """The commands move tasks of the original example to another database."""
    original = {"title": "Milk", "text": "Two", "creation": datetime.now(UTC)}
    database["tasks"].insert_one(original)
    old = {**environ, "PYTHONPATH": str(ROOT)}
    new = {**old, "MONGODB_DATABASE": f"{database.name}_new"}
    moved = database.client[new["MONGODB_DATABASE"]]
    here, export, *there = commands(
        Path("docs/how-to/move-from-the-original-example.md")
    )
    try:
        for command, variables in (
            (here, old),
            (export, old),
            *((c, new) for c in there),
        ):
            run(command.split(), variables, cwd=tmp_path)
        assert moved["tasks"].distinct("text") == ["Two"]
    finally:
        database.client.drop_database(moved)


def test_the_shell_has_db_and_task(environ: dict[str, str]) -> None:
    """``flask shell`` provides ``db`` and ``Task``."""
    stdin = "print(db.Task.find().to_list(), Task.__name__)\n"
    assert "[] Task" in run([*FLASK.split(), "shell"], environ, stdin=stdin)


def test_the_development_server(environ: dict[str, str]) -> None:
    """Flask's development server serves the site."""
    port = str(free_port())
    command = [sys.executable, "-m", *FLASK.split(), "run", "--port", port]
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert server.stdout is not None
        next(line for line in server.stdout if "Running on" in line)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as response:
            assert "ToDo" in response.read().decode()
    finally:
        server.terminate()
        server.communicate()
