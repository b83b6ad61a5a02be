"""The checker finds what is wrong in a history, and nothing in a correct one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from chaos.checker import Category, check
from chaos.history import Announcement, Fault, Kind, Outcome, Seen, Stored
from tests.chaos.histories import (
    DONE,
    REFUSED,
    UNKNOWN,
    Site,
    random_site,
    shown,
)


def categories(site: Site) -> set[Category]:
    """Return the categories of the violations in a site's history."""
    return {each.category for each in check(site.history, site.stored)}


@pytest.fixture
def site() -> Site:
    """Return a site with two tasks, whose history has one of each operation."""
    site = Site()
    for task in ("a", "b", "c"):
        site.send(Kind.CREATE, task, words=f"{task}1")
    site.send(Kind.IMPORT, "d", "e", words="de")
    site.send(Kind.EDIT, "a", words="a2", version=1)
    site.send(Kind.FINISH, "a")
    site.send(Kind.FINISH, "b")
    site.send(Kind.CLEAR, batch="x")
    site.read_all()
    site.send(Kind.UNDO, batch="x")
    site.send(Kind.REOPEN, "b")
    site.send(Kind.DELETE, "c")
    site.read_all()
    return site


@pytest.mark.parametrize("seed", range(40))
def test_correct_histories(seed: int) -> None:
    """A correct site has no violations, also where outcomes are unknown."""
    site = random_site(seed)
    assert check(site.history, site.stored) == []


def test_each_operation(site: Site) -> None:
    """A history with each kind of operation has no violations."""
    assert check(site.history, site.stored) == []


@pytest.mark.parametrize("task", ["a", "e"])
def test_lost_task(site: Site, task: str) -> None:
    """An acknowledged task, created or imported, that is not stored is lost."""
    del site.tasks[task]
    assert Category.LOST in categories(site)


def test_doubled_task(site: Site) -> None:
    """A task that is stored twice is found."""
    stored = [*site.stored, site.tasks["b"]]
    assert {v.category for v in check(site.history, stored)} == {Category.DOUBLED}


@pytest.mark.parametrize("is_applied", [True, False])
def test_unknown_creation(site: Site, *, is_applied: bool) -> None:
    """A task whose outcome is unknown may be stored or not, but not twice."""
    site.send(Kind.CREATE, "f", words="f1", outcome=UNKNOWN, is_applied=is_applied)
    assert categories(site) == set()
    stored = [*site.stored, *[Stored("f", "f1", "f1")] * 2]
    assert {v.category for v in check(site.history, stored)} == {Category.DOUBLED}


def test_refused_creation(site: Site) -> None:
    """A refused task must not be stored, unless another request stored it."""
    site.send(Kind.CREATE, "f", words="f1", outcome=REFUSED, is_applied=True)
    assert categories(site) == {Category.REFUSED}
    site.send(Kind.CREATE, "f", words="f1", outcome=UNKNOWN, is_applied=True)
    assert categories(site) == set()


def test_refused_edit(site: Site) -> None:
    """A refused edit must not be stored."""
    site.send(Kind.EDIT, "b", words="b2", version=1, outcome=REFUSED, is_applied=True)
    assert Category.REFUSED in categories(site)


def test_lost_edit(site: Site) -> None:
    """An acknowledged edit that is not stored is found."""
    site.send(Kind.EDIT, "b", words="b2", version=1, is_applied=False)
    assert categories(site) == {Category.OVERWRITTEN}


@pytest.mark.parametrize("outcome", [DONE, UNKNOWN])
def test_overwritten_edit(site: Site, outcome: Outcome) -> None:
    """An edit that replaces an acknowledged one of the same version is found."""
    site.send(Kind.EDIT, "b", words="b2", version=1)
    site.send(Kind.EDIT, "b", words="b3", version=1, outcome=outcome, is_applied=False)
    site.tasks["b"] = Stored("b", "b3", "b3", version=2)
    assert categories(site) == {Category.OVERWRITTEN}


def test_refused_conflict(site: Site) -> None:
    """Of two edits of the same version, one is stored and one refused."""
    site.send(Kind.EDIT, "b", words="b2", version=1)
    site.send(Kind.EDIT, "b", words="b3", version=1, outcome=REFUSED)
    assert categories(site) == set()


