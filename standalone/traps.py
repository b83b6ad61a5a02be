"""The traps for testers: the site with a slow or flaky network, or with a known bug."""

import ast
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from standalone.errors import StandaloneError

__all__ = ["LISTED", "Program", "Trap", "apply", "find_traps", "listing", "set_trap"]

LISTED = "list"
"""The name that stands for the list of traps."""

ROOT = Path(__file__).parents[1]
TRAPS = Path("kits", "traps")
CODE = ("todo", "flask_mongokit", "mongokit", "wsgi.py", "gunicorn.conf.py")
HEADER = re.compile(r"^(Area|Bug): (.+)$", re.MULTILINE)


class Program(NamedTuple):
    """The code of a site: its folder, and the WSGI application as gunicorn names it."""

    folder: Path | None = None
    application: str = "wsgi:app"


class Trap(NamedTuple):
    """A trap, and what is known about it.

    :param path: a patch, or a module with a WSGI application around the site.
    :param area: where to look, in a sentence.
    :param bug: what is wrong, in a sentence.
    """

    path: Path
    area: str
    bug: str

    @property
    def name(self) -> str:
        """The name to give to ``bin/serve --trap``."""
        return self.path.stem


def find_traps() -> dict[str, Trap]:
    """Return the traps by name, the slow and flaky networks first."""
    return {trap.name: trap for trap in (*_wrappers(), *_patches())}


def listing(*, spoil: bool = False) -> str:
    """Return a line for each trap.

    :param spoil: whether to say what is wrong, instead of where to look.
    """
    return "\n".join(
        f"{name:<9}{trap.bug if spoil else trap.area}"
        for name, trap in find_traps().items()
    )


def set_trap(name: str, folder: Path) -> Program:
    """Return the code of the site with a trap.

    :param name: the name of the trap.
    :param folder: the folder to create for a copy of the code, if one is needed.
    :raises StandaloneError: if there is no such trap, or if its patch does not apply.
    """
    traps = find_traps()
    if name not in traps:
        raise StandaloneError(f"There is no trap {name!r}, but {', '.join(traps)}.")
    path = traps[name].path
    if path.suffix == ".py":
        return Program(application=f"{'.'.join(TRAPS.parts)}.{name}:app")
    _copy_code(folder)
    apply(path, folder)
    return Program(folder)


def apply(patch: Path, folder: Path) -> None:
    """Apply a patch to a copy of the code, with Git.

    :param patch: the path of the patch.
    :param folder: the folder of the copy.
    :raises StandaloneError: if Git is missing, or the patch does not apply.
    """
    done = subprocess.run(  # noqa: S603  a fixed command
        ["git", "apply", os.fspath(patch)],  # noqa: S607  wherever it is installed
        cwd=folder,
        # Git would look for a repository around the folder.
        env={**os.environ, "GIT_CEILING_DIRECTORIES": os.fspath(folder.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StandaloneError(f"The trap {patch.stem} cannot be set: {done.stderr}")


def _wrappers() -> Iterator[Trap]:
    for path in sorted((ROOT / TRAPS).glob("[!_]*.py")):
        text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        sentence = text.partition("\n")[0]
        yield Trap(path, sentence, sentence)


def _patches() -> Iterator[Trap]:
    for path in sorted((ROOT / TRAPS).glob("*.patch")):
        header = dict(
            HEADER.findall(path.read_text("utf-8").partition("diff --git")[0])
        )
        yield Trap(path, header["Area"], header["Bug"])


def _copy_code(folder: Path) -> None:
    folder.mkdir()
    for name in CODE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy2(source, folder / name)
