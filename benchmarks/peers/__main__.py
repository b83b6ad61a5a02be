"""Compare this project's mapper and its peers with bare pymongo, and print a table.

Each peer is installed into its own virtual environment and compared with the version
of pymongo that it depends on. All of them use the same MongoDB server.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pymongo

from benchmarks.peers.contest import MANY, fields
from standalone import EmbeddedMongod

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ENVIRONMENTS = ROOT / "build" / "peers"
OURS = ("mongokit", "mongokit_dots", "mongokit_custom_type")
PEERS = (
    *("mongoengine", "bunnet", "beanie", "odmantic", "umongo"),
    *("pymodm", "mongospec"),
)
OLDEST_PYTHON = {"mongospec": (3, 13)}
HEAD = """\
| | load 10,000 | page of 50 | get | insert | update | bytes per task | import |
|---|---|---|---|---|---|---|---|"""


def python_of(peer: str) -> str:
    """Return the Python interpreter of a peer, installing the peer if necessary."""
    if peer in OURS:
        return sys.executable
    environment = ENVIRONMENTS / peer
    python = environment / "bin" / "python"
    if not (environment / "installed").exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([str(python), *install, peer], check=True)
        (environment / "installed").touch()
    return str(python)


def measure(peer: str, uri: str) -> dict[str, float]:
    """Run the comparison of a mapper, and return its ratios, memory and import time."""
    database = f"peer_{peer}"
    with pymongo.MongoClient[dict[str, Any]](uri) as client:
        tasks = client[database]["tasks"]
        tasks.insert_many([{"_id": n, **fields(n)} for n in range(MANY)])
    done = subprocess.run(
        [python_of(peer), HERE / f"with_{peer}.py", uri, database],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT) if peer in OURS else ""},
        check=True,
        stdout=subprocess.PIPE,
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def row(peer: str, result: dict[str, float]) -> str:
    """Return a row of the table."""
    *ratios, size, seconds = result.values()
    cells = [f"{ratio:.2f}" for ratio in ratios]
    return f"| {' | '.join([peer, *cells, f'{size:,.0f}', f'{seconds:.2f} s'])} |"


def main() -> None:
    """Measure the mappers named on the command line, and print the table."""
    parser = argparse.ArgumentParser(prog="bin/benchmark-peers", description=__doc__)
    parser.add_argument("peers", nargs="*", default=[*OURS, *PEERS])
    peers = parser.parse_args().peers
    with (
        tempfile.TemporaryDirectory() as directory,
        EmbeddedMongod(Path(directory)) as mongod,
    ):
        print(HEAD)
        for peer in peers:
            oldest = OLDEST_PYTHON.get(peer, sys.version_info)
            if sys.version_info < oldest:
                print(f"{peer} needs Python {oldest[0]}.{oldest[1]}.", file=sys.stderr)
                continue
            print(row(peer, measure(peer, mongod.uri)), flush=True)


main()
