"""Generate docs/reference/settings.md from the code: ``python -m docs.generate.settings``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask_mongokit import SETTINGS as MONGODB_SETTINGS
from flask_mongokit import Setting
from todo.config import CLIENT_OPTIONS, FLASK_CONFIG, MONGODB_DEFAULTS, SETTINGS

PAGE = Path(__file__).parents[1] / "reference" / "settings.md"
HEAD = """\
# Settings

The site reads these environment variables at startup.
An empty variable counts as unset.
Secrets can be read from a file: append `_FILE` to the name and set it to the file's path.
Any other variable that starts with `MONGODB_` or `TODO_` is reported as an error.

## The site

| Variable | Default | Description |
|---|---|---|
"""
MONGODB = """
## MongoDB

An application of your own sets them in `app.config`, or reads them from the environment with `flask_mongokit.read_environment`; its defaults are those of the extension.

| Variable | Default of the site | Default of the extension | Description |
|---|---|---|---|
"""
CLIENT = """
## Options of the client

What the site gives to `MongoClient` besides the settings; the connection string and `MONGODB_OPTIONS` override it.

| Option | Value |
|---|---|
"""
FLASK = """
## Configuration of Flask

What the site sets in `app.config`, whatever the environment contains.

| Key | Value |
|---|---|
"""


def shown(default: object) -> str:
    """Return a default as it is shown in a table."""
    return "" if default in (None, {}) else f"`{default}`"


def description(setting: Setting) -> str:
    """Return the description of a setting."""
    return f"{setting.description}{' Secret.' if setting.secret else ''}"


def row(setting: Setting) -> str:
    """Return the row of one of the site's own settings."""
    return f"| `{setting.name}` | {shown(setting.default)} | {description(setting)} |\n"


def mongodb_row(setting: Setting) -> str:
    """Return the row of one of the extension's settings."""
    here = shown(MONGODB_DEFAULTS.get(setting.name, setting.default))
    own = shown(setting.default)
    return f"| `{setting.name}` | {here} | {own} | {description(setting)} |\n"


def rows(values: Mapping[str, Any]) -> str:
    """Return the rows of a table of constant values."""
    return "".join(f"| `{name}` | `{value!r}` |\n" for name, value in values.items())


def page() -> str:
    """Return the Markdown of the whole page."""
    return "".join(
        [
            *(HEAD, *map(row, SETTINGS)),
            *(MONGODB, *map(mongodb_row, MONGODB_SETTINGS)),
            *(CLIENT, rows(CLIENT_OPTIONS), FLASK, rows(FLASK_CONFIG)),
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
