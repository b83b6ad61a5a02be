"""Examples from the documentation page on types."""

import re
from pathlib import Path
from typing import Any

from mongokit import Connection, Database

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "types.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_examples(connection: Connection, db: Database) -> None:
    """The page's examples run in order, and their assertions hold."""
    names: dict[str, Any] = {"connection": connection, "db": db}
    blocks = BLOCK.findall(PAGE.read_text())
    for block in blocks:
        exec(block, names)
    registered = {"Account", "Car", "Page", "Reading"}
    assert registered <= names.keys()
    assert set(db.list_collection_names()) == {"accounts", "cars", "pages", "readings"}
