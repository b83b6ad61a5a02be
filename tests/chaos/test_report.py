"""The table of a run has a row for each fault."""

from dataclasses import replace

from chaos.checker import Category, Violation
from chaos.history import Fault, Kind
from chaos.report import lines, rows
from tests.chaos.histories import UNKNOWN, Site


def test_rows() -> None:
    """An operation and its violations count for the fault at its start."""
    site = Site()
    first = site.send(Kind.CREATE, "a", words="a1")
    unknown = site.send(Kind.FINISH, "a", outcome=UNKNOWN)
    site.send(Kind.CREATE, "b", words="b1", outcome=UNKNOWN)
    retry = site.send(Kind.FINISH, "a")
    site.history.record(replace(site.read_all(), status=503))
    site.history.faults.append(Fault("kill-site", unknown.start, retry.start))
    table = rows(site.history, [Violation(Category.LOST, "a is lost", unknown)])
    assert [*table] == ["kill-site", "none", "**all**"]
    assert (table["kill-site"].operations, table["none"].operations) == (2, 4)
    assert (table["kill-site"].unknown, table["kill-site"].resolved) == (2, 2)
    assert table["**all**"].acknowledged == 2
    assert table["none"].errors == 1
    assert table["kill-site"].violations == {Category.LOST: 1}
    printed = "\n".join(lines(site.history, [Violation(Category.LOST, "gone", first)]))
    assert "| kill-site | 1 | 2 | 0 | 0 |" in printed
    assert "lost, during no fault: gone" in printed


def test_act_without_retry() -> None:
    """An unknown act stays unresolved if no retry was answered."""
    site = Site()
    site.send(Kind.CREATE, "a", words="a1")
    site.send(Kind.FINISH, "a", outcome=UNKNOWN)
    row = rows(site.history, [])["none"]
    assert (row.unknown, row.resolved) == (1, 0)
