"""``bin/learn``, as learners use it in a terminal and in scripts."""

import os
import pty
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from exercises.catalog import exercises
from exercises.workspace import State, Workspace
from standalone import EmbeddedMongod
from standalone.processes import wait_until

ROOT = Path(__file__).parents[2]
LEARN = "bin/learn"
SECONDS = 60
FIRST, SECOND, THIRD, *_ = exercises()


class Learner:
    """Somebody who runs ``bin/learn`` in a terminal.

    :param environ: the environment.
    :param arguments: the arguments.
    """

    def __init__(self, environ: dict[str, str], *arguments: str) -> None:
        self.terminal, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [LEARN, *arguments],
            cwd=ROOT,
            env=environ,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self._shown = ""

    def sees(self, text: str) -> str:
        """Wait until a text is shown, and return what was shown up to its end."""
        end = time.monotonic() + SECONDS
        while text not in self._shown:
            ready, _, _ = select.select([self.terminal], [], [], 1)
            if ready:
                self._shown += os.read(self.terminal, 4096).decode().replace("\r", "")
            assert time.monotonic() < end, f"{text!r} is not in {self._shown!r}"
        before, _, self._shown = self._shown.partition(text)
        return before + text

    def types(self, line: str) -> None:
        """Type a line."""
        os.write(self.terminal, f"{line}\n".encode())

    def close(self) -> None:
        """Stop the process, if it is still running."""
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)


Open = Callable[..., Learner]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return the workspace of the learner."""
    return Workspace(tmp_path)


@pytest.fixture
def environ(mongod: EmbeddedMongod) -> dict[str, str]:
    """Return an environment in which ``bin/learn`` uses the server of the tests."""
    return {**os.environ, "MONGODB_URI": mongod.uri, "NO_COLOR": "1"}


@pytest.fixture
def open_learn(environ: dict[str, str], tmp_path: Path) -> Iterator[Open]:
    """Return a function that runs ``bin/learn`` in a terminal."""
    learners: list[Learner] = []

    def run(*arguments: str, **variables: str) -> Learner:
        directory = f"--directory={tmp_path}"
        learners.append(Learner({**environ, **variables}, directory, *arguments))
        return learners[-1]

    yield run
    for each in learners:
        each.close()


def test_a_lesson(open_learn: Open, workspace: Workspace) -> None:
    """The lesson goes from one exercise to the next when a program is right."""
    learner = open_learn()
    learner.sees("Exercise 1 of 20: Unknown id")
    learner.sees("expected  An address with an unknown id responds with 404.")
    learner.sees("TypeError: 'NoneType' object is not subscriptable")

    workspace.program(FIRST).write_text("def broken(:\n")
    learner.sees("happened  exercise.py, line 1:")

    learner.types("h")
    learner.sees("Hint 1 of 3")
    learner.types("s")
    learner.sees("+    task = db[Task].get_or_404(task_id)")
    learner.types("what?")
    learner.sees("Keys: h hint")

    workspace.program(FIRST).write_text(FIRST.solution.read_text())
    learner.sees("Right. In the site:")
    learner.sees("_task (todo/tasks/views.py)")
    learner.sees("Exercise 2 of 20: An id is not text")
    learner.sees("expected  The page of a stored task shows its title.")

    learner.types("n")
    learner.sees("Exercise 3 of 20")
    learner.types("l")
    learner.sees("[x]  1.")
    learner.sees("[-]  2.")
    learner.sees("[ ]  3.")
    learner.types("q")
    assert learner.process.wait(SECONDS) == 0
    assert workspace.state(FIRST) is State.DONE


def processes(text: str) -> dict[int, int]:
    """Return the processes with a text in their command: their parents by id."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended
            if text.encode() in (folder / "cmdline").read_bytes():
                values = (folder / "stat").read_text().rpartition(")")[2].split()
                found[int(folder.name)] = int(values[1])
    return found


def test_interrupt_with_a_server(open_learn: Open) -> None:
    """Ctrl-C ends the lesson and the MongoDB server that it has started."""
    learner = open_learn(MONGODB_URI="")
    learner.sees("TypeError: 'NoneType'")
    parents = processes("mongod")
    (server,) = [each for each in parents if parents[each] == learner.process.pid]
    os.kill(learner.process.pid, signal.SIGINT)
    assert learner.process.wait(SECONDS) == 0
    assert server not in processes("mongod")


def test_interrupt_while_checking(open_learn: Open, workspace: Workspace) -> None:
    """Ctrl-C ends the lesson and the check that is running."""
    program = workspace.start(FIRST)
    program.write_text("while True:\n    pass\n")
    learner = open_learn()
    assert wait_until(lambda: processes(str(program)) != {}, SECONDS)
    os.kill(learner.process.pid, signal.SIGINT)
    assert learner.process.wait(SECONDS) == 0
    assert processes(str(program)) == {}


def test_closed_input(environ: dict[str, str], workspace: Workspace) -> None:
    """If the input is closed, the lesson ends as at the end of the input."""
    workspace.mark(FIRST, State.DONE)
    done = subprocess.run(
        ["bash", "-c", f"exec {LEARN} --directory {workspace.folder} 1 <&-"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Exercise 1 of 20" in done.stdout


def test_unusable_directory(environ: dict[str, str]) -> None:
    """If the directory cannot be used, the message says why."""
    done = subprocess.run(
        [LEARN, "--directory=/dev/null/learn", "--hint=1"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "/dev/null/learn cannot be used: Not a directory.\n"


def test_no_reader(environ: dict[str, str]) -> None:
    """If nobody reads the output, there is no traceback."""
    done = subprocess.run(
        ["bash", "-c", f"{LEARN} --list | true"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
