"""Asks Google Lighthouse about the pages of the running site: ``bin/lighthouse``."""

import argparse
import itertools
import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from showcase.chromium import sandbox_arguments
from showcase.site import sample_site

NAMES = ("list", "new", "task", "help")
CLI = Path("build/lighthouse/node_modules/lighthouse/cli/index.js")
DEVICES = {"desktop": ["--preset=desktop"], "mobile": []}
DEMANDED = ("accessibility", "best-practices")
CATEGORIES = (*DEMANDED, "performance")
ATTEMPTS = 5
PERFECT = 100
TASK = re.compile(r'href="(/[0-9a-f]{24})"')
HEAD = """\
| page | device | accessibility | best practices | performance |
|---|---|---|---|---|"""


def wanted() -> list[str]:
    """Return the names of the pages to look at."""
    parser = argparse.ArgumentParser(prog="bin/lighthouse", description=__doc__)
    parser.add_argument(
        "pages",
        nargs="*",
        default=NAMES,
        metavar="PAGE",
        help=f"one of {', '.join(NAMES)}; all of them without one",
    )
    names: list[str] = parser.parse_args().pages
    if unknown := set(names) - set(NAMES):
        parser.error(
            f"PAGE must be one of {', '.join(NAMES)}, not {', '.join(unknown)}"
        )
    return names


def addresses(site: str) -> dict[str, str]:
    """Return where the pages are that can be looked at."""
    with urllib.request.urlopen(site) as answer:
        task = TASK.search(answer.read().decode())
    assert task is not None
    paths = ("/", "/new", task[1], "/help")
    return {name: site + path for name, path in zip(NAMES, paths, strict=True)}


def look_at(url: str, device: str) -> dict[str, Any]:
    """Return the report on a page; ask again where there is none yet.

    Lighthouse misses the beginning of a page now and then, and says "Please run
    Lighthouse again", with a code such as ``NO_NAVSTART``.

    :raises subprocess.CalledProcessError: there is none after ``ATTEMPTS``.
    """
    flags = " ".join(["--headless=new", *sandbox_arguments()])
    command = ["node", str(CLI), url, *DEVICES[device]]
    command += [f"--chrome-flags={flags}", f"--only-categories={','.join(CATEGORIES)}"]
    command += ["--output=json", "--quiet", "--no-enable-error-reporting"]
    for _ in range(ATTEMPTS):
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE)
        if done.returncode == 0:
            break
    done.check_returncode()
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def score(report: dict[str, Any], category: str) -> int:
    """Return how good a page is, of 100."""
    return round(PERFECT * (report["categories"][category]["score"] or 0))


def shortcomings(report: dict[str, Any]) -> Iterator[str]:
    """Yield what keeps a page from being perfect where it is to be."""
    for category in DEMANDED:
        for reference in report["categories"][category]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and (audit["score"] or 0) < 1:
                yield f"{audit['title']} ({reference['id']})"


def main() -> None:
    """Print a table; end with status 1 where a page is not perfect."""
    names, found = wanted(), set()
    print(HEAD, flush=True)
    with sample_site() as site:
        for name, device in itertools.product(names, DEVICES):
            report = look_at(addresses(site)[name], device)
            scores = " | ".join(str(score(report, each)) for each in CATEGORIES)
            print(f"| {name} | {device} | {scores} |", flush=True)
            found |= {f"{name}, {device}: {each}" for each in shortcomings(report)}
    if found:
        sys.exit("\n".join(sorted(found)))


if __name__ == "__main__":
    main()
