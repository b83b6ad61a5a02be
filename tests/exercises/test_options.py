"""The lesson and the options of ``bin/learn``, in this process."""

import io
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from exercises import server
from exercises.__main__ import arguments, learn
from exercises.catalog import exercises
from exercises.terminal import Terminal
from exercises.workspace import State, Workspace
from standalone import EmbeddedMongod, StandaloneError, free_port
from standalone.processes import do_nothing

FIRST, SECOND, THIRD, *_ = exercises()
BROKEN = """\
passed    The page of a stored task shows its title.
expected  An address with an unknown id responds with 404.
happened  exercise.py, line 32, in show_task:
              return render_template_string(PAGE, title=task["title"])
          TypeError: 'NoneType' object is not subscriptable
"""

PAGE = Path(__file__).parents[2] / "docs/tutorial/exercises.md"
COMMANDS = re.findall(r"^    (bin/learn.*)", PAGE.read_text(), re.MULTILINE)

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return the workspace of the learner."""
    return Workspace(tmp_path)


@pytest.fixture
def run(mongod: EmbeddedMongod, tmp_path: Path) -> Run:
    """Return a function that runs ``bin/learn``, and returns status and output."""
    environ = {**os.environ, "MONGODB_URI": mongod.uri}

    def run(*words: str, typed: str = "") -> tuple[int, str]:
        output = io.StringIO()
        with tempfile.TemporaryFile() as keyboard:
            keyboard.write(typed.encode())
            keyboard.seek(0)
            terminal = Terminal(output, keyboard.fileno(), environ, do_nothing)
            options = arguments([f"--directory={tmp_path}", *words])
            return learn(options, environ, terminal), output.getvalue()

    return run


def test_the_first_exercise(run: Run, tmp_path: Path) -> None:
    """The lesson begins as the page of the documentation shows."""
    _, shown = run()
    (transcript,) = re.findall(r"```text\n(.+?)```", PAGE.read_text(), re.DOTALL)
    assert shown == "\n" + transcript.replace("learn/", f"{tmp_path}/")


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_on_the_page(run: Run, line: str) -> None:
    """The commands on the page of the documentation do something."""
    program, *words = line.split()
    assert program == "bin/learn"
    status, shown = run(*words)
    assert status == (words[:1] == ["--check"])
    assert shown


def test_reset_key(run: Run, workspace: Workspace) -> None:
    """The key r brings the broken program back, and checks it."""
    workspace.start(FIRST).write_text("1 / 0\n")
    status, shown = run(typed="r\n")
    assert status == 0
    assert re.search(
        r"ZeroDivisionError.*What you had is in \S+exercise\.old\.py\..*NoneType",
        shown,
        re.DOTALL,
    )
    assert workspace.program(FIRST).read_text() == FIRST.program.read_text()


def test_the_end(run: Run, workspace: Workspace) -> None:
    """After the last exercise, the lesson says which ones were skipped."""
    for each in exercises():
        workspace.mark(each, State.DONE)
    workspace.mark(SECOND, State.OPEN)
    workspace.mark(THIRD, State.SKIPPED)
    workspace.start(SECOND).write_text(SECOND.solution.read_text())
    status, shown = run()
    assert status == 0
    assert "\nRight. In the site:\n" in shown
    assert shown.endswith("\nSkipped: 3.\nbin/learn 3 goes back to exercise 3.\n")


def test_all_done(run: Run, workspace: Workspace) -> None:
    """A lesson with nothing left says so."""
    for each in exercises():
        workspace.mark(each, State.DONE)
    assert run() == (0, "\nAll 20 exercises are done.\n")


def test_exercises_that_are_done(run: Run, workspace: Workspace) -> None:
    """Exercises that are done can be opened by number, and are not left at once."""
    for each in (FIRST, SECOND):
        workspace.start(each).write_text(each.solution.read_text())
        workspace.mark(each, State.DONE)
    _, shown = run("1", typed="2\nq\n")
    assert shown.index("Exercise 1 of 20") < shown.index("Exercise 2 of 20")
    assert "Checking" not in shown
    assert shown.endswith("\nbin/learn goes on from here.\n")


def test_check(run: Run, workspace: Workspace) -> None:
    """``--check`` checks once; its status is 1 unless the program is right."""
    assert run("--check", "1") == (1, BROKEN)
    source = FIRST.solution.read_text()
    workspace.program(FIRST).write_text(f"print('Loaded')\n{source}")
    status, shown = run("--check", "01")
    assert status == 0
    assert "The program has printed:\n    Loaded\n" in shown
    assert workspace.state(FIRST) is State.DONE


def test_list(run: Run, workspace: Workspace) -> None:
    """``--list`` prints a line for each exercise, with its state."""
    workspace.mark(SECOND, State.DONE)
    workspace.mark(THIRD, State.SKIPPED)
    _, shown = run("--list")
    lines = shown.splitlines()
    assert len(lines) == 20
    assert lines[:3] == [
        "[ ]  1. Unknown id (3 minutes)",
        "[x]  2. An id is not text (4 minutes)",
        "[-]  3. The same time for all (4 minutes)",
    ]


def test_hint(run: Run) -> None:
    """``--hint`` prints one hint, and the next one the next time."""
    (_, first), (_, second) = (run("--hint", "4") for _ in range(2))
    assert first.startswith("Hint 1 of 3\n    `required_fields` refuses documents")
    assert second.startswith("Hint 2 of 3\n")


def test_solution(run: Run) -> None:
    """``--solution`` prints the difference to a solution."""
    _, shown = run("--solution", "3")
    assert '\n+    default_values = {"creation": now}\n' in shown


def test_reset(run: Run, workspace: Workspace) -> None:
    """``--reset`` copies an exercise again, and names the file to change."""
    program = workspace.start(FIRST)
    program.write_text("changed")
    assert run("--reset", "1") == (0, f"Change {program}.\n")
    assert program.read_text() == FIRST.program.read_text()


@pytest.mark.parametrize("text", ["0", "21", "first"])
def test_unknown_number(
    run: Run, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A number for which there is no exercise is an error of one sentence."""
    with pytest.raises(SystemExit) as exit_:
        run("--check", text)
    assert exit_.value.code == 2
    message = f"argument --check: there is no exercise {text}\n"
    assert capsys.readouterr().err.endswith(message)