@pytest.mark.parametrize(
    "stored",
    [
        Stored("b", "b1", "b1", version=2),
        Stored("b", "b9", "b9"),
        Stored("b", "b1", "b0"),
        Stored("b", "b3", "b3", version=3),
    ],
    ids=["version without edit", "unknown words", "torn", "gap"],
)
def test_strange_versions(site: Site, stored: Stored) -> None:
    """Words and versions that no chain of edits makes are found."""
    site.send(Kind.EDIT, "b", words="b3", version=2, outcome=UNKNOWN, is_applied=False)
    site.tasks["b"] = stored
    assert categories(site) - {Category.STALE} == {Category.OVERWRITTEN}


@pytest.mark.parametrize(
    ("task", "change"),
    [
        ("a", {"is_done": False}),
        ("b", {"is_done": True}),
        ("c", {"is_deleted": False}),
        ("d", {"is_deleted": True}),
    ],
    ids=["finish", "reopen", "delete", "never deleted"],
)
def test_lost_act(site: Site, task: str, change: dict[str, Any]) -> None:
    """An acknowledged act without effect, or an effect without an act, is found."""
    site.tasks[task] = replace(site.tasks[task], **change)
    assert categories(site) == {Category.LOST}


def test_act_with_unknown_outcome(site: Site) -> None:
    """An act whose outcome is unknown may have an effect later, or none."""
    site.send(Kind.DELETE, "a", outcome=UNKNOWN, is_applied=False)
    site.send(Kind.EDIT, "a", words="a3", version=2)
    assert categories(site) == set()
    site.tasks["a"] = replace(site.tasks["a"], is_deleted=True)
    assert categories(site) == set()


def test_incomplete_undo(site: Site) -> None:
    """An undo that leaves a task of its batch deleted is found."""
    site.tasks["a"] = replace(site.tasks["a"], is_deleted=True, batch="x")
    assert categories(site) == {Category.WRONG_UNDO}


def test_undo_of_another_number(site: Site) -> None:
    """An undo that restores more or fewer tasks than were deleted is found."""
    for at, each in enumerate(site.history.operations):
        if each.kind is Kind.UNDO:
            site.history.operations[at] = replace(each, number=1)
    assert categories(site) == {Category.WRONG_UNDO}


def test_undo_that_restores_too_much(site: Site) -> None:
    """An undo that restores a task that was deleted alone is found."""
    site.send(Kind.FINISH, "e")
    site.send(Kind.DELETE, "e")
    site.send(Kind.CLEAR, batch="y")
    site.send(Kind.UNDO, batch="y")
    assert categories(site) == set()
    site.tasks["e"] = replace(site.tasks["e"], is_deleted=False)
    assert categories(site) == {Category.LOST}


def test_member_restored_alone(site: Site) -> None:
    """An undo restores fewer tasks if one of them has been restored before."""
    site.send(Kind.CLEAR, batch="y")
    site.send(Kind.RESTORE, "a")
    site.send(Kind.UNDO, batch="y")
    assert categories(site) == set()


def test_stale_version(site: Site) -> None:
    """A client that reads an older version than before is found."""
    site.send(Kind.EDIT, "a", words="a3", version=2, client=1)
    site.read_all()
    site.read(Seen("a", words="a2"), client=2)
    assert categories(site) == set()
    site.read(Seen("a", words="a2"))
    assert categories(site) == {Category.STALE}


def test_own_edit_is_read(site: Site) -> None:
    """A client that does not read its own edit is found."""
    site.send(Kind.EDIT, "a", words="a3", version=2, client=1)
    site.read(Seen("a", words="a2"), client=1)
    assert categories(site) == {Category.STALE}


@pytest.mark.parametrize(
    "seen",
    [
        Seen("a", is_missing=True),
        Seen("a", words="a9"),
        Seen("a", words="a2", version=7),
        Seen("a", is_done=False),
        Seen("c", is_deleted=False),
    ],
    ids=["missing", "unknown words", "wrong version", "not done", "not deleted"],
)
def test_wrong_reads(site: Site, seen: Seen) -> None:
    """An answer that contradicts what the client has done is found."""
    site.read(seen)
    assert categories(site) == {Category.STALE}


def test_read_that_is_rolled_back(site: Site) -> None:
    """An edit that a client has read, and that is gone at the end, is found."""
    site.send(Kind.EDIT, "b", words="b2", version=1, outcome=UNKNOWN, is_applied=False)
    site.read(Seen("b", words="b2"), client=1)
    assert categories(site) == {Category.STALE}


