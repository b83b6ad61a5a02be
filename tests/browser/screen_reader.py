"""A model of a screen reader, which writes down what it says about a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.browser.browser import Browser
from tests.browser.server import ROOT

__all__ = ["ScreenReader"]

RECORDER = ROOT / "tests/browser/screen_reader.js"
NEW_ENTRIES = """
const { screenReader: reader } = window;
if (document.readyState !== "complete") return [];
const texts = reader.entries.slice(reader.number).map(({ kind, text, element }, n) => [
  kind,
  kind === "page" ? document.title : text ?? "",
  reader.number + n,
  element?.getAttribute("aria-current") ?? "",
]);
reader.number = reader.entries.length;
return texts;
"""
CONTEXTS = {"article", "form", "group", "list", "navigation", "region", "search"}

Node = dict[str, Any]


class ScreenReader:
    """Says what NVDA says in Chromium: pages, the focus and changes of live regions.

    A change is spoken with the innermost live region around it. The role, name, states
    and description of the focused element come from Chromium's accessibility tree.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._contexts: list[int] = []

    @contextmanager
    def listening(self) -> Iterator["ScreenReader"]:
        """Record the pages that are opened during the block."""
        command = self.browser.driver.execute_cdp_cmd
        source = {"source": RECORDER.read_text()}
        added = command("Page.addScriptToEvaluateOnNewDocument", source)
        try:
            yield self
        finally:
            command("Page.removeScriptToEvaluateOnNewDocument", added)

    def said(self) -> list[str]:
        """Return what has been said since the last call, line by line."""
        lines = [self._line(*entry) for entry in self.browser.run(NEW_ENTRIES)]
        return [line for line in lines if line]

    def _line(self, kind: str, text: str, number: int, current: str) -> str:
        if kind == "focus":
            return self._focus(number, current)
        if kind == "page":
            self._contexts = []
        words = " ".join(text.split())
        return f"{kind}: {words}" if words else kind

    def _focus(self, number: int, current: str) -> str:
        element, *ancestors = self._nodes(f"screenReader.entries[{number}].element")
        around = [node for node in reversed(ancestors) if is_context(node)]
        entered = [each for each in around if key_of(each) not in self._contexts]
        self._contexts = [key_of(each) for each in [*around, element]]
        states = describe(element) + ([f"current {current}"] if current else [])
        return ", ".join(
            filter(None, [*map(title_of, entered), title_of(element), *states])
        )

    def _nodes(self, expression: str) -> list[Node]:
        """Return the accessibility nodes of an element and of those around it."""
        command = self.browser.driver.execute_cdp_cmd
        found = command("Runtime.evaluate", {"expression": expression})["result"]
        tree = command(
            "Accessibility.getPartialAXTree",
            {"objectId": found["objectId"], "fetchRelatives": True},
        )["nodes"]
        nodes = {node["nodeId"]: node for node in tree}
        path = [tree[0]]
        while parent := nodes.get(path[-1].get("parentId")):
            path.append(parent)
        return path


def key_of(node: Node) -> int:
    """Return the number of a node's element."""
    return int(node["backendDOMNodeId"])


def value_of(node: Node, name: str) -> str:
    """Return the value of an attribute of a node, ``""`` if it has none."""
    return str(node.get(name, {}).get("value", ""))


def title_of(node: Node) -> str:
    """Return the role and the name of a node, ``""`` for one without a meaning."""
    title = f"{value_of(node, 'role')} {value_of(node, 'name')}".strip()
    return "" if title == "generic" else title


def is_context(node: Node) -> bool:
    """Return whether a node is said when the focus enters it."""
    role = value_of(node, "role")
    return role in CONTEXTS and (role == "search" or bool(value_of(node, "name")))


def describe(node: Node) -> list[str]:
    """Return the value, the states and the description of a node."""
    properties = {
        each["name"]: each["value"].get("value") for each in node.get("properties", [])
    }
    value = value_of(node, "value")
    said = [
        f'"{value}"' if value else "",
        "invalid" if properties.get("invalid") == "true" else "",
        "checked" if properties.get("checked") == "true" else "",
        value_of(node, "description"),
    ]
    return [words for words in said if words]
