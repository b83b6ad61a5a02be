"""What the image of the site holds, and what it does not."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    "program", ["cc", "gcc", "make", "node", "npm", "git", "curl", "pytest"]
)
def test_no_tools(compose: Any, program: str) -> None:
    """What builds or tests the site is not in its image."""
    assert compose.execute("web", "which", program).returncode == 1


def test_no_tests(compose: Any) -> None:
    """Only what serves the site is in its folder."""
    names = compose.execute("web", "ls", "-A", "/site").stdout.split()
    packages = {"deploy", "flask_mongokit", "mongokit", "todo"}
    assert {*names} - {"__pycache__"} == {*packages, "gunicorn.conf.py", "wsgi.py"}


def test_code_is_compiled(compose: Any) -> None:
    """Code is compiled beforehand, as it cannot be where nothing can be written."""
    program = "import todo.app; print(todo.app.__cached__)"
    path = compose.python(program).strip()
    assert compose.execute("web", "test", "-s", path).returncode == 0


def test_static_files_are_compressed(compose: Any) -> None:
    """Style sheets lie beside their compressed forms, the vendored one too."""
    listed = compose.execute("web", "find", "/site/todo/static", "-name", "*.css*")
    names = listed.stdout.split()
    sheets = [name for name in names if name.endswith(".css")]
    assert "/site/todo/static/vendor/pico.classless.min.css" in sheets
    assert [name for name in sheets if f"{name}.br" not in names] == []


def test_one_image_for_all(compose: Any) -> None:
    """What prepares the site is the same program as the site."""
    services = ("secrets", "setup", "web")
    images = {compose.inspect(service)["Image"] for service in services}
    assert len(images) == 1
