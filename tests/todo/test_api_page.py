"""The commands and the error on ``docs/reference/api.md``."""

import json
import subprocess
from typing import Any

from docs.snippets import COMMAND, ROOT, snippets
from tests.todo.served import Serve

PAGE = ROOT / "docs/reference/api.md"
SITE = "site=http://127.0.0.1:8000"


def test_the_commands_on_the_page(serve: Serve) -> None:
    """The commands succeed one after the other, in one shell."""
    lines = [each.code for each in snippets(PAGE) if each.language == COMMAND]
    assert lines[0] == SITE
    with serve(TODO_DEMO="1") as site:
        lines[0] = f"site=http://127.0.0.1:{site.port}"
        script = "curl() { command curl --fail-with-body --no-progress-meter $@; }\n"
        result = subprocess.run(
            ["bash", "-euxc", script.replace("$@", '"$@"') + "\n".join(lines)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert result.returncode == 0, result.stderr
    assert result.stdout.endswith('{"added": 50}\n')


def test_the_error_on_the_page(site: Any) -> None:
    """A task without a title is refused with the error on the page."""
    (shown,) = [each.code for each in snippets(PAGE) if each.language == "json"]
    response = site.client.post("/api/tasks", json={"title": ""})
    assert response.json == json.loads(shown)
