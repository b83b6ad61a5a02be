"""Fixtures: a check for deprecation warnings, and a server that runs JavaScript."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from types import FunctionType
from typing import Any

import pytest

from mongokit import Connection

Old = Callable[[str, Callable[[], Any]], Any]


def _call_by_old_names(names: str, call: Callable[[], Any]) -> Any:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = call()
    assert {warning.category for warning in caught} == {DeprecationWarning}
    old_names = [str(w.message).partition(" is deprecated: use ")[0] for w in caught]
    assert " ".join(old_names) == names
    is_function = isinstance(call, FunctionType)
    caller = call.__code__.co_filename if is_function else __file__
    assert {warning.filename for warning in caught} == {caller}
    return result


@pytest.fixture
def old() -> Old:
    """Return a function that makes a call and checks its deprecation warnings.

    Its arguments are the old names in the warnings, separated by spaces, and the call.
    Each warning must point to the caller's file.
    """
    return _call_by_old_names


@pytest.fixture(scope="session")
def scripting(
    run_mongod: Callable[..., AbstractContextManager[int]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Connection]:
    """Return a client of a server that runs JavaScript; the default server does not."""
    with (
        run_mongod(tmp_path_factory.mktemp("scripting")) as port,
        Connection("127.0.0.1", port) as connection,
    ):
        yield connection
