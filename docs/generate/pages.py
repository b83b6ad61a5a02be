"""Adapt the Markdown pages, which also read well without Sphinx, to Sphinx.

An index page lists its pages as links; the sidebar shows them in the same order.
Links to Markdown files outside ``docs/`` lead to the pages that include them, and links
to folders, which only a repository can show, become plain text.
"""

import os
import re
from pathlib import Path

from sphinx.application import Sphinx

from docs.generate import commands, names, picture
from docs.generate.references import with_anchors
from docs.generate.requirements import PAGE as REQUIREMENTS

DOCS = Path(__file__).parents[1]
ROOT = DOCS.parent
LINK = re.compile(r"\[([^]\[]+)\]\((?![a-z]+:)([^)#\s]+)(#[^)\s]+)?\)")
ITEM = re.compile(r"^- \[[^]]+\]\(([^):#]+)\.md\)", re.MULTILINE)
INCLUDED = {
    ROOT / "README.md": DOCS / "index.md",
    ROOT / "CHANGES.md": DOCS / "changes.md",
    ROOT / "CONTRIBUTING.md": DOCS / "contributing.md",
    ROOT / "benchmarks/README.md": DOCS / "explanation/benchmarks.md",
}
"""Pages of the documentation in place of Markdown files outside ``docs/``."""


def relink(text: str, origin: Path, page: Path) -> str:
    """Return Markdown with its relative links changed for another place.

    :param text: Markdown.
    :param origin: the file that contains it.
    :param page: the page of the documentation that shows it.
    """

    def link(match: re.Match[str]) -> str:
        words, target, anchor = match.groups("")
        path = (origin.parent / target).resolve()
        if path.is_dir():
            return words
        path = INCLUDED.get(path, path)
        return f"[{words}]({os.path.relpath(path, page.parent)}{anchor})"

    return LINK.sub(link, text)


def linked_pages(text: str) -> list[str]:
    """Return the pages that the items of an index page link to, in order."""
    return ITEM.findall(text)


def _expand(page: str) -> str:
    return picture.expand(names.expand(commands.expand(page)))


def read_page(_app: Sphinx, docname: str, content: list[str]) -> None:
    """Mend the links of a page, and add an index page's table of contents."""
    page = DOCS / f"{docname}.md"
    content[0] = relink(_expand(content[0]), page, page)
    if page == REQUIREMENTS:
        content[0] = with_anchors(content[0])
    if page.name == "index.md":
        entries = "\n".join(linked_pages(content[0]))
        content[0] += f"\n```{{toctree}}\n:hidden:\n\n{entries}\n```\n"


def read_included(app: Sphinx, path: Path, _parent: str, content: list[str]) -> None:
    """Mend the links of a Markdown file that a page includes."""
    page = DOCS / f"{app.env.current_document.docname}.md"
    content[0] = relink(content[0], (DOCS / path).resolve(), page)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect these functions to Sphinx."""
    app.connect("source-read", read_page)
    app.connect("include-read", read_included)
    return {"parallel_read_safe": True}
