"""Tests of whole programs for MongoKit 0.9, unchanged and modernised."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit.legacy.audit import audit
from standalone import EmbeddedMongod

PROGRAM_FOLDER = Path(__file__).parent / "programs"
ROOT = Path(__file__).parents[3]
PROGRAMS = ["blog", "registry", "assets"]

MODERN = (
    (r"Connection\(sys.argv\[1\], safe=True\)", "Connection(sys.argv[1], w=1)"),
    (r"\.insert\(\s*(\{.*?\}),\s+safe=True,\s+\)", r".insert_one(\1).inserted_id"),
    (r"\.insert\(", ".insert_one("),
    (r"\.update\((\{\"views.*?\}), multi=True\)", r".update_many(\1)"),
    (r"members\.update\(", "members.update_one("),
    (r"\.remove\((\{.*?\})\)\[\"n\"\]", r".delete_many(\1).deleted_count"),
    (r"\.remove\(", ".delete_many("),
    (
        r"members\.save\((\{\"_id\": \"x\".*?\})\)",
        r'members.replace_one({"_id": "x"}, \1, upsert=True).upserted_id',
    ),
    (r"\.ensure_index\(", ".create_index("),
    (r"\"ttl\": 86400", '"sparse": False'),
    (r"find\(fields=", "find(projection="),
    (r"find\(spec=", "find(filter="),
    (r"find\(timeout=False\)\.count\(\)", "count_documents({})"),
    (r"\.find\((\{[^}]*\})\)\.count\(\)", r".count_documents(\1)"),
    (r"(\.find\(\))?\.count\(\)", ".count_documents({})"),
    (
        r"collection_names\(include_system_collections=False\)",
        "list_collection_names()",
    ),
    (r"\.disconnect\(\)", ".close()"),
)
"""Patterns of pymongo 2 calls in the programs, with their current replacements."""


@pytest.fixture
def run(
    mongod: EmbeddedMongod, database: PlainDatabase[dict[str, Any]], tmp_path: Path
) -> Any:
    """Return a function that runs a program and returns its output."""

    def run(source: str, warnings: str) -> str:
        program = tmp_path / "program.py"
        program.write_text(source)
        command = [sys.executable, "-W", warnings, str(program)]
        done = subprocess.run(
            [*command, mongod.uri, database.name],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.mark.parametrize("name", PROGRAMS)
def test_an_old_program_runs(run: Any, name: str) -> None:
    """A program for MongoKit 0.9 still prints its recorded output."""
    source = (PROGRAM_FOLDER / f"{name}.py").read_text()
    assert run(source, "ignore") == (PROGRAM_FOLDER / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_modernised_program_runs_without_a_warning(run: Any, name: str) -> None:
    """With pymongo 4 calls, a program prints the same output without warnings."""
    source = (PROGRAM_FOLDER / f"{name}.py").read_text()
    for old, new in MODERN:
        source = re.sub(old, new, source, flags=re.DOTALL)
    assert run(source, "error") == (PROGRAM_FOLDER / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", PROGRAMS)
def test_audit_of_an_old_program(name: str) -> None:
    """The audit finds the recorded lines of a program, by the name of the rule."""
    found = audit((PROGRAM_FOLDER / f"{name}.py").read_text())
    recorded = (PROGRAM_FOLDER / f"{name}.audit.txt").read_text()
    assert [f"{each.line} {each.rule.name}" for each in found] == recorded.splitlines()


def test_every_old_name_is_modernised_somewhere() -> None:
    """Every pattern matches in at least one program."""
    sources = "".join((PROGRAM_FOLDER / f"{name}.py").read_text() for name in PROGRAMS)
    assert [old for old, _ in MODERN if not re.search(old, sources, re.DOTALL)] == []
