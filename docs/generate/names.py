"""Document the public names that a page lists, from their docstrings.

A page lists names of a module, and Sphinx's autodoc gets a directive for each::

    ```{names} mongokit.paginator
    Paginator DEFAULT_LIMIT
    ```
"""

import importlib
import inspect
import re

from docs.examples.errors import EXAMPLES

BLOCK = re.compile(r"^```\{names\} ([\w.]+)$\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PACKAGES = ("mongokit", "flask_mongokit", "todo")
BUILT_IN = ("dict", "list", "type", "int", "Enum", "Exception")
"""Base classes whose members are documented elsewhere."""


def is_ours(value: object) -> bool:
    """Return whether a class or function is defined in one of the packages."""
    return getattr(value, "__module__", "").partition(".")[0] in PACKAGES


def expand(page: str) -> str:
    """Return a page with autodoc's directives instead of the lists of names."""
    return BLOCK.sub(lambda match: _directives(match[1], match[2].split()), page)


def _directives(module: str, names: list[str]) -> str:
    lines = [line for name in names for line in _directive(module, name)]
    return "\n".join(["```{eval-rst}", *lines, "```"])


def _directive(module: str, name: str) -> list[str]:
    value = getattr(importlib.import_module(module), name)
    if inspect.isclass(value) and issubclass(value, Exception):
        return [f".. autoexception:: {module}.{name}", "", *_examples(value)]
    if inspect.isclass(value):
        members = f"   :inherited-members: {', '.join(BUILT_IN)}"
        options = ["   :members:", members] if is_ours(value) else []
        return [f".. autoclass:: {module}.{name}", *options, ""]
    if inspect.isroutine(value):
        return [f".. autofunction:: {module}.{name}", ""]
    options = [] if isinstance(value, (int, str)) else ["   :no-value:"]
    return [f".. autodata:: {module}.{name}", *options, ""]


def _examples(error: type[Exception]) -> list[str]:
    """Return the lines that show the example which raises an error."""
    return [
        line
        for example in EXAMPLES
        if example.error is error
        for line in (
            "   .. literalinclude:: ../examples/errors.py",
            f"      :pyobject: {example.function.__name__}",
            "      :language: python",
            "",
            f"   Message: ``{example.message}``",
            "",
        )
    ]
