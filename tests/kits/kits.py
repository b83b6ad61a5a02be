"""The kits for testers, and how to run them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

__all__ = ["KITS", "ROOT", "JavaScriptKit", "Kit", "Outcome"]

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "build" / "playwright-js"
BROWSER = {"CHROMIUM": shutil.which("chromium-headless-shell") or ""}
"""Runs the kits with Playwright in Chromium's headless shell, if it is installed."""


class Outcome(NamedTuple):
    """The names of the tests that ran, and those of them that failed.

    :param text: what the kit has printed.
    """

    ran: set[str]
    failed: set[str]
    text: str


class Kit:
    """A kit in Python, whose tests pytest runs.

    :param name: the name of its folder.
    """

    language = "Python"

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = ROOT / "kits" / name

    def __str__(self) -> str:
        return self.name

    def run(
        self,
        address: str | None,
        report: Path,
        tests: Sequence[str] = (),
        patience: int = 60,
    ) -> Outcome:
        """Run tests against a site, or in two processes that each start one.

        :param address: the URL of the site, if there is one.
        :param report: the file to create for the report.
        :param tests: parts of the names of the tests; all run if there are none.
        :param patience: how many seconds the tests wait for what they expect.
        """
        command = [
            *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider"),
            *("-p", "no:schemathesis"),  # which takes a second to import
            *([f"--site={address}"] if address else ["-n", "2"]),
            *(f"--patience={patience}", f"--junit-xml={report}"),
            *(["-k", " or ".join(tests)] if tests else []),
        ]
        return outcome(command, self.folder, report, {})


class JavaScriptKit(Kit):
    """A kit in JavaScript, which runs from a copy of its folder beside its packages."""

    language = "JavaScript"

    def run(
        self,
        address: str | None,
        report: Path,
        tests: Sequence[str] = (),
        patience: int = 60,
    ) -> Outcome:
        """Run tests against a site, or in two processes that each start one."""
        install = ["bin/install-npm", f"kits/{self.name}", PACKAGES.name]
        subprocess.run(install, cwd=ROOT, check=True)
        shutil.copytree(self.folder, PACKAGES, dirs_exist_ok=True)
        command = [
            *("node_modules/.bin/playwright", "test"),
            *("--reporter=junit", "--trace=off"),
            *(["--grep", "|".join(tests)] if tests else []),
        ]
        environ = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PATIENCE": str(patience),
            "PLAYWRIGHT_JUNIT_OUTPUT_NAME": os.fspath(report),
            "SERVE": os.fspath(ROOT / "bin" / "serve"),
            **({"SITES": address, "WORKERS": "1"} if address else {}),
        }
        return outcome(command, PACKAGES, report, environ)


def outcome(
    command: Sequence[str], folder: Path, report: Path, environ: Mapping[str, str]
) -> Outcome:
    """Run the command of a kit, and read its report."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **BROWSER, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    text = done.stdout + done.stderr
    assert report.exists(), text
    cases = ET.parse(report).iter("testcase")
    results = {
        case.attrib["name"].removesuffix("[chromium]"): any(
            case.find(problem) is not None for problem in ("failure", "error")
        )
        for case in cases
    }
    failed = {name for name, has_failed in results.items() if has_failed}
    assert done.returncode == (1 if failed else 0), text
    return Outcome(set(results), failed, text)


KITS = [Kit("playwright"), JavaScriptKit("playwright-js"), Kit("selenium")]
