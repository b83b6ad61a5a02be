"""The reference pages are complete."""

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest

import mongokit
from docs.examples.errors import EXAMPLES, Example
from docs.generate import names
from docs.generate.commands import flask_commands, scripts
from docs.generate.references import links
from docs.snippets import ROOT
from flask_mongokit import SETTINGS as MONGODB_SETTINGS
from mongokit import Connection, Database
from todo.config import SETTINGS

REFERENCE = ROOT / "docs" / "reference"
NOT_SHOWN = re.compile(r"^mongokit\.legacy\.audit\.")
"""Modules with names for one package inside, which has its own page."""


def public_names() -> Iterator[tuple[str, str]]:
    """Yield the module and name of each public name of the packages."""
    for package in names.PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            module = ".".join(parts).removesuffix(".__init__")
            if "__all__ = " in path.read_text() and not NOT_SHOWN.match(module):
                for name in importlib.import_module(module).__all__:
                    yield module, name


def documented_names() -> Iterator[tuple[str, str]]:
    """Yield the module and name of each name that a reference page lists."""
    for page in REFERENCE.glob("*.md"):
        for module, listed in names.BLOCK.findall(page.read_text()):
            for name in listed.split():
                yield module, name


DOCUMENTED = list(documented_names())
OBJECTS = [
    getattr(importlib.import_module(module), name) for module, name in DOCUMENTED
]


def is_documented_by(other: Any, value: Any) -> bool:
    """Return whether a value is another one, or a class that it inherits."""
    if inspect.isclass(value) and inspect.isclass(other):
        return issubclass(other, value) and other.__name__ == value.__name__
    return value is other


def test_every_public_name_is_documented() -> None:
    """A reference page documents each public name, or says what it is."""
    pages = "".join(page.read_text() for page in REFERENCE.glob("*.md"))
    missing = []
    for module, name in public_names():
        value = getattr(importlib.import_module(module), name)
        is_listed = (module, name) in DOCUMENTED
        is_alias = any(is_documented_by(each, value) for each in OBJECTS)
        is_module = inspect.ismodule(value)
        is_others = not names.is_ours(value) and f"`{name}`" in pages
        is_named = f"`{module}.{name}`" in pages
        if not (is_listed or is_alias or is_others or is_named or is_module):
            missing.append(f"{module}.{name}")
    assert not missing, "\n".join(missing)


def test_each_name_is_documented_once() -> None:
    """No name is on two pages of the reference."""
    assert len(set(DOCUMENTED)) == len(DOCUMENTED)


CLASSES = list(dict.fromkeys(value for value in OBJECTS if inspect.isclass(value)))


@pytest.mark.parametrize("value", CLASSES, ids=repr)
def test_public_methods_have_docstrings(value: type) -> None:
    """Each public method of a documented class has a docstring, or inherits one."""
    methods = inspect.getmembers(value, inspect.isfunction)
    ours = [(name, each) for name, each in methods if names.is_ours(each)]
    undocumented = [name for name, each in ours if not inspect.getdoc(each)]
    assert [name for name in undocumented if not name.startswith("_")] == []


ERRORS = [value for value in CLASSES if issubclass(value, Exception)]


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_has_an_example(error: type[Exception]) -> None:
    """An example raises each class that can be raised and is not a base class."""
    text = inspect.getdoc(error) or ""
    is_base = error in {mongokit.MongoKitError, mongokit.SchemaDocumentError}
    examples = [each for each in EXAMPLES if each.error is error]
    assert len(examples) == (0 if is_base or "never raised" in text else 1)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.function.__name__)
def test_examples_raise_their_errors(
    example: Example, connection: Connection, db: Database
) -> None:
    """An example raises its error, with the message on the page."""
    with pytest.raises(example.error) as caught:
        example.function(connection, db)
    assert caught.type is example.error
    assert str(caught.value).replace(db.name, "todo") == example.message


def test_every_name_of_the_mapper_is_linked_to_requirements() -> None:
    """Each documented class or function of the mapper leads to its requirements."""
    linked = {
        f"{module}.{name}": links("class", f"{module}.{name}", value)
        for (module, name), value in zip(DOCUMENTED, OBJECTS, strict=True)
        if names.is_ours(value) and value.__module__.startswith("mongokit")
    }
    assert [name for name, found in linked.items() if not found] == []


@pytest.mark.parametrize(
    "setting", [*SETTINGS, *MONGODB_SETTINGS], ids=lambda s: s.name
)
def test_every_setting_has_a_row(setting: Any) -> None:
    """The settings page describes each setting once."""
    page = (REFERENCE / "settings.md").read_text()
    assert page.count(f"\n| `{setting.name}` |") == 1


def test_every_command_is_described() -> None:
    """Each command of the site and of the repository says what it does."""
    described = {name: command.help for name, command in flask_commands().items()}
    assert described.keys() >= {"flask setup", "flask mongokit create-indexes"}
    assert all(described.values())
    assert scripts().keys() == {f"bin/{p.name}" for p in (ROOT / "bin").iterdir()}
