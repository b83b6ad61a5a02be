"""Writes docs/settings.md from the tables in the code."""

from pathlib import Path

from flask_mongokit import SETTINGS as MONGODB_SETTINGS
from flask_mongokit import Setting
from todo.config import MONGODB_DEFAULTS, SETTINGS

PAGE = Path(__file__).parent / "settings.md"
HEAD = """\
# Settings

The site reads these variables of the environment when it starts.
An empty one is as good as none.
One marked as secret may stand in a file instead, which the same name with `_FILE` names.
A variable that begins with `MONGODB_` or `TODO_` and is not here is a mistake, and the site says so.

| Variable | Default | |
|---|---|---|
"""


def row(setting: Setting) -> str:
    """Return the line of one setting."""
    default = MONGODB_DEFAULTS.get(setting.name, setting.default)
    shown = "" if default in (None, {}) else f"`{default}`"
    secret = " Secret." if setting.secret else ""
    return f"| `{setting.name}` | {shown} | {setting.description}{secret} |\n"


def page() -> str:
    """Return the whole page."""
    return HEAD + "".join(row(setting) for setting in (*SETTINGS, *MONGODB_SETTINGS))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
