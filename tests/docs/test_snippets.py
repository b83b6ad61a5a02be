"""The snippets on the pages of the documentation run, on a real MongoDB."""

import doctest
import secrets
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from docs.snippets import COMMAND, LANGUAGES, ROOT, Snippet, pages, snippets
from flask_mongokit import SETTINGS as MONGODB_SETTINGS
from flask_mongokit import read_environment
from mongokit import Connection, Database
from standalone import EmbeddedMongod
from todo.config import SETTINGS

SNIPPETS = [snippet for page in pages() for snippet in snippets(page)]
RUN = {
    page: [each for each in found if not (each.run_by or each.reason)]
    for page in pages()
    if (found := [each for each in snippets(page) if each.language in LANGUAGES])
}
INCLUDED_FROM = {
    "docs": "tests",
    "todo": "tests/todo",
    "mongokit": "tests/mongokit",
    "flask_mongokit": "tests/flask_mongokit",
    "tests": "tests",
    "tutorial": "tests/tutorial",
    "exercises": "tests/exercises",
    "kits": "tests/kits",
}
"""The folders of the files that pages include, and those of the tests that run them."""


def where(snippet: Snippet) -> str:
    """Return the place of a snippet, such as ``README.md:12``."""
    return f"{snippet.page}:{snippet.line}"


@pytest.fixture
def names(
    mongod: EmbeddedMongod,
    connection: Connection,
    db: Database,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> dict[str, Any]:
    """Return the names that snippets use, in an empty directory and database.

    The settings in the environment lead to the same database.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SECRET_KEY", secrets.token_hex(32))
    monkeypatch.setenv("MONGODB_URI", mongod.uri)
    monkeypatch.setenv("MONGODB_DATABASE", db.name)
    module = types.ModuleType("documented")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    module.__dict__.update(connection=connection, db=db, uri=mongod.uri)
    return module.__dict__


def run_python(snippet: Snippet, names: dict[str, Any]) -> None:
    """Run Python code, whose traceback shows its lines on the page."""
    code = "\n" * (snippet.line - 1) + snippet.code
    exec(compile(code, ROOT / snippet.page, "exec"), names)


def run_session(snippet: Snippet, names: dict[str, Any]) -> None:
    """Run an interactive session, and compare its output."""
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    page = str(snippet.page)
    session = doctest.DocTestParser().get_doctest(
        snippet.code, names, page, page, snippet.line - 1
    )
    runner = doctest.DebugRunner(optionflags=options)
    runner.run(session, clear_globs=False)
    names.update(session.globs)


@pytest.mark.parametrize("path", [path for path, run in RUN.items() if run], ids=str)
def test_python_snippets_run(path: Path, names: dict[str, Any]) -> None:
    """The Python snippets of a page run, one after the other."""
    for snippet in RUN[path]:
        run = run_session if snippet.language == "pycon" else run_python
        run(snippet, names)


def test_every_snippet_is_run() -> None:
    """A snippet in another language names the test that runs it, or a reason."""
    others = [
        where(each)
        for each in SNIPPETS
        if each.language not in {*LANGUAGES, COMMAND, "ini"}
        and not each.language.startswith("{literalinclude}")
        and not each.run_by
        and not each.reason
    ]
    assert others == []


def test_included_files_are_run() -> None:
    """Pages include code only from folders that tests run."""
    for snippet in SNIPPETS:
        if snippet.language.startswith("{literalinclude}") and not snippet.reason:
            included = snippet.language.split()[1]
            path = (ROOT / snippet.page.parent / included).resolve().relative_to(ROOT)
            assert path.parts[0] in INCLUDED_FROM, where(snippet)
            assert (ROOT / INCLUDED_FROM[path.parts[0]]).is_dir(), where(snippet)


NOTED = [each for each in SNIPPETS if each.run_by]


@pytest.mark.parametrize("snippet", NOTED, ids=where)
def test_named_tests_run_the_snippet(snippet: Snippet) -> None:
    """A test file that a page names contains its name, or the words of the snippet."""
    test = (ROOT / snippet.run_by).read_text()
    words = snippet.code.split()
    assert snippet.page.name in test or all(word in test for word in words)


ENVIRONMENT = [each for each in SNIPPETS if each.language == "ini"]


@pytest.mark.parametrize("snippet", ENVIRONMENT, ids=where)
def test_env_files_contain_settings(snippet: Snippet) -> None:
    """Each line of an ``.env`` file is a valid setting, or lists compose files."""
    for line in snippet.code.splitlines():
        name, value = line.split("=", 1)
        if name == "COMPOSE_FILE":
            assert all((ROOT / file).is_file() for file in value.split(":"))
        else:
            environ = {"SECRET_KEY": secrets.token_hex(32), name: value.strip("'")}
            if name == "MONGODB_PASSWORD":
                environ["MONGODB_USERNAME"] = "todo"
            assert name in read_environment((*SETTINGS, *MONGODB_SETTINGS), environ)


SAMPLE = """\
# Title

<!-- commands run by tests/a.py -->
Text.

    bin/first
    bin/second

<!-- not run: it needs an account -->
    bin/third

```python
x = 1
```

1. Item:

   <!-- run by tests/b.py -->
   ```console
   $ bin/fourth
   ```

<!-- python
y = x
-->

<!-- run by tests/c.py -->
Text between a note and a block.

```{literalinclude} ../a.py
```

```{toctree}
```
"""


def test_notes(tmp_path: Path) -> None:
    """Snippets and commands have the notes of their block, or of their page."""
    page = tmp_path / "page.md"
    page.write_text(SAMPLE)
    assert snippets(page) == [
        Snippet(page, 6, COMMAND, "bin/first", "tests/a.py"),
        Snippet(page, 7, COMMAND, "bin/second", "tests/a.py"),
        Snippet(page, 10, COMMAND, "bin/third", reason="it needs an account"),
        Snippet(page, 13, "python", "x = 1\n"),
        Snippet(page, 20, COMMAND, "bin/fourth", "tests/b.py"),
        Snippet(page, 24, "hidden", "y = x\n"),
        Snippet(page, 31, "{literalinclude} ../a.py", ""),
    ]
