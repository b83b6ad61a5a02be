"""The commands in the guides for operators."""

import re
from pathlib import Path
from typing import Any

import pytest

from docs.snippets import ROOT, commands, snippets
from tests.compose.visitors import Visitor

HOW_TO = Path("docs/how-to")
BACKUP = HOW_TO / "back-up-and-restore.md"
ROTATION = HOW_TO / "rotate-secrets.md"
PROXY = HOW_TO / "deploy-behind-a-proxy.md"
OTHERS = [PROXY, HOW_TO / "watch.md", HOW_TO / "upgrade.md"]
ROOT_PASSWORD = "another root password"
TOOLS = ("mongodump", "mongorestore")


def example(page: Path, language: str) -> str:
    """Return the one snippet in a language on a page."""
    [code] = [each.code for each in snippets(page) if each.language == language]
    return code


@pytest.mark.parametrize("guide", OTHERS, ids=str)
def test_commands(replica: Any, tmp_path: Path, guide: Path) -> None:
    """The commands of a guide succeed, one after another."""
    for command in dict.fromkeys(commands(guide)):  # each once
        replica.shell(command, tmp_path)


def test_the_proxy_of_the_example(replica: Any) -> None:
    """The example for Caddy is valid."""
    caddyfile = example(PROXY, "caddy")
    adapt = ("caddy", "adapt", "--adapter=caddyfile", "--config=/dev/stdin")
    result = replica.execute("proxy", *adapt, input=caddyfile)
    assert result.returncode == 0, result.stderr
    assert "127.0.0.1:8000" in result.stdout


def test_special_characters(replica: Any, tmp_path: Path) -> None:
    """The example for ``.env`` sets the password that the page says."""
    (tmp_path / "env").write_text(example(ROTATION, "ini"))
    config = replica.config(COMPOSE_ENV_FILES=str(tmp_path / "env"))
    [stated] = re.findall("sets the password `(.*)`", (ROOT / ROTATION).read_text())
    variables = config["services"]["secrets"]["environment"]
    assert variables["MONGODB_PASSWORD"].replace("$$", "$") == stated


def test_backup(replica: Any, tmp_path: Path) -> None:
    """An export that is imported into an empty site gives the same export."""
    Visitor(replica.url).add("Restore <me>")
    export, *restore, dump, restore_dump = commands(BACKUP)
    replica.shell(export, tmp_path)
    assert "Restore <me>" in (tmp_path / "tasks.json").read_text()
    delete_tasks(replica)
    for command in restore:
        assert "Restore <me>" not in replica.shell(command, tmp_path)
    if replica.execute("mongo", "which", *TOOLS).returncode == 0:
        replica.shell(dump, tmp_path)
        delete_tasks(replica)
        replica.shell(restore_dump, tmp_path)
    assert "Restore <me>" in Visitor(replica.url).first_page()


def delete_tasks(replica: Any) -> None:
    """Delete all tasks for good, as the site's user."""
    program = """
from todo import create_app
from todo.extensions import db
with create_app().app_context():
    print(db.tasks.delete_many({}).deleted_count > 0)
"""
    assert replica.python(program) == "True\n"


def test_rotation(replica: Any, tmp_path: Path) -> None:
    """Tasks survive ``down`` and ``up``, new secrets and a new root password."""
    visitor = Visitor(replica.url)
    visitor.add("Survive the rotation")
    before = digests(replica)
    *rotate, change_root_password = commands(ROTATION)
    for command in rotate:
        replica.shell(command, tmp_path)
    replica.up()
    kept = {line.split("/")[-1] for line in before & digests(replica)}
    assert kept == {"MONGODB_URI", "MONGODB_USERNAME", "MONGODB_ROOT_PASSWORD"}
    typed = change_root_password.replace("passwordPrompt()", f'\\"{ROOT_PASSWORD}\\"')
    replica.shell(typed, tmp_path)
    replica.environ["MONGODB_ROOT_PASSWORD"] = ROOT_PASSWORD
    replica.up()
    assert replica.mongosh("db.hello().setName") == "rs0"
    assert "Survive the rotation" in visitor.first_page()


def digests(replica: Any) -> set[str]:
    """Return the digests of the secrets of the site and of MongoDB."""
    lines = replica.secret_digests() + replica.secret_digests("mongo", "mongo")
    return set(lines.splitlines())
