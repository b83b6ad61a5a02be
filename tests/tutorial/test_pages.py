"""Somebody who types what the tutorial's pages show gets programs that work."""

import itertools
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from docs.generate.steps import STEPS, TUTORIAL, before, changed_lines
from docs.snippets import ROOT
from standalone import EmbeddedMongod, free_port
from standalone.processes import wait_until

FOLDER = ROOT / "docs/tutorial"
PAGES = [
    FOLDER / name
    for name in (
        "01-first-document.md",
        "02-list-new-show.md",
        "03-validation.md",
        "04-id-and-404.md",
        "05-test.md",
        "06-browser-test.md",
        "07-indexes-and-pages.md",
        "08-undo-and-conflicts.md",
        "09-migration.md",
        "10-references.md",
        "11-deployment.md",
    )
]
BLOCK = re.compile(
    r"((?:^<!-- [^\n]* -->\n)?)^```(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
SERVERS = {
    "flask --debug run": "FLASK_RUN_PORT",
    "gunicorn --workers=2 --threads=4 'app:create_app()'": "PORT",
}
"""Commands that serve the pages, and the variables that choose the port."""
SHELL = "flask shell"
RUN_ELSEWHERE = {
    "python -m pytest": ("tests/tutorial/own_tests.py", '"-m", "pytest"'),
    "~/flask-mongokit-todo/bin/mongodb": (
        "tests/standalone/test_database.py",
        '"bin/mongodb"',
    ),
}
"""Commands that other tests run, with a file and words in it."""

SESSION = """\
import doctest, sys
from flask.cli import ScriptInfo

text = sys.stdin.read()
options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
with ScriptInfo().load_app().app_context():
    session = doctest.DocTestParser().get_doctest(text, {}, sys.argv[1], None, 0)
    sys.exit(doctest.DocTestRunner(optionflags=options).run(session).failed)
"""
"""Runs a session as ``flask shell`` does, and compares its output."""


def files_of(step: Path) -> set[str]:
    """Return the files of a step, relative to its folder."""
    return {
        os.fspath(path.relative_to(step))
        for path in step.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """Yield the language and the text of the blocks without a note.

    The blocks of one session are one. A note says that a block is not run, or who
    runs it.
    """
    found = BLOCK.findall(page.read_text())
    run = [block[1:] for block in found if not block[0]]
    for language, group in itertools.groupby(run, lambda block: block[0]):
        yield language, "".join(text for _, text in group)


def shown_on(page: Path) -> list[str]:
    """Return the files that a page shows, relative to ``tutorial/``."""
    return [
        file
        for language, text in blocks(page)
        if language == "{step}"
        for file in text.split()
    ]


def test_each_step_has_a_page() -> None:
    """There are no other steps, and no other pages about steps."""
    assert [page.stem for page in PAGES] == [step.name for step in STEPS]
    assert sorted(FOLDER.glob("[0-9]*.md")) == PAGES


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_change_is_shown(path: Path) -> None:
    """A page shows each file that its step adds or changes, once, and no other."""
    step = TUTORIAL / path.stem
    changed = {
        f"{step.name}/{name}"
        for name in files_of(step)
        if (old := before(step / name)) is None
        or old.read_text() != (step / name).read_text()
    }
    shown = shown_on(path)
    assert sorted(shown) == sorted(changed)


@pytest.mark.parametrize("path", PAGES[1:], ids=lambda path: path.name)
def test_no_file_is_left_over(path: Path) -> None:
    """A step keeps the files of the one before: pages never say to remove one."""
    step = TUTORIAL / path.stem
    assert files_of(STEPS[STEPS.index(step) - 1]) <= files_of(step)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_differences_lead_to_the_next_step(path: Path) -> None:
    """A file without the lines with -, and with those with +, is the new one."""
    for file in shown_on(path):
        new = TUTORIAL / file
        if old := before(new):
            before_it, after_it = old.read_text(), new.read_text()
            lines = [*changed_lines(before_it, after_it)]
            typed = Counter(before_it.splitlines())
            typed -= Counter(line[1:] for line in lines if line[0] == "-")
            typed += Counter(line[1:] for line in lines if line[0] == "+")
            assert typed == Counter(after_it.splitlines())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_step_ends_with_its_screenshot(path: Path) -> None:
    """The last picture of a page is that of its step, and small."""
    pictures = re.findall(r"!\[[^]]+\]\((\S+)\)", path.read_text())
    assert pictures == [f"../images/tutorial-{path.name[:2]}.webp"]
    assert (path.parent / pictures[0]).stat().st_size < 30_000


@pytest.mark.parametrize(("file", "words"), RUN_ELSEWHERE.values(), ids=RUN_ELSEWHERE)
def test_commands_run_elsewhere(file: str, words: str) -> None:
    """Commands that other tests run appear in them."""
    assert words in (ROOT / file).read_text()


class Reader:
    """Somebody who types what the pages show, in a clean folder.

    :param folder: the folder.
    :param environ: the environment variables.
    """

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.folder = folder
        self.environ = environ

    def follow(self, language: str, text: str) -> None:
        """Do what a block shows."""
        if language == "{step}":
            for file in text.split():
                self._write(TUTORIAL / file)
        elif language == "pycon":
            self._run([sys.executable, "-c", SESSION, "page"], text)
        else:
            assert language == "bash"
            self._run_commands(text)

    def _write(self, path: Path) -> None:
        copy = self.folder.joinpath(*path.relative_to(TUTORIAL).parts[1:])
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(path.read_text())

    def _run_commands(self, text: str) -> None:
        for command in text.splitlines():
            if command in SERVERS:
                self._serve(command)
            elif command != SHELL and command not in RUN_ELSEWHERE:
                self._run(["bash", "-c", command])

    def _run(self, command: list[str], text: str = "") -> None:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environ,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def _serve(self, command: str) -> None:
        """Run a server until it has answered with a page."""
        port = free_port()
        environ = {**self.environ, SERVERS[command]: str(port)}
        with subprocess.Popen(
            ["bash", "-c", f"exec {command}"],
            cwd=self.folder,
            env=environ,
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        ) as server:
            try:
                assert wait_until(lambda: answers(f"http://127.0.0.1:{port}/"), 60)
            finally:
                os.killpg(server.pid, signal.SIGTERM)


def answers(url: str) -> bool:
    """Return whether a server answers with a page."""
    try:
        with urllib.request.urlopen(url) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


@pytest.fixture
def reader(
    mongod: EmbeddedMongod,
    database: PlainDatabase[dict[str, Any]],
    packages: Path,
    tmp_path: Path,
) -> Reader:
    """Return a reader with an empty folder and an empty database."""
    folder = tmp_path / "todo-tutorial"
    folder.mkdir()
    environ = {
        **os.environ,
        "FLASK_MONGODB_URI": mongod.uri,
        "FLASK_MONGODB_DATABASE": database.name,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": os.fspath(packages),
    }
    return Reader(folder, environ)


def test_the_pages_can_be_followed(reader: Reader) -> None:
    """All files, commands and sessions, in order, in one folder and one database."""
    for page in PAGES:
        for language, text in blocks(page):
            reader.follow(language, text)
        assert files_of(reader.folder) == files_of(TUTORIAL / page.stem)