def test_help(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """``--help`` names each option."""
    with pytest.raises(SystemExit):
        run("--help")
    options = set(re.findall(r"--[a-z]+", capsys.readouterr().out))
    assert options == {
        *("--help", "--check", "--hint", "--solution", "--reset", "--list"),
        "--directory",
    }


def test_long_lines() -> None:
    """Long lines are wrapped beside their label, except indented ones."""
    output = io.StringIO()
    terminal = Terminal(output, 0, {}, do_nothing)
    terminal.say_labeled("happened", f"{'word ' * 20}\n    {'code ' * 20}")
    words = " ".join(["word"] * 14)
    assert output.getvalue().splitlines() == [
        f"happened  {words}",
        f"          {' '.join(['word'] * 6)}",
        f"              {'code ' * 20}",
    ]


def test_colors() -> None:
    """Colors are used in a terminal that has them, unless ``NO_COLOR`` is set."""

    class Output(io.StringIO):
        def isatty(self) -> bool:
            return True

    def shown(**environ: str) -> str:
        output = Output()
        Terminal(output, 0, environ, do_nothing).say("Right", "green")
        return output.getvalue()

    assert shown(TERM="xterm") == "\x1b[32mRight\x1b[0m\n"
    assert shown(TERM="xterm", NO_COLOR="1") == shown(TERM="dumb") == "Right\n"


@pytest.mark.parametrize(
    "uri", ["mongodb://127.0.0.1:{port}/", "mongodb://127.0.0.1:port/"]
)
def test_unusable_server(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the server in ``MONGODB_URI`` does not answer, an error says so."""
    monkeypatch.setattr(server, "ANSWER_MS", 100)
    environ = {"MONGODB_URI": uri.format(port=free_port())}
    message = "The server of MONGODB_URI cannot be used: "
    with (
        pytest.raises(StandaloneError, match=message),
        server.mongodb(environ, do_nothing),
    ):
        pass
