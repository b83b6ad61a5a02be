"""Link docstrings to the requirements, and check the names that they refer to."""

import inspect
import pydoc
import re
from functools import cache
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from docs.generate.names import PACKAGES
from docs.generate.requirements import PAGE

ROW = re.compile(r"^- \*\*(MK-[A-Z0-9]+-\d+)\*\* (.*)$", re.MULTILINE)
SECTIONS = {
    "mongokit.schema": "Structure",
    "mongokit.structure": "Structure",
    "mongokit.errors": "Validation",
    "mongokit.operators": "Operators and custom types",
    "mongokit.custom_types": "Operators and custom types",
    "mongokit.dotted": "Dot notation, schemaless classes, inheritance",
    "mongokit.i18n": "Translations",
    "mongokit.document": "Documents and the database",
    "mongokit.driver": "Documents and the database",
    "mongokit.binding": "Documents and the database",
    "mongokit.legacy": "Documents and the database",
    "mongokit.master_slave_connection": "Documents and the database",
    "mongokit.references": "References",
    "mongokit.grid": "Files, indexes, JSON",
    "mongokit.json": "Files, indexes, JSON",
    "mongokit.migration": "Migrations, versions, pages, users",
    "mongokit.versioned_document": "Migrations, versions, pages, users",
    "mongokit.paginator": "Migrations, versions, pages, users",
    "mongokit.auth": "Migrations, versions, pages, users",
}
"""The section of the requirements about the classes of a module."""


@cache
def requirements() -> dict[str, str]:
    """Return the text of each requirement by its number."""
    return dict(ROW.findall(PAGE.read_text(encoding="utf-8")))


def with_anchors(page: str) -> str:
    """Return the page of the requirements with an anchor for each number."""
    return ROW.sub(lambda m: f"- [**{m[1]}**]{{#{m[1].lower()}}} {m[2]}", page)


def about(name: str) -> list[str]:
    """Return the numbers of the requirements that mention a name as code."""
    mention = re.compile(rf"`(?:\w+\.)?{re.escape(name)}(?:\(.*?\))?`")
    return [number for number, text in requirements().items() if mention.search(text)]


def links(what: str, name: str, value: Any) -> str:
    """Return reStructuredText that links a class or function to its requirements.

    :param what: the kind of object, as autodoc names it.
    :param name: its full name.
    :param value: the object.
    """
    module = getattr(value, "__module__", None) or ""
    if not (module.startswith("mongokit.") and name.startswith("mongokit")):
        return ""
    numbers = about(name.rpartition(".")[2])
    if numbers:
        return ", ".join(f"`{n} <requirements.html#{n.lower()}>`__" for n in numbers)
    section = SECTIONS.get(".".join(module.split(".")[:2]))
    if section is None or what not in {"class", "exception", "function"}:
        return ""
    anchor = re.sub(r"[^a-z]+", "-", section.lower())
    return f"`{section} <requirements.html#{anchor}>`__"


def add_requirements(
    _app: Sphinx, what: str, name: str, value: Any, _options: Any, lines: list[str]
) -> None:
    """Add links to the requirements to a docstring."""
    if found := links(what, name, value):
        lines += ["", f":Requirements: {found}", ""]


def is_described_elsewhere(
    _app: Sphinx, _what: str, _name: str, value: Any, *_rest: Any
) -> bool | None:
    """Leave out members from other packages, and pymongo 2's names, which have a page."""
    value = getattr(value, "fget", value)
    if not (inspect.isroutine(value) or inspect.isclass(value)):
        return None
    module = getattr(value, "__module__", None) or "builtins"
    is_old = module.startswith("mongokit.legacy")
    return True if is_old or module.partition(".")[0] not in PACKAGES else None


def accept_names_of_others(
    _app: Sphinx, _env: BuildEnvironment, node: pending_xref, content: nodes.Element
) -> nodes.Element | None:
    """Show a reference to a name that exists, but is not documented, without a link.

    Names in annotations, which have no source, are left to the type checkers.
    """
    if node.get("refdomain") != "py":
        return None
    target, module, context = node["reftarget"], node["py:module"], node["py:class"]
    places = (target, f"{module}.{target}", f"{module}.{context}.{target}")
    is_known = any(pydoc.locate(place) is not None for place in places)
    return content if node.source is None or is_known else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect these functions to Sphinx."""
    app.connect("autodoc-process-docstring", add_requirements)
    app.connect("autodoc-skip-member", is_described_elsewhere)
    app.connect("missing-reference", accept_names_of_others)
    return {"parallel_read_safe": True}
