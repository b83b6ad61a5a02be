"""The command ``python -m mongokit.legacy.audit``: files, output and exit status."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from docs.snippets import snippets
from mongokit.legacy.audit.__main__ import main

ROOT = Path(__file__).parents[4]
TRUTH = (
    "fails: databases and collections have no truth value: compare with None "
    "(docs/how-to/move-from-mongokit.md#queries)"
)
FOUND = b"if not db.tasks:\n    pass\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty directory, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, content: bytes = FOUND) -> None:
    """Write a file into a directory that may not exist yet."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(content)


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command, and return its exit status and what it prints."""
    status = main(arguments)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


@pytest.mark.usefixtures("tree")
def test_findings(capsys: pytest.CaptureFixture[str]) -> None:
    """Findings are printed by path and line, and the exit status is 1."""
    write("shop/b.py", b"\n\n" + FOUND + b"db.tasks.group()\nif db.a: x\n")
    write("shop/a.py")
    write("shop/a.txt")
    write("requirements-dev.txt", b"Flask\nMongoKit==0.9.1\n")
    status, out, err = output(capsys, ".", "shop/a.txt")
    lines = out.splitlines()
    assert (status, err) == (1, "")
    assert lines[0].startswith("requirements-dev.txt:2: uninstall the old package")
    assert lines[1:3] == [f"shop/a.py:1: {TRUTH}", f"shop/b.py:3: {TRUTH}"]
    assert lines[3].startswith("shop/b.py:5: fails: group is gone: use aggregate")
    assert lines[4:] == [f"shop/b.py:6: {TRUTH}", f"shop/a.txt:1: {TRUTH}"]


@pytest.mark.usefixtures("tree")
def test_the_example_of_the_guide(capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints the lines that ``move-from-mongokit.md`` shows."""
    page = Path("docs/how-to/move-from-mongokit.md")
    [shown] = [each.code for each in snippets(page) if each.language == "text"]
    write("shop/models.py", b"\n" * 30 + b'indexes = [{"fields": "price"}]\n')
    write("shop/views.py", b"\n" * 11 + FOUND)
    assert output(capsys, ".") == (1, shown, "")


def test_nothing_found(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without findings nothing is printed, and the exit status is 0."""
    write("a.py", b"x = 1\n")
    assert output(capsys, str(tree)) == (0, "", "")


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("arguments", [[], ["nowhere.py"], ["--nonsense", "."]])
def test_wrong_use(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """Wrong use is explained on standard error, and the exit status is 2."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m mongokit.legacy.audit" in capsys.readouterr().err


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    """``--help`` describes the command and its exit status."""
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert caught.value.code == 0
    assert "Exit status: 0 if nothing is found, 1 if something is, 2 for" in text


SKIPPED = [".venv", "venv", ".git", "node_modules", "lib/site-packages", "__pycache__"]


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("directory", SKIPPED)
def test_skipped_directories(
    capsys: pytest.CaptureFixture[str], directory: str
) -> None:
    """Directories of other projects are read only if they are given, or ``--all``."""
    write(f"{directory}/a.py")
    expected = f"{directory}/a.py:1: {TRUTH}\n"
    assert output(capsys, ".") == (0, "", "")
    assert output(capsys, directory) == (1, expected, "")
    assert output(capsys, "--all", ".") == (1, expected, "")


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    "content",
    [
        "﻿# é\n".encode() + FOUND,
        b"# coding: latin-1\n# \xe9\n" + FOUND,
        b"#!/usr/bin/python\n# -*- coding: koi8-r -*-\nx = u'\xc1'\n" + FOUND,
        b"# coding: nonsense\n# \xe9\n" + FOUND,
        b"# coding: rot13\n" + FOUND,
        b"# coding: base64\n" + FOUND,
        b"# coding: ascii\n# \xe9\xff\n" + FOUND,
        b"x = '\xff\xfe'\n" + FOUND,
        b"def broken(:\n" + FOUND,
        b"x = 0777L ? $\n" + FOUND,
        ("\n" + FOUND.decode()).encode("utf-16"),
    ],
    ids=ascii,
)
def test_encodings(capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    """Files of any encoding are read, even if they declare a wrong one."""
    write("a.py", content)
    status, out, err = output(capsys, "a.py")
    assert (status, err) == (1, "")
    assert out.endswith(f": {TRUTH}\n")


@pytest.mark.usefixtures("tree")
def test_unreadable_files(capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be read is named on standard error, and the rest is searched."""
    write("binary.py", b"\x7fELF\0\0\1")
    Path("dangling.py").symlink_to("nowhere.py")
    Path("loop.py").symlink_to("loop.py")
    os.mkfifo("pipe.py")
    Path("directory.py").mkdir()
    Path("directory.py/back").symlink_to("..")
    write("z.py")
    Path("\udcff.py").write_bytes(b"\0")
    Path("\udcfe.py").write_bytes(FOUND)
    status, out, err = output(capsys, ".")
    assert (status, out) == (1, f"z.py:1: {TRUTH}\n\\udcfe.py:1: {TRUTH}\n")
    assert err.splitlines() == [
        "binary.py: not a text file; skipped",
        "dangling.py: No such file or directory; skipped",
        "loop.py: Too many levels of symbolic links; skipped",
        "pipe.py: not a regular file; skipped",
        "\\udcff.py: not a text file; skipped",
    ]


@pytest.mark.usefixtures("tree")
def test_forbidden_files(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files and directories without permission are named on standard error."""
    write("a.py")
    write("sub/b.py")
    scan = os.scandir

    def forbid(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    def scandir(path: str) -> object:
        return forbid(Path(path)) if path.endswith("sub") else scan(path)

    monkeypatch.setattr(Path, "read_bytes", forbid)
    monkeypatch.setattr(os, "scandir", scandir)
    expected = "a.py: Permission denied; skipped\nsub: Permission denied; skipped\n"
    assert output(capsys, ".") == (0, "", expected)


def test_as_a_module() -> None:
    """``python -m mongokit.legacy.audit`` runs the command."""
    programs = ROOT / "tests" / "mongokit" / "applications" / "programs"
    command = [sys.executable, "-W", "error", "-m", "mongokit.legacy.audit"]
    done = subprocess.run(
        [*command, str(programs / "blog.py")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "#ttl-in-indexes" in done.stdout


@pytest.mark.usefixtures("tree")
def test_a_reader_that_stops() -> None:
    """The command ends in silence if nobody reads its output."""
    write("a.py", FOUND * 1000)
    command = [sys.executable, "-m", "mongokit.legacy.audit", "a.py"]
    with subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(1)
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 1


def test_main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """The module exits with the status of the command."""
    monkeypatch.setattr(sys, "argv", ["audit", str(ROOT / "LICENSE")])
    monkeypatch.delitem(sys.modules, "mongokit.legacy.audit.__main__")
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("mongokit.legacy.audit", run_name="__main__")
    assert caught.value.code == 0
