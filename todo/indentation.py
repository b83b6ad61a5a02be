"""Pages without the indentation of their templates, which is a third of their size."""

import re

from jinja2.ext import Extension

__all__ = ["Outdented"]

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Outdented(Extension):
    """A part of Jinja that takes the indentation away before a template is compiled."""

    def preprocess(
        self, source: str, name: str | None, filename: str | None = None
    ) -> str:
        """Return the source of a template without indentation."""
        del name, filename
        return INDENTATION.sub("", source)
