"""The directive ``step``, which shows files of the tutorial.

Each line of its content is a file in ``tutorial/``. A file that the step before has,
too, is shown as the difference, followed by the whole file, folded.
"""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.directives.code import container_wrapper
from sphinx.util.docutils import SphinxDirective

__all__ = ["STEPS", "TUTORIAL", "before", "changed_lines", "setup"]

TUTORIAL = Path(__file__).parents[2] / "tutorial"
STEPS = sorted(path for path in TUTORIAL.iterdir() if path.name[:2].isdigit())
LANGUAGES = {
    ".css": "css",
    ".html": "html+jinja",
    ".js": "js",
    ".py": "python",
    ".yml": "yaml",
    "Dockerfile": "docker",
}
CONTEXT = 3
GAP = "⋮"


def before(path: Path) -> Path | None:
    """Return the same file of the step before, if that has it.

    :param path: a file of a step.
    """
    step = TUTORIAL / path.relative_to(TUTORIAL).parts[0]
    number = STEPS.index(step)
    old = STEPS[number - 1] / path.relative_to(step)
    return old if number and old.exists() else None


def changed_lines(old: str, new: str) -> Iterator[str]:
    """Yield the lines that differ with their context, as in a unified diff."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), n=CONTEXT)
    for line in list(lines)[2:]:
        if not line.startswith("@@"):
            yield line
        elif not line.startswith("@@ -1,"):  # some lines before these are left out
            yield GAP


class Step(SphinxDirective):
    """The directive."""

    has_content: ClassVar[bool] = True

    def run(self) -> list[nodes.Node]:
        """Return the nodes of all files."""
        shown: list[nodes.Node] = []
        for line in self.content:
            path = TUTORIAL / line
            self.env.note_dependency(path)
            shown += self._file(path)
        return shown

    def _file(self, path: Path) -> list[nodes.Node]:
        text, old = path.read_text(), before(path)
        language = LANGUAGES.get(path.suffix or path.name, "text")
        if old is None:
            return [self._block(path, "new", text, language)]
        self.env.note_dependency(old)
        diff = "\n".join(changed_lines(old.read_text(), text))
        return [
            self._block(path, "changed", diff, "diff"),
            nodes.raw("", "<details><summary>The whole file</summary>", format="html"),
            nodes.literal_block(text, text, language=language),
            nodes.raw("", "</details>", format="html"),
        ]

    def _block(self, path: Path, state: str, text: str, language: str) -> nodes.Node:
        name = "/".join(path.relative_to(TUTORIAL).parts[1:])
        block = nodes.literal_block(text, text, language=language)
        self.set_source_info(block)
        return container_wrapper(self, block, f"{name} ({state})")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("step", Step)
    return {"parallel_read_safe": True}
