"""The commands and examples in the documentation."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

HOW_TO = Path(__file__).parents[1] / "docs" / "how-to"
FENCED = re.compile(r"^```(\w+)$\n(.*?)^```$", re.MULTILINE | re.DOTALL)

RUN_IN_CONTAINERS = [
    HOW_TO / f"{name}.md"
    for name in (
        "deploy-behind-a-proxy",
        "watch",
        "upgrade",
        "back-up-and-restore",
        "rotate-secrets",
    )
]
"""The pages whose commands ``tests/compose/test_operating.py`` runs."""


def commands(path: Path) -> Iterator[str]:
    """Yield the commands on a page, which are its indented lines."""
    text = FENCED.sub("", path.read_text())
    for before, line in itertools.pairwise(["", *text.splitlines()]):
        if line.startswith("    ") and (not before or before.startswith("    ")):
            yield line.strip()


def example(path: Path, language: str) -> str:
    """Return the first example in a language on a page."""
    examples: list[tuple[str, str]] = FENCED.findall(path.read_text())
    return next(text for name, text in examples if name == language)
