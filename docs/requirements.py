"""Which tests hold which requirement: ``python -m docs.requirements`` prints it."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "requirements.md"
TESTS = ROOT / "tests"
NUMBER = re.compile(r"\bMK-[A-Z0-9]+-\d{3}\b")


def stated() -> list[str]:
    """Return the numbers of the page, in its order."""
    return re.findall(
        r"^- \*\*(MK-[A-Z0-9]+-\d{3})\*\*", PAGE.read_text(), re.MULTILINE
    )


def held() -> dict[str, list[str]]:
    """Return the tests that cite each number in their docstring."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for test in _tests(ast.parse(path.read_text())):
            for number in NUMBER.findall(ast.get_docstring(test) or ""):
                found[number].append(f"{path.relative_to(ROOT)}::{test.name}")
    return dict(found)


def _tests(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def main() -> None:
    """Print each number and its tests."""
    tests = held()
    for number in stated():
        print(number)
        for test in tests.get(number, ["(none)"]):
            print(f"  {test}")


if __name__ == "__main__":
    main()
