"""The programs of the guides for moving, before and after, with the same answers.

The guides are ``move-from-flask-pymongo.md``, ``move-from-flask-mongoengine.md`` and
``move-from-flask-mongokit.md``.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from docs.snippets import snippets
from standalone import EmbeddedMongod

ROOT = Path(__file__).parents[2]
PINS = ROOT / "requirements" / "tests.txt"
UV = str(Path(sys.executable).with_name("uv"))
ADDRESS = "mongodb://localhost:27017/shop"
PEERS = {
    "move-from-flask-pymongo": ("flask-pymongo==3.0.1", f"--constraint={PINS}"),
    "move-from-flask-mongoengine": (
        *("flask-mongoengine==1.0.0", "mongoengine==0.29.3"),
        *("flask==2.2.5", "werkzeug==2.2.3"),
    ),
}
"""What the programs before the move need, by the name of the guide."""

VISIT = """
import json

web = app.test_client()
made = [
    web.post("/new", json={"name": name, "price": price})
    for name, price in (("Tea", 3), ("Cake", 12), ("Bread", 4), ("Fish", "x"))
]
path = "/" + made[0].json["id"]
answers = [
    [each.status_code for each in made],
    web.get("/").json,
    web.get(path).json,
    web.get("/" + "0" * 24).status_code,
    web.post(path + "/price", json={"price": 11}).status_code,
    web.post(path + "/price", json={"price": "x"}).status_code,
    web.get(path).json,
    web.get("/").json,
]
print(json.dumps(answers))
"""
ANSWERS = [
    [201, 201, 201, 422],
    {"products": ["Bread", "Tea"]},
    {"name": "Tea", "price": 3},
    404,
    204,
    422,
    {"name": "Tea", "price": 11},
    {"products": ["Bread"]},
]


def program(guide: str, part: int) -> str:
    """Return the program before the move (0) or after it (1), and a visit to it."""
    found = snippets(Path(f"docs/how-to/{guide}.md"))
    code = [each.code for each in found if each.language == "python"]
    return "\n".join(code[part::2]) + VISIT


def answers(python: str, code: str, address: str) -> Any:
    """Run a program on a database, and return the answers to the visit."""
    done = subprocess.run(
        [python, "-c", code.replace(ADDRESS, address)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def address(mongod: EmbeddedMongod, database: PlainDatabase[dict[str, Any]]) -> str:
    """Return the address of an empty database."""
    return mongod.uri.replace("/?", f"/{database.name}?")


@pytest.mark.parametrize("guide", [*PEERS, "move-from-flask-mongokit"])
def test_after(guide: str, address: str, database: PlainDatabase[Any]) -> None:
    """The program after the move gives the expected answers, and stores plain data."""
    assert answers(sys.executable, program(guide, 1), address) == ANSWERS
    stored = database["products"].find_one({"name": "Tea"})
    assert set(stored or ()) >= {"_id", "name", "price", "added"}


@pytest.mark.parametrize("guide", PEERS)
def test_before(guide: str, address: str, tmp_path: Path) -> None:
    """The program before the move gives the same answers."""
    subprocess.run([UV, "venv", "-q", "--python", sys.executable, tmp_path], check=True)
    python = str(tmp_path / "bin" / "python")
    install = [UV, "pip", "install", "-q", "--python", python, *PEERS[guide]]
    subprocess.run(install, check=True)
    assert answers(python, program(guide, 0), address) == ANSWERS
