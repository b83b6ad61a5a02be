"""The guide for moving and the audit name the same differences."""

import re
from pathlib import Path

import pytest

from mongokit.legacy.audit import RULES, audit
from mongokit.legacy.audit.report import GUIDE

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / GUIDE).read_text()
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
ROW = re.compile(r"^\| (`.*?`[^|]*) \| ([^|]*) \| [^|]*\|$", re.MULTILINE)
TABLE = "| Search for | Today | Instead |\n|---|---|---|\n"

TYPE = "class A(CustomType):\n    mongo_type = int\n    {}\n        return value or 0"
CONTEXTS = {
    "except ConnectionFailure:": "try:\n    c = Connection(safe=True)\n{}\n    pass",
    "Connection()": "{}",
    "def to_bson(self, value):": TYPE,
    "def to_python(self, value):": TYPE,
    'app.config["MONGODB_DATABASE"] = "test"': "def test_x():\n    {}",
    "Flask-MongoKit": "{}",
}
"""Source around the lines to search for that mean something only there."""

TESTS = [
    "tests/mongokit/legacy/audit/test_behaviour.py",
    "tests/flask_mongokit/test_moving.py",
    "tests/todo/test_original_example.py",
]


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def searches() -> list[tuple[str, str, str]]:
    """Return the anchor, a line to search for and the description of each row."""
    found = []
    parts = HEADING.split(PAGE)
    for heading, text in zip(parts[1::2], parts[2::2], strict=True):
        for table in text.split(TABLE)[1:]:
            rows = ROW.findall(table.partition("\n\n")[0])
            assert len(rows) == table.partition("\n\n")[0].strip().count("\n") + 1
            found += [
                (anchor(heading), line, today)
                for cell, today in rows
                for line in re.findall(r"`(.*?)`", cell)
            ]
    return found


SEARCHES = searches()


def rules_for(section: str, line: str) -> set[str]:
    """Return the names of a section's rules that find a line."""
    source = CONTEXTS.get(line, "{}").replace("{}", line)
    return {f.rule.name for f in audit(source) if f.rule.anchor == section}


@pytest.mark.parametrize(("section", "line", "today"), SEARCHES)
def test_row(section: str, line: str, today: str) -> None:
    """Each line to search for is found, and what raises an error is marked."""
    found = rules_for(section, line)
    assert found
    fails = {rule.fails for rule in RULES if rule.name in found}
    assert today.startswith(("error", "an error")) in fails


def test_every_rule_is_in_the_guide() -> None:
    """Each difference that the audit finds without an error is in a table."""
    listed = {name for s, line, _ in SEARCHES for name in rules_for(s, line)}
    assert {rule.name for rule in RULES if not rule.fails} <= listed


def test_anchors() -> None:
    """Each anchor that the audit prints is a heading of the guide."""
    anchors = [anchor(heading) for heading in HEADING.findall(PAGE)]
    assert {rule.anchor for rule in RULES} <= set(anchors)
    assert len(set(anchors)) == len(anchors)


def test_every_difference_is_tested() -> None:
    """For each rule with a row in the guide, a test shows the difference."""
    listed = {name for s, line, _ in SEARCHES for name in rules_for(s, line)}
    sources = "".join((ROOT / path).read_text() for path in TESTS)
    tested = set(re.findall(r"^def test_(\w+)\(", sources, re.MULTILINE))
    assert {name.replace("-", "_") for name in listed} <= tested


def test_example_of_the_output() -> None:
    """The lines in the guide's example have messages that rules print."""
    example = PAGE.partition("```text\n")[2].partition("```")[0]
    messages = {
        f"{'fails: ' * rule.fails}{rule.message} ({GUIDE}#{rule.anchor})"
        for rule in RULES
    }
    lines = example.splitlines()
    assert len(lines) == 2
    assert {line.split(": ", 1)[1] for line in lines} <= messages
