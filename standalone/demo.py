"""Run a throw-away site, as it is or with a trap for testers."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from standalone.errors import StandaloneError
from standalone.processes import StopSignals
from standalone.serve import DATABASE_VARIABLES, Options, serve
from standalone.traps import Program, set_trap

__all__ = ["serve_demo"]

ONE_WORKER = ("--workers=1",)
"""Arguments for ``gunicorn``, which starts sooner with one worker than with two."""


def serve_demo(
    environ: Mapping[str, str], signals: StopSignals, trap: str | None = None
) -> NoReturn:
    """Run a site on a free port, with a database that is removed at the end.

    :param environ: the site's settings; ``TODO_PORT`` is the port, if it is set.
    :param signals: the signals that stop it.
    :param trap: the name of a trap.
    :raises StandaloneError: if there is no such trap, if a MongoDB server is
        configured, or if the site cannot start.
    :raises SystemExit: with status 0 after a signal.
    """
    _refuse_a_database(environ)
    with tempfile.TemporaryDirectory(prefix="todo-demo-") as name:
        directory = Path(name)
        program = set_trap(trap, directory / "site") if trap else Program()
        options = Options(
            directory / "data",
            {**environ, "TODO_DEMO": "1"},
            default_port=0,
            durable=False,
            folder=program.folder,
            application=program.application,
            gunicorn_arguments=ONE_WORKER,
        )
        serve(options, signals)


def _refuse_a_database(environ: Mapping[str, str]) -> None:
    """Protect the tasks of a configured server, since a demo can be reset.

    :raises StandaloneError: if a MongoDB server is configured.
    """
    given = [name for name in DATABASE_VARIABLES if environ.get(name)]
    if given:
        raise StandaloneError(
            f"bin/serve --demo runs a MongoDB of its own: unset {given[0]}."
        )
