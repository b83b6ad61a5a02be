"""Generate docs/reference/settings.md from the settings tables: ``python -m docs.generate.settings``."""

from pathlib import Path

from flask_mongokit import SETTINGS as MONGODB_SETTINGS
from flask_mongokit import Setting
from todo.config import MONGODB_DEFAULTS, SETTINGS

PAGE = Path(__file__).parents[1] / "reference" / "settings.md"
HEAD = """\
# Settings

The site reads these environment variables at startup.
An empty variable counts as unset.
Secrets can be read from a file: append `_FILE` to the name and set it to the file's path.
Any other variable that starts with `MONGODB_` or `TODO_` is reported as an error.

| Variable | Default | Description |
|---|---|---|
"""


def row(setting: Setting) -> str:
    """Return the row of the table that describes a setting."""
    default = MONGODB_DEFAULTS.get(setting.name, setting.default)
    shown = "" if default in (None, {}) else f"`{default}`"
    secret = " Secret." if setting.secret else ""
    return f"| `{setting.name}` | {shown} | {setting.description}{secret} |\n"


def page() -> str:
    """Return the Markdown of the whole page."""
    return HEAD + "".join(row(setting) for setting in (*SETTINGS, *MONGODB_SETTINGS))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
