"""The contents of the site's image."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    "program", ["cc", "gcc", "make", "node", "npm", "git", "curl", "pytest"]
)
def test_no_tools(compose: Any, program: str) -> None:
    """The image contains no build or test tools."""
    assert compose.execute("web", "which", program).returncode == 1


def test_no_tests(compose: Any) -> None:
    """The site's folder contains only the packages and files that the site needs."""
    names = compose.execute("web", "ls", "-A", "/site").stdout.split()
    packages = {"deploy", "flask_mongokit", "mongokit", "todo"}
    assert {*names} - {"__pycache__"} == {*packages, "gunicorn.conf.py", "wsgi.py"}


def test_code_is_compiled(compose: Any) -> None:
    """Code is compiled in the image, because a read-only container cannot store it."""
    program = "import todo.app; print(todo.app.__cached__)"
    path = compose.python(program).strip()
    assert compose.execute("web", "test", "-s", path).returncode == 0


def test_static_files_are_compressed(compose: Any) -> None:
    """The largest files, even third-party ones, have compressed copies."""
    names = compose.execute("web", "find", "/site/todo/static").stdout.split()
    for path in ("css/site.css", "bundle/list.js"):
        file = f"/site/todo/static/{path}"
        assert {file, f"{file}.br", f"{file}.gz"} <= {*names}


def test_one_image_for_all(compose: Any) -> None:
    """All services except MongoDB use the same image."""
    services = ("secrets", "setup", "web")
    images = {compose.inspect(service)["Image"] for service in services}
    assert len(images) == 1
