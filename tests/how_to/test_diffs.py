"""The changes of the how-to guides, each applied to a copy of the repository.

The guides are ``add-a-field.md``, ``add-a-page.md``, ``add-a-command.md``,
``add-a-setting.md`` and ``add-a-custom-type.md``.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs.snippets import commands

ROOT = Path(__file__).parents[2]
DIFFS = sorted(path.stem for path in ROOT.glob("docs/how-to/diffs/*.diff"))
LEFT_OUT = shutil.ignore_patterns(
    *(".*_cache", ".coverage*", ".git", ".hypothesis", ".venv", "__pycache__"),
    *("build", "dist", "images", "node_modules", "var"),
)
OUTDATED = """
The code has changed since: apply the change by hand in a clean checkout, and write it
with: git diff -U1 > docs/how-to/diffs/{}.diff
"""


def run(command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in the copy, without measuring the coverage of its modules."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        command,
        cwd=cwd,
        env={**environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the repository."""
    return Path(shutil.copytree(ROOT, tmp_path / "copy", ignore=LEFT_OUT))


def test_each_diff_has_a_page() -> None:
    """Each diff belongs to the guide of the same name."""
    pages = {path.stem for path in ROOT.glob("docs/how-to/add-*.md")}
    assert set(DIFFS) == pages


@pytest.mark.parametrize("name", DIFFS)
def test_diff(name: str, copy: Path) -> None:
    """The diff applies, and the tests that its guide names pass with it."""
    apply, test, *more = commands(Path(f"docs/how-to/{name}.md"))
    assert apply == f"git apply docs/how-to/diffs/{name}.diff"
    applied = run(apply.split(), copy)
    assert applied.returncode == 0, applied.stderr + OUTDATED.format(name)
    before = {path: (copy / path).read_bytes() for path in generated(copy)}
    for command in more:
        assert run(command.split(), copy).returncode == 0
    assert {path: (copy / path).read_bytes() for path in before} == before
    _, *tests = test.split()
    pytest_command = ["pytest", "--quiet", "-p", "no:cacheprovider", *tests]
    done = run(pytest_command, copy)
    assert done.returncode == 0, done.stdout
    linted = run(["ruff", "check", "--quiet", "--no-cache", "."], copy)
    assert linted.returncode == 0, linted.stdout


def generated(copy: Path) -> list[str]:
    """Return the pages that commands of the guides write."""
    return [str(path.relative_to(copy)) for path in copy.glob("docs/reference/*.md")]
