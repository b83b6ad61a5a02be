"""Tests of runs of the suite, with a suite of a few planted tests."""

import textwrap
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import conformance.__main__ as command
from conformance.comparison import Known, compare
from conformance.runs import Results, Runner, run_all
from conformance.suite import ConformanceError
from standalone import EmbeddedMongod
from standalone.errors import StandaloneError

SUITE = """
    import unittest
    import pymongo
    from test import MongoClient

    class TestClient(unittest.TestCase):
        def setUp(self):
            self.client = MongoClient(connect=False)
            self.addCleanup(self.client.close)

        def test_same(self):
            self.assertEqual(type(self.client).__name__, "MongoClient")
            self.assertIs(pymongo.MongoClient, MongoClient)

        def test_without_registry(self):
            self.assertNotIn("register", dir(type(self.client)))

        def test_collection(self):
            self.assertTrue(type(self.client.db.coll).__module__.startswith("pymongo"))

        def test_subtests(self):
            for name in ("a", "b"):
                with self.subTest(name):
                    self.assertEqual(name, "a")

        def test_broken(self):
            raise self.failureException("always")
"""
"""Tests that pass everywhere, differ, or fail everywhere."""

PREFIX = "test/test_planted.py::TestClient::"


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """Return the folder of the planted suite."""
    folder = tmp_path / "suite"
    (folder / "test").mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    early = "from pymongo.synchronous.mongo_client import MongoClient\n"
    (folder / "test" / "__init__.py").write_text(early)
    (folder / "test" / "conftest.py").write_text("import test\n")
    (folder / "test" / "test_planted.py").write_text(textwrap.dedent(SUITE))
    return folder


def make_runner(run: str, suite: Path, mongod: EmbeddedMongod) -> Runner:
    """Return a runner that uses the server of the tests."""
    return Runner(run, suite, suite.parent, mongod)


def run_suite(suite: Path, mongod: Any, *runs: str) -> dict[str, Results]:
    """Run the planted suite."""
    runners = {run: make_runner(run, suite, mongod) for run in runs}
    return run_all(runners, dict.fromkeys(runs, ("test/test_planted.py",)))


def test_planted_suite(suite: Path, mongod: EmbeddedMongod) -> None:
    """Exactly the tests that notice our classes differ; subtests count."""
    runs = ("bare", "connection", "handle")
    found = run_suite(suite, mongod, *runs)
    results = {run: each.outcomes for run, each in found.items()}
    handles = {run: each.handles for run, each in found.items()}
    assert results["bare"] == {
        PREFIX + "test_same": "passed",
        PREFIX + "test_without_registry": "passed",
        PREFIX + "test_collection": "passed",
        PREFIX + "test_subtests": "failed",
        PREFIX + "test_broken": "failed",
    }
    known = {PREFIX + "test_same": Known("MK-CON-101", "It is none.")}
    client = compare(results["bare"], results["connection"], known)
    assert client.unexpected == [
        PREFIX + "test_collection",
        PREFIX + "test_without_registry",
    ]
    assert client.obsolete == [PREFIX + "test_same"]
    assert client.failed_bare == 2
    assert results["handle"] == results["connection"]
    assert handles == {"bare": 0, "connection": 0, "handle": 1}


def test_left_collections(suite: Path, mongod: EmbeddedMongod) -> None:
    """Each module starts with an empty database."""
    module = """
        import os
        from test import MongoClient

        def test_empty():
            server = os.environ["DB_IP"], int(os.environ["DB_PORT"])
            with MongoClient(*server, directConnection=True) as client:
                assert client.pymongo_test.list_collection_names() == []
                client.pymongo_test.coll.insert_one({})
    """
    for name in ("test_a.py", "test_b.py"):
        (suite / "test" / name).write_text(textwrap.dedent(module))
    runners = {"bare": make_runner("bare", suite, mongod)}
    results = run_all(runners, {"bare": ("test/test_a.py", "test/test_b.py")})
    assert set(results["bare"].outcomes.values()) == {"passed"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "status 5"),
        ("import nothing_like_this", "status 2"),
        ("import os\n\ndef test_a():\n    os._exit(0)\n", "has written no results"),
        ("import os\n\ndef test_a():\n    os.abort()\n", "status -6"),
        ("def test_a():\n    raise KeyboardInterrupt\n", "status 2"),
    ],
)
def test_crashes(
    suite: Path, mongod: EmbeddedMongod, content: str, reason: str
) -> None:
    """A run without tests, or one that crashes, is an error and no result."""
    (suite / "test" / "test_planted.py").write_text(content)
    with pytest.raises(ConformanceError, match=reason):
        run_suite(suite, mongod, "bare")


def test_handles_that_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command fails if no test has met a handle."""
    results = {run: Results({"a": "passed"}, 0) for run in command.RUNS}
    monkeypatch.setattr(command, "find_suite", lambda: tmp_path)
    monkeypatch.setattr(command, "select", lambda *_, **__: [])
    monkeypatch.setattr(command, "serving", nullcontext)
    monkeypatch.setattr(command, "run_all", lambda *_: results)
    with pytest.raises(ConformanceError, match="No collection was replaced"):
        command.run_suite(tmp_path, everything=False)


def test_server_that_stops(suite: Path) -> None:
    """A run whose server has stopped is an error."""

    def check() -> None:
        raise StandaloneError("MongoDB has stopped unexpectedly.")

    with pytest.raises(StandaloneError, match="stopped unexpectedly"):
        run_suite(suite, SimpleNamespace(port=1, check=check), "bare")


def test_run_that_takes_too_long(
    suite: Path, mongod: EmbeddedMongod, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that takes too long is stopped, and an error."""
    monkeypatch.setattr("conformance.runs.SECONDS", 0.1)
    with pytest.raises(ConformanceError, match="takes more than"):
        run_suite(suite, mongod, "bare")


def test_second_run() -> None:
    """A test that passes in the second run counts as passed, and no other changes."""
    results = Results({"a": "failed", "b": "passed", "c": "failed"}, 0)
    results.merge(Results({"a": "passed", "b": "failed", "c": "failed"}, 0))
    assert results.outcomes == {"a": "passed", "b": "passed", "c": "failed"}
