"""The roles and names that ``docs/reference/roles.md`` lists are those of the pages."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from bson import ObjectId

from docs.generate import roles
from docs.generate.roles import FRAME, Row
from tests.browser.browser import Browser
from tests.browser.states import RTL, STATES

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)

LISTED = {
    *("alert", "article", "banner", "button", "checkbox", "contentinfo", "form"),
    *("heading", "link", "list", "main", "navigation", "region", "search"),
    *("searchbox", "status", "textbox"),
}
TITLES = re.compile(rf"\b(?:Milk and bread|Milk|Bread|Salt|Tea)\b|{RTL}")

Node = dict[str, Any]


def rows_of(browser: Browser) -> dict[str, list[Row]]:
    """Return the roles and names on a page: of its frame, and of its own content."""
    tree = browser.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    nodes = {node["nodeId"]: node for node in tree}
    rows: dict[str, list[Row]] = {FRAME: [], "own": []}
    for part, node in walk(nodes, tree[0], FRAME):
        row = (role_of(node), TITLES.sub("<title>", value(node, "name")))
        if is_listed(*row) and row not in rows[part]:
            rows[part].append(row)
    return rows


def is_listed(role: str, name: str) -> bool:
    """Return whether a role is listed; without a name, forms and regions have none."""
    is_without_role = not name and role in {"form", "region"}
    return role.partition(",")[0] in LISTED and not is_without_role


def walk(nodes: dict[str, Node], node: Node, part: str) -> Iterator[tuple[str, Node]]:
    """Yield the nodes that a screen reader knows, and the parts that contain them."""
    if not node.get("ignored"):
        yield part, node
    inner = "own" if value(node, "role") in {"main", "status"} else part
    for child in node.get("childIds", []):
        if child in nodes:
            yield from walk(nodes, nodes[child], inner)


def role_of(node: Node) -> str:
    """Return the role of a node, with the level of a heading."""
    levels = [p["value"]["value"] for p in node["properties"] if p["name"] == "level"]
    role = value(node, "role")
    return f"{role}, level {levels[0]}" if role == "heading" else role


def value(node: Node, name: str) -> str:
    """Return the value of an attribute of a node, ``""`` if it has none."""
    return str(node.get(name, {}).get("value", ""))


@pytest.mark.parametrize("state", STATES)
def test_roles(browser: Browser, stored: list[ObjectId], state: str) -> None:
    """The page lists every role and name of a state, in its order."""
    STATES[state](browser, stored)
    rows = rows_of(browser)
    roles.SEEN.mkdir(parents=True, exist_ok=True)
    seen = {FRAME: rows[FRAME], state: rows["own"]}
    for name, found in seen.items():
        (roles.SEEN / f"{name}.json").write_text(json.dumps(found), encoding="utf-8")
    page = roles.PAGE.read_text(encoding="utf-8")
    assert [name for name in seen if roles.section(name, seen[name]) not in page] == []


def test_the_states(browser: Browser) -> None:
    """The page has a table for every state, and no others."""
    del browser
    assert set(roles.STATES) == {FRAME, *STATES}
    headings = re.findall("^## (.+)$", roles.PAGE.read_text(), re.MULTILINE)
    assert headings == [*roles.STATES.values(), "Messages"]
