"""Learn Flask on MongoDB by repairing twenty small programs: ``bin/learn``."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from exercises.catalog import Exercise, exercises
from exercises.lesson import Lesson, show_hint, show_list, shown_path
from exercises.server import mongodb
from exercises.terminal import Terminal
from exercises.workspace import Workspace
from standalone import StandaloneError
from standalone.processes import StopSignals

STANDARD_INPUT = 0
DESCRIPTION = """\
Learn Flask on MongoDB by repairing twenty small programs.

Without options, show the next exercise, check it whenever you save it, and go on
when it is right. The programs to change are in learn/."""
EPILOG = """\
A MongoDB server is started for the checks, and stopped at the end. If MONGODB_URI
is set, that server is used instead; each check has a database of its own there."""


def arguments(words: Sequence[str]) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="bin/learn",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    known = {str(each.number): each for each in exercises()}

    def exercise(text: str) -> Exercise:
        number = text.lstrip("0")
        if number not in known:
            raise argparse.ArgumentTypeError(f"there is no exercise {text}")
        return known[number]

    one = parser.add_mutually_exclusive_group()
    one.add_argument(
        "number", nargs="?", type=exercise, help="begin with this exercise"
    )
    for name, text in (
        ("check", "check an exercise; the exit status is 0 if it is right"),
        ("hint", "show the next hint"),
        ("solution", "show what differs from a solution"),
        ("reset", "begin an exercise again"),
    ):
        one.add_argument(f"--{name}", metavar="NUMBER", type=exercise, help=text)
    one.add_argument("--list", action="store_true", help="list the exercises")
    parser.add_argument(
        "--directory",
        type=Path,
        default=Path(__file__).parents[1] / "learn",
        help="keep the programs and the progress here instead of in learn/",
    )
    return parser.parse_args(words)


def learn(
    options: argparse.Namespace, environ: Mapping[str, str], terminal: Terminal
) -> int:
    """Do what the options say, and return the exit status."""
    workspace = Workspace(options.directory.absolute())
    if options.list:
        show_list(terminal, workspace, exercises())
    elif options.hint:
        show_hint(terminal, workspace, options.hint)
    elif options.solution:
        terminal.say(workspace.difference(options.solution))
    elif options.reset:
        workspace.reset(options.reset)
        terminal.say(f"Change {shown_path(workspace.program(options.reset))}.")
    else:
        with mongodb(environ, terminal.poll) as uri:
            lesson = Lesson(exercises(), workspace, uri, terminal)
            if options.check:
                return 0 if lesson.check(options.check).is_right else 1
            lesson.run(options.number)
    return 0


if __name__ == "__main__":
    if sys.stdin is None:  # it is closed, and another file must not take its place
        os.open(os.devnull, os.O_RDONLY)
    try:
        terminal = Terminal(
            sys.stdout, STANDARD_INPUT, os.environ, StopSignals().exit_if_received
        )
        sys.exit(learn(arguments(sys.argv[1:]), os.environ, terminal))
    except StandaloneError as error:
        sys.exit(str(error))
    except BrokenPipeError:  # nobody reads the output any more, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        sys.exit(f"{error.filename or 'A file'} cannot be used: {error.strerror}.")
