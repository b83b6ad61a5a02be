"""The built documentation: ``bin/docs``."""

import itertools
import os
import re
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest

from tests.docs.html_page import HTMLPage

pytestmark = pytest.mark.xdist_group("built docs")
ROOT = Path(__file__).parents[2]
SITE = ROOT / "build" / "docs"
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


class Built(NamedTuple):
    """The documentation that ``bin/docs serve`` has built and serves."""

    output: list[str]
    address: str


@pytest.fixture(scope="module")
def built() -> Iterator[Built]:
    """Build the documentation, and serve it."""
    command = ["bin/docs", "serve"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as server:
        assert server.stdout is not None
        output = []
        for line in server.stdout:
            output.append(line)
            if match := ADDRESS.search(line):
                yield Built(output, match[0])
                os.killpg(server.pid, signal.SIGTERM)
                return
    pytest.fail("".join(output))


def test_the_documentation_is_served(built: Built) -> None:
    """``bin/docs serve`` builds without a warning, and prints the pages' address."""
    with urllib.request.urlopen(built.address) as response:
        assert "Flask on MongoDB" in response.read().decode()


def test_the_snippets_are_counted(built: Built) -> None:
    """``bin/docs`` prints how many snippets and commands the tests run."""
    assert any(" commands: tests run " in line for line in built.output)


@pytest.fixture(scope="module")
def pages(built: Built) -> dict[Path, HTMLPage]:
    """Return the pages of the built documentation by their paths."""
    assert built.address
    return {path: HTMLPage(path) for path in SITE.rglob("*.html")}


def test_links_lead_somewhere(pages: dict[Path, HTMLPage]) -> None:
    """Each link to a page, a place on a page, or a file has a target."""
    broken = []
    for path, page in pages.items():
        for link in page.links:
            target, _, anchor = unquote(link).partition("#")
            to = (path.parent / target).resolve() if target else path
            to = to / "index.html" if to.is_dir() else to
            if not to.exists() or (anchor and anchor not in pages[to].ids):
                broken.append(f"{path.relative_to(SITE)}: {link}")
    assert broken == []


def test_nothing_comes_from_another_site(pages: dict[Path, HTMLPage]) -> None:
    """Pages load scripts, styles, fonts and images only from the documentation."""
    loaded = {each for page in pages.values() for each in page.loaded}
    assert [each for each in loaded if "//" in each] == []
    styles = "".join(path.read_text() for path in SITE.rglob("*.css"))
    assert not re.search(r"url\([\"']?(https?:)?//|@import", styles)


def is_outline(levels: list[int]) -> bool:
    """Return whether there is one first heading, and no level is skipped."""
    steps = itertools.pairwise([0, *levels])
    return levels.count(1) == 1 and all(after <= before + 1 for before, after in steps)


def test_headings(pages: dict[Path, HTMLPage]) -> None:
    """Each page has one first heading, and no level of headings is skipped.

    The theme's script writes the heading of the search page.
    """
    wrong = [
        f"{path.relative_to(SITE)}: {page.headings}"
        for path, page in pages.items()
        if path != SITE / "search.html" and not is_outline(page.headings)
    ]
    assert wrong == []


def test_images_have_descriptions(pages: dict[Path, HTMLPage]) -> None:
    """Each image has a text for those who do not see it."""
    without = [path for path, page in pages.items() if page.undescribed]
    assert without == []


@pytest.mark.parametrize(
    "term", ["gunicorn", "failov", "priorit", "migrat", "mongokit.Document"]
)
def test_the_search_finds(built: Built, term: str) -> None:
    """The search index contains words of each kind of page, and the public names."""
    with urllib.request.urlopen(f"{built.address}searchindex.js") as response:
        index = response.read().decode()
    name = term.rpartition(".")[2]
    assert re.search(rf'[{{,"]{name}', index)


def test_every_page_is_in_the_sidebar(pages: dict[Path, HTMLPage]) -> None:
    """The sidebar of the first page leads to every page."""
    shown = {
        unquote(link).partition("#")[0] for link in pages[SITE / "index.html"].links
    }
    written = {
        path.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
        for path in (ROOT / "docs").rglob("*.md")
        if "examples" not in path.parts
    }
    assert written - shown - {"index.html"} == set()
