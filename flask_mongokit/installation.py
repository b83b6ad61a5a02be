"""Checks, when it is imported, that no other package has replaced files of MongoKit."""

from importlib import metadata
from importlib.util import find_spec

__all__ = ["OTHERS", "problem"]

OTHERS = ("mongokit", "mongokit-py3", "mongokit-py3k", "Flask-MongoKit")
"""Packages for pymongo 2 and 3 whose modules have the names of ours."""

INSTALL_AGAIN = "install flask-mongokit-todo again, with pip's --force-reinstall."


def problem() -> str | None:
    """Return what is wrong with the installed files, as a sentence, or ``None``."""
    others = [name for name in OTHERS if _is_installed(name)]
    if others:
        return (
            f"Files of flask-mongokit-todo have the same names as those of "
            f"{' and '.join(others)}: run pip uninstall {' '.join(others)}, then "
            f"{INSTALL_AGAIN}"
        )
    spec = find_spec("mongokit")
    if spec is None or spec.origin is None:
        return (
            "Files of mongokit are missing, as after uninstalling another package with "
            f"the same files: {INSTALL_AGAIN}"
        )
    return None


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


_problem = problem()
if _problem:
    raise ImportError(_problem)
