"""List the tests of each requirement: ``python -m docs.generate.requirements``."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "requirements.md"
TESTS = ROOT / "tests"
NUMBER = re.compile(r"\bMK-[A-Z0-9]+-\d+\b")


def requirement_numbers() -> list[str]:
    """Return the requirement numbers, in the order of the page."""
    return re.findall(r"^- \*\*(MK-[A-Z0-9]+-\d+)\*\*", PAGE.read_text(), re.MULTILINE)


def citations() -> dict[str, list[str]]:
    """Return the tests that cite a requirement in their docstrings, by its number."""
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
    """Print each requirement number, followed by the tests that cite it."""
    tests = citations()
    for number in requirement_numbers():
        print(number)
        for test in tests.get(number, ["(none)"]):
            print(f"  {test}")


if __name__ == "__main__":
    main()
