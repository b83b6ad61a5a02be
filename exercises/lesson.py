"""The lesson: exercises one after the other, checked whenever a program is saved."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from exercises.catalog import Exercise
from exercises.outcomes import Report
from exercises.terminal import Terminal
from exercises.time_limit import check
from exercises.workspace import Stamp, State, Workspace

__all__ = ["Lesson", "show_hint", "show_list", "shown_path"]

POLL_SECONDS = 0.2
KEYS = "h hint, s solution, n next, l list, r reset, q quit, or a number; then Enter"
SIGNS = {State.OPEN: " ", State.DONE: "x", State.SKIPPED: "-"}


def shown_path(path: Path) -> str:
    """Return a path relative to the working directory, if it is in there."""
    if path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return str(path)


def show_list(
    terminal: Terminal, workspace: Workspace, exercises: Sequence[Exercise]
) -> None:
    """Print the exercises: done ones marked with ``x``, skipped ones with ``-``."""
    for each in exercises:
        sign = SIGNS[workspace.state(each)]
        terminal.say(f"[{sign}] {each.number:2}. {each.title} ({each.minutes} minutes)")


def show_hint(terminal: Terminal, workspace: Workspace, exercise: Exercise) -> None:
    """Print the next hint."""
    number = workspace.next_hint(exercise)
    terminal.say(f"Hint {number} of {len(exercise.hints)}", "bold")
    terminal.say_markdown(exercise.hints[number - 1])


def show_report(terminal: Terminal, report: Report) -> None:
    """Print which checks have passed, and what happened in the one that failed."""
    for outcome in report.outcomes:
        if outcome.happened is None:
            terminal.say_labeled("passed", outcome.expected, "green")
        else:
            terminal.say_labeled("expected", outcome.expected, "bold")
            terminal.say_labeled("happened", outcome.happened.strip(), "red")
    if report.output.strip():
        terminal.say("The program has printed:", "faint")
        terminal.say_indented(report.output.rstrip())


@dataclass
class Lesson:
    """A lesson that somebody takes in a terminal.

    :param exercises: the exercises in order.
    :param workspace: the copies and the progress.
    :param uri: the connection string of a MongoDB server.
    :param terminal: the terminal.
    """

    exercises: Sequence[Exercise]
    workspace: Workspace
    uri: str
    terminal: Terminal
    _current: Exercise | None = field(default=None, init=False)
    _stamp: Stamp = field(default=None, init=False)

    @property
    def _commands(self) -> dict[str, Callable[[Exercise], None]]:
        return {
            "h": lambda exercise: show_hint(self.terminal, self.workspace, exercise),
            "s": self._show_solution,
            "n": self._skip,
            "l": lambda _: show_list(self.terminal, self.workspace, self.exercises),
            "r": self._reset,
            "q": self._quit,
        }

    def run(self, first: Exercise | None = None) -> None:
        """Go through the exercises until the last one, ``q``, or the end of the input.

        :param first: the exercise to begin with; the default is the first open one.
        """
        self._go_to(first or self.workspace.next_of(self.exercises))
        with suppress(EOFError):
            while self._current is not None:
                self._check_if_saved(self._current)
                if self._current is not None:
                    self._obey(self.terminal.line(POLL_SECONDS), self._current)
                self.terminal.poll()

    def _go_to(self, exercise: Exercise | None) -> None:
        """Introduce an exercise; after the last one, say what is left."""
        self._current = exercise
        if exercise is None:
            self._finish()
            return
        path = self.workspace.start(exercise)
        title = f"{exercise.number} of {len(self.exercises)}: {exercise.title}"
        self.terminal.say(
            f"\nExercise {title}, about {exercise.minutes} minutes", "bold"
        )
        task = exercise.task.replace("``", "`")
        self.terminal.say(f"\n{task}\n")
        self.terminal.say(f"Change {shown_path(path)}; it is checked when you save it.")
        self.terminal.say(f"Keys: {KEYS}.\n", "faint")
        is_done = self.workspace.state(exercise) is State.DONE
        self._stamp = self.workspace.stamp(exercise) if is_done else None

    def _finish(self) -> None:
        states = {each.number: self.workspace.state(each) for each in self.exercises}
        left = [str(n) for n, state in states.items() if state is not State.DONE]
        if left:
            self.terminal.say(f"\nSkipped: {', '.join(left)}.", "bold")
            self.terminal.say(f"bin/learn {left[0]} goes back to exercise {left[0]}.")
        else:
            self.terminal.say(f"\nAll {len(states)} exercises are done.", "bold")

    def _check_if_saved(self, exercise: Exercise) -> None:
        stamp = self.workspace.stamp(exercise)
        if stamp is None or stamp == self._stamp:
            return
        self._stamp = stamp
        program = shown_path(self.workspace.program(exercise))
        self.terminal.say(f"Checking {program} ...", "faint")
        if self.check(exercise).is_right:
            self.terminal.say("\nRight. In the site:", "bold")
            self.terminal.say_markdown(exercise.explanation)
            self._go_to(self.workspace.next_of(self.exercises))

    def check(self, exercise: Exercise) -> Report:
        """Check the learner's program, print the report, and return it."""
        program = self.workspace.start(exercise)
        report = check(exercise, program, self.uri, on_poll=self.terminal.poll)
        show_report(self.terminal, report)
        if report.is_right:
            self.workspace.mark(exercise, State.DONE)
        return report

    def _obey(self, line: str | None, exercise: Exercise) -> None:
        """Carry out what was typed."""
        if not line:
            return
        numbered = {str(each.number): each for each in self.exercises}
        if line in numbered:
            self._go_to(numbered[line])
        elif line.lower() in self._commands:
            self._commands[line.lower()](exercise)
        else:
            self.terminal.say(f"Keys: {KEYS}.")

    def _show_solution(self, exercise: Exercise) -> None:
        difference = self.workspace.difference(exercise)
        self.terminal.say(difference or "Your program is the solution.")

    def _skip(self, exercise: Exercise) -> None:
        if self.workspace.state(exercise) is State.OPEN:
            self.workspace.mark(exercise, State.SKIPPED)
        self._go_to(self.workspace.next_of(self.exercises))

    def _reset(self, exercise: Exercise) -> None:
        kept = self.workspace.reset(exercise)
        if kept is not None:
            self.terminal.say(f"What you had is in {shown_path(kept)}.")
        self._stamp = None

    def _quit(self, _: Exercise) -> None:
        self._current = None
        self.terminal.say("bin/learn goes on from here.")
