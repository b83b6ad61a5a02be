"""Checks of the text on the page of a task."""

import html
import re

from exercises.program import Program

SCRIPT = '<script>alert("Hello")</script>'
KEEPS_LINES = re.compile(r"white-space:\s*(?:pre|pre-wrap|pre-line|break-spaces)\b")


def page_of(program: Program, title: str, text: str) -> str:
    """Store a task, and return its page."""
    task = {"title": title, "text": text}
    task_id = program.database["tasks"].insert_one(task).inserted_id
    response = program.browse().get(f"/{task_id}")
    assert response.status_code == 200, f"The page responds with {response.status}."
    return response.text


def check_text(program: Program) -> None:
    """The page shows the title and the text of a task."""
    page = page_of(program, "Shopping", "Milk")
    assert "Shopping" in page, f"The title Shopping is missing: {page}"
    assert "Milk" in page, f"The text Milk is missing: {page}"


def check_html_is_text(program: Program) -> None:
    """A script that somebody types is shown as text, in the text and in the title."""
    for name, page in (
        ("text", page_of(program, "Shopping", SCRIPT)),
        ("title", page_of(program, SCRIPT, "Milk")),
    ):
        assert "<script" not in page, f"The {name} becomes a part of the page:{page}"
        assert SCRIPT in html.unescape(page), (
            f"The {name} is not shown as it was typed:{page}"
        )


def check_ampersand(program: Program) -> None:
    """The text "salt &amp; pepper" is shown as it was typed, not as "salt & pepper"."""
    page = page_of(program, "Shopping", "salt &amp; pepper")
    assert "salt &amp; pepper" in html.unescape(page), f"It is not:{page}"


def check_lines(program: Program) -> None:
    """Two lines of text are shown on two lines."""
    page = page_of(program, "Shopping", "Milk\nBread")
    has_elements = re.search(r"Milk\s*<(?:br|/p|/div|/li)\b[^>]*>", page)
    is_kept = "Milk\nBread" in page and ("<pre" in page or KEEPS_LINES.search(page))
    assert has_elements or is_kept, (
        f"Between Milk and Bread is nothing that a browser shows as a new line:{page}"
    )