def test_read_of_an_edit_that_lost(site: Site) -> None:
    """An edit that a client has read, and that another one replaced, is found."""
    site.send(Kind.EDIT, "b", words="b2", version=1, outcome=UNKNOWN, is_applied=False)
    site.read(Seen("b", words="b2"), client=1)
    site.send(Kind.EDIT, "b", words="b3", version=1)
    assert categories(site) == {Category.STALE}


def test_state_that_goes_back(site: Site) -> None:
    """A task that is seen as done, and then as open, must have been reopened."""
    site.send(Kind.FINISH, "d", client=1)
    site.read(shown(site.tasks["d"]), client=2)
    site.read(Seen("d", is_done=False), client=2)
    assert categories(site) == {Category.STALE}
    site.send(Kind.REOPEN, "d", client=3)
    site.tasks["d"] = replace(site.tasks["d"], is_done=True)
    assert Category.LOST in categories(site)


@pytest.mark.parametrize("seconds", [6, 7])
def test_late_answer(site: Site, seconds: int) -> None:
    """An answer after more than 6 s is late, unless its process was stopped."""
    last = replace(site.read_all(), site="site-1")
    late = replace(last, end=last.start + seconds)
    site.history.operations[-1] = late
    assert categories(site) == ({Category.LATE} if seconds == 7 else set())
    for name in ("site-2", ""):
        site.history.faults.append(Fault("freeze-site", late.start, late.end, name))
        assert bool(categories(site)) == (seconds == 7)
    site.history.faults.append(Fault("freeze-site", late.start, late.end, "site-1"))
    assert categories(site) == set()


def test_busy_machine(site: Site) -> None:
    """Time in which the machine ran nothing does not make an answer late."""
    last = site.read_all()
    site.history.operations[-1] = replace(last, end=last.start + 7)
    site.history.stalls.append((last.start + 8, 5))
    site.history.stalls.append((last.start + 3, 0.5))
    assert categories(site) == {Category.LATE}
    site.history.stalls.append((last.start + 4, 0.6))
    assert categories(site) == set()


def announce(site: Site, ids: Mapping[str, str | None]) -> None:
    """Let an event announce each task after its last change, as the given id."""
    for task, stored in site.tasks.items():
        site.tasks[task] = replace(stored, id=f"id of {task}")
    site.history.announcements["site-1"] = [
        Announcement(each.end, None if known is None else frozenset({known}))
        for each in site.history.in_order()
        for task in each.tasks
        for known in [ids.get(task, f"id of {task}")]
    ]


@pytest.mark.parametrize("ids", [{}, {"e": None}], ids=["the id", "any task"])
def test_announced(site: Site, ids: dict[str, str | None]) -> None:
    """An event announces a change by the id of the task, or of any task."""
    announce(site, ids)
    assert categories(site) == set()


@pytest.mark.parametrize("task", ["a", "c", "e"])
def test_unannounced(site: Site, task: str) -> None:
    """An acknowledged change that an event stream does not announce is found."""
    announce(site, {task: "another id"})
    assert categories(site) == {Category.UNANNOUNCED}


def test_announced_too_early(site: Site) -> None:
    """An event before a change does not announce it."""
    announce(site, {})
    site.send(Kind.EDIT, "b", words="b2", version=1)
    assert categories(site) == {Category.UNANNOUNCED}


def test_broken_answer(site: Site) -> None:
    """An answer that is wrong by itself is found."""
    site.history.operations[-1] = replace(
        site.history.operations[-1], problem="status 500"
    )
    assert categories(site) == {Category.BROKEN}


PLANTED: dict[str, tuple[Category, Callable[[Stored], list[Stored]]]] = {
    "lost": (Category.LOST, lambda _: []),
    "doubled": (Category.DOUBLED, lambda task: [task, task]),
    "version": (
        Category.OVERWRITTEN,
        lambda task: [replace(task, version=task.version + 1)],
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("seed", range(5))
def test_planted_in_a_long_history(seed: int, planted: str) -> None:
    """A mistake is found in a long history with unknown outcomes, and only that."""
    site = random_site(seed)
    category, change = PLANTED[planted]
    known = {
        task
        for each in site.history.operations
        if each.outcome is DONE and each.kind in {Kind.CREATE, Kind.IMPORT}
        for task in each.tasks
    }
    chosen = sorted(known)[seed % len(known)]
    stored = [
        each
        for task in site.stored
        for each in (change(task) if task.task == chosen else [task])
    ]
    found = check(site.history, stored)
    assert category in {each.category for each in found}
    assert all(chosen in each.message for each in found)
