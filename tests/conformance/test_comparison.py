"""Tests of the comparison with bare pymongo, and of what it prints."""

from pathlib import Path

import pytest

from conformance.comparison import Known, compare, known_differences
from conformance.report import lines

PASSED = {"test/a.py::one": "passed", "test/a.py::two": "passed"}
KNOWN = {"test/a.py::two": Known("MK-CON-116", "UUIDs are stored.")}


def test_equal_runs() -> None:
    """Runs with equal outcomes do not differ."""
    found = compare(PASSED, PASSED, {})
    assert (found.passed_bare, found.passed_ours, found.differing) == (2, 2, [])
    assert found.is_expected


@pytest.mark.parametrize("outcome", ["failed", "skipped"])
def test_unlisted_difference(outcome: str) -> None:
    """A test that passes bare, and not with our classes, is reported."""
    found = compare(PASSED, {**PASSED, "test/a.py::two": outcome}, {})
    assert (found.passed_bare, found.passed_ours) == (2, 1)
    assert found.unexpected == ["test/a.py::two"]
    assert not found.is_expected
    printed = "\n".join(lines("connection", found))
    assert "| 2 | 1 | 1 | 0 |" in printed
    assert "| test/a.py::two | | **not listed** |" in printed


def test_listed_difference() -> None:
    """A difference in the list is printed with its requirement, and expected."""
    found = compare(PASSED, {**PASSED, "test/a.py::two": "failed"}, KNOWN)
    assert found.is_expected
    printed = "\n".join(lines("handle", found))
    assert "| test/a.py::two | MK-CON-116 | UUIDs are stored. |" in printed


def test_listed_test_that_does_not_differ() -> None:
    """A listed test that passes, or that there is no more, is reported."""
    for ours in (PASSED, {"test/a.py::one": "passed"}):
        found = compare(PASSED, ours, KNOWN)
        assert found.obsolete == ["test/a.py::two"]
        assert not found.is_expected
        printed = "\n".join(lines("handle", found))
        assert "Listed, but it does not differ: test/a.py::two" in printed


def test_failures_of_bare_pymongo() -> None:
    """A test that fails with bare pymongo is counted, and no difference."""
    bare = {**PASSED, "test/a.py::two": "failed"}
    found = compare(bare, bare, {})
    assert (found.passed_bare, found.failed_bare, found.differing) == (1, 1, [])
    assert found.is_expected


def test_nothing_passes() -> None:
    """A comparison in which no test passes is no success."""
    assert not compare({}, {}, {}).is_expected


def test_list_of_differences(tmp_path: Path) -> None:
    """Each entry of the list belongs to the runs that it names."""
    path = tmp_path / "differences.toml"
    path.write_text(
        "[[difference]]\n"
        'requirement = "MK-CON-116"\n'
        'reason = "Why."\n'
        'runs = ["connection"]\n'
        'tests = ["test_a.py::one"]\n'
    )
    known = known_differences("connection", path)
    assert known == {"test/test_a.py::one": Known("MK-CON-116", "Why.")}
    assert known_differences("handle", path) == {}


@pytest.mark.parametrize("run", ["connection", "handle"])
def test_requirements_of_differences(run: str) -> None:
    """Each listed difference names a requirement that is documented."""
    page = Path(__file__).parents[2] / "docs" / "reference" / "requirements.md"
    documented = page.read_text()
    known = known_differences(run)
    assert known
    for each in known.values():
        assert f"**{each.requirement}**" in documented
