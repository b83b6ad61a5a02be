"""Reads settings from the environment, and says all that is wrong at once."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from flask_mongokit.config import Setting, credential_problems
from flask_mongokit.errors import ConfigurationError

__all__ = ["read_environment"]

FILE_SUFFIX = "_FILE"
SURROGATES = re.compile("[\ud800-\udfff]")  # what os.environ makes of other bytes


def read_environment(
    settings: Iterable[Setting],
    environ: Mapping[str, str],
    *,
    prefixes: tuple[str, ...] = ("MONGODB_",),
) -> dict[str, Any]:
    """Return the settings that the environment gives, parsed.

    An empty variable is as good as none. The value of a secret setting ``NAME`` may
    stand in the file that ``NAME_FILE`` names, with one newline at its end.

    :param settings: those to read.
    :param environ: the environment.
    :param prefixes: a variable that begins so and is no setting is a mistake.
    :returns: the values of those that are given.
    :raises ConfigurationError: with a sentence for each problem.
    """
    settings = tuple(settings)
    values: dict[str, Any] = {}
    problems: list[str] = []
    for setting in settings:
        try:
            raw = _raw_value(setting, environ)
            if raw:
                values[setting.name] = _parse(setting, raw)
        except _Problem as problem:
            values[setting.name] = problem
            problems.append(str(problem))
    problems += credential_problems(values)
    problems += _unknown(settings, environ, prefixes)
    if problems:
        raise ConfigurationError(problems)
    return values


class _Problem(Exception):  # noqa: N818  a sentence on its way
    pass


def _raw_value(setting: Setting, environ: Mapping[str, str]) -> str | None:
    raw = environ.get(setting.name) or None
    path = environ.get(setting.name + FILE_SUFFIX) if setting.secret else None
    if not path:
        return raw
    if raw:
        raise _Problem(
            f"{setting.name} and {setting.name}{FILE_SUFFIX} are both given: "
            "give one of them."
        )
    try:
        return Path(path).read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise _Problem(
            f"{setting.name}{FILE_SUFFIX} must name a file that can be read, "
            f"not {path!r}: {reason}."
        ) from error


def _parse(setting: Setting, raw: str) -> Any:
    if SURROGATES.search(raw):
        raise _Problem(f"{setting.name} must be UTF-8 text.")
    try:
        return setting.parse(raw)
    except ValueError as error:
        raise _Problem(setting.problem(raw, error)) from error


def _unknown(
    settings: tuple[Setting, ...], environ: Mapping[str, str], prefixes: tuple[str, ...]
) -> Iterator[str]:
    known = {setting.name for setting in settings}
    known |= {setting.name + FILE_SUFFIX for setting in settings if setting.secret}
    for name in sorted(environ):
        if environ[name] and name.startswith(prefixes) and name not in known:
            yield f"{name} is not a setting; did you mean {_nearest(name, known)}?"


def _nearest(name: str, known: Iterable[str]) -> str:
    related = [k for k in known if k.startswith(name) or name.startswith(k)]
    candidates = related or sorted(known)
    return difflib.get_close_matches(name, candidates, 1, cutoff=0)[0]
