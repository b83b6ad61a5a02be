"""Run the tests that a step of the tutorial contains."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from docs.generate.steps import STEPS
from standalone import EmbeddedMongod

TESTED = [step for step in STEPS if (step / "conftest.py").exists()]
"""The steps that contain tests."""


def run_tests(
    step: Path, name: str, mongod: EmbeddedMongod, packages: Path, folder: Path
) -> None:
    """Run a file of tests in a copy of a step, and assert that they pass.

    :param step: the folder of the step.
    :param name: the file.
    :param packages: a folder with the packages.
    :param folder: an empty folder for the copy.
    """
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-Werror", "--quiet", name],
        cwd=shutil.copytree(step, folder / "todo"),
        env={
            **os.environ,
            "FLASK_MONGODB_URI": mongod.uri,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # readers have none
            "PYTHONPATH": os.fspath(packages),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
