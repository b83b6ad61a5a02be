"""Examples from the documentation's reference pages."""

import re
from pathlib import Path
from typing import Any

import pytest

from mongokit import Connection, Database

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    ("page", "registered", "collections"),
    [
        ("handles.md", {"Task"}, {"tasks"}),
        (
            "types.md",
            {"Account", "Car", "Page", "Reading"},
            {"accounts", "cars", "pages", "readings"},
        ),
    ],
)
def test_examples(
    connection: Connection,
    db: Database,
    page: str,
    registered: set[str],
    collections: set[str],
) -> None:
    """The page's examples run in order, and their assertions hold."""
    names: dict[str, Any] = {"connection": connection, "db": db}
    blocks = BLOCK.findall((REFERENCE / page).read_text())
    for block in blocks:
        exec(block, names)
    assert registered <= names.keys()
    assert set(db.list_collection_names()) == collections
