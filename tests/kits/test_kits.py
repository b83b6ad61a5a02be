"""The kits for testers pass on the site, and find each of the bugs.

``docs/how-to/practise-browser-tests.md`` shows how to run them.
"""

from pathlib import Path
from typing import Any

import pytest

from standalone import traps
from standalone.traps import Program
from tests.kits.kits import KITS, ROOT, Kit

pytestmark = pytest.mark.parametrize("kit", KITS, ids=str)

FEWEST = 15
IMPATIENT = 6
QUITE_PATIENT = 15  # a refused request may end a wait only when it is over
FINDS = {
    "Python": {
        "counts": "test_filters_and_counts",
        "delete": "test_delete_under_a_filter",
        "edit": "test_conflict",
        "pages": "test_pages",
        "reopen": "test_done_and_reopen",
        "search": "test_search",
        "title": "test_the_longest_title",
        "undo": "test_clear_done_and_undo",
    },
    "JavaScript": {
        "counts": "each filter shows its tasks",
        "delete": "the task is deleted whose button was pressed",
        "edit": "who saves last sees",
        "pages": "the pages leave no task out",
        "reopen": "finished, reopened and finished again",
        "search": "ignores case and accents",
        "title": "up to 200 characters",
        "undo": "after Clear done, Undo",
    },
}
"""The test that finds each bug: a part of its name."""

FEW = {
    "Python": ["test_edit", "test_live"],
    "JavaScript": ["edited in the list", "one person"],
}
"""The tests to run where all would take too long: parts of their names."""


def test_the_true_site(kit: Kit, tmp_path: Path) -> None:
    """Every test passes on the site as it is, which two processes start themselves."""
    outcome = kit.run(None, tmp_path / "report.xml")
    assert outcome.failed == set(), outcome.text
    assert len(outcome.ran) >= FEWEST


def test_a_flaky_site(kit: Kit, start_site: Any, tmp_path: Path) -> None:
    """Tests try again where a proxy refuses every tenth request."""
    program = traps.set_trap("flaky", tmp_path / "site")
    report, few = tmp_path / "report.xml", FEW[kit.language]
    outcome = kit.run(start_site(program), report, few, QUITE_PATIENT)
    assert outcome.failed == set(), outcome.text


def test_a_slow_site(kit: Kit, start_site: Any, tmp_path: Path) -> None:
    """Tests wait as long as a slow site needs."""
    program = traps.set_trap("slow", tmp_path / "site")
    outcome = kit.run(start_site(program), tmp_path / "report.xml", FEW[kit.language])
    assert outcome.failed == set(), outcome.text


def test_the_traps(kit: Kit, start_site: Any, tmp_path: Path) -> None:
    """Each bug is found by its own test; all of them are in one copy of the site."""
    bugs = [name for name, t in traps.find_traps().items() if t.path.suffix == ".patch"]
    program = set_all(bugs, tmp_path / "site")
    finds = FINDS[kit.language]
    tests = list(finds.values())
    address = start_site(program)
    outcome = kit.run(address, tmp_path / "report.xml", tests, IMPATIENT)
    found = {
        bug
        for bug, part in finds.items()
        if any(part in name for name in outcome.failed)
    }
    assert found == set(bugs) == set(finds), outcome.text


def set_all(names: list[str], folder: Path) -> Program:
    """Return a copy of the site with several bugs."""
    program = traps.set_trap(names[0], folder)
    for name in names[1:]:
        traps.apply(traps.find_traps()[name].path, folder)
    return program


def test_a_kit_is_complete(kit: Kit) -> None:
    """A kit can be copied: it has a page, its packages, and no links to elsewhere."""
    assert (kit.folder / "README.md").is_file()
    lists = ("requirements.txt", "package.json")
    assert any((kit.folder / name).is_file() for name in lists)
    assert not any(path.is_symlink() for path in kit.folder.rglob("*"))


def test_the_kits_share_code(kit: Kit) -> None:
    """What the kits in Python share is the same in both of them."""
    if kit.name != "playwright-js":
        ours, other = (
            (ROOT / "kits" / name / "tests" / "site.py").read_text()
            for name in (kit.name, "playwright")
        )
        assert ours == other
