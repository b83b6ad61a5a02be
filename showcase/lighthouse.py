"""Audit the site with Google Lighthouse, and time acts: ``bin/lighthouse``."""

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
from showcase.interactions import measure_acts, measure_others
from showcase.site import sample_site

NAMES = ("list", "new", "task", "edit", "help")
ACTS = "acts"
CLI = Path("build/lighthouse/node_modules/lighthouse/cli/index.js")
DEVICES = {"desktop": ["--preset=desktop"], "mobile": []}
MUST_BE_PERFECT = ("accessibility", "best-practices")
CATEGORIES = (*MUST_BE_PERFECT, "performance")
SHIFT = "cumulative-layout-shift"
ATTEMPTS = 5
PERFECT = 100
TASK = re.compile(r'href="(/[0-9a-f]{24})"')
HEAD = """\
| page | device | accessibility | best practices | performance | layout shift |
|---|---|---|---|---|---|"""


def page_names() -> list[str]:
    """Parse the names of the pages to audit from the command line."""
    known = (*NAMES, ACTS)
    parser = argparse.ArgumentParser(prog="bin/lighthouse", description=__doc__)
    parser.add_argument(
        "pages",
        nargs="*",
        default=known,
        metavar="PAGE",
        help=f"one of {', '.join(known)}; default: all",
    )
    names: list[str] = parser.parse_args().pages
    if unknown := set(names) - set(known):
        parser.error(
            f"PAGE must be one of {', '.join(known)}, not {', '.join(unknown)}"
        )
    return names


def urls(site: str) -> dict[str, str]:
    """Return the URL of each page, by name.

    :param site: the base URL of the site.
    """
    with urllib.request.urlopen(site) as response:
        task = TASK.search(response.read().decode())
    assert task is not None
    paths = ("/", "/new", task[1], f"{task[1]}/edit", "/help")
    return {name: site + path for name, path in zip(NAMES, paths, strict=True)}


def audit_page(url: str, device: str) -> dict[str, Any]:
    """Return Lighthouse's report on a page, retrying if Lighthouse fails.

    Lighthouse sometimes misses the start of a page load, and fails with an error such
    as ``NO_NAVSTART``.

    :raises subprocess.CalledProcessError: if all ``ATTEMPTS`` fail.
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
    """Return the score of a page in a category, from 0 to 100."""
    return round(PERFECT * (report["categories"][category]["score"] or 0))


def failed_audits(report: dict[str, Any]) -> Iterator[str]:
    """Yield the audits that failed, of those that must be perfect."""
    for category in MUST_BE_PERFECT:
        for reference in report["categories"][category]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and (audit["score"] or 0) < 1:
                yield f"{audit['title']} ({reference['id']})"
    if report["audits"][SHIFT]["numericValue"]:
        yield f"The page shifts while it loads ({SHIFT})"


def audit(site: str, names: list[str]) -> set[str]:
    """Print the scores of pages, and return what has failed."""
    failed = set()
    print(HEAD, flush=True)
    for name, device in itertools.product(names, DEVICES):
        report = audit_page(urls(site)[name], device)
        scores = " | ".join(str(score(report, each)) for each in CATEGORIES)
        shift = report["audits"][SHIFT]["numericValue"]
        print(f"| {name} | {device} | {scores} | {shift:.3g} |", flush=True)
        failed |= {f"{name}, {device}: {each}" for each in failed_audits(report)}
    return failed


def main() -> None:
    """Print the results, and exit with status 1 if an audit has failed."""
    names = page_names()
    with sample_site() as site:
        pages = [name for name in names if name != ACTS]
        failed = audit(site, pages) if pages else set()
        if ACTS in names:
            print("", *measure_acts(site), *measure_others(site), sep="\n", flush=True)
    if failed:
        sys.exit("\n".join(sorted(failed)))


if __name__ == "__main__":
    main()
