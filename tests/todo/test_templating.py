"""Template filters, and white space in pages."""

import datetime
import re

import pytest
from flask import Flask, render_template_string

from tests.todo.conftest import AddTasks, Site

TIMES = "{{ time|utc_iso }} {{ time|utc_text }}"
SHOWN = "2026-11-23T16:06:48Z 2026-11-23 16:06 UTC"
LINES = """
<p {% if true %}class="a"{% endif %}
   {# a comment #}
   id="b">
  {% if true %}11:34{% endif %}
  {% if true %}Priority{% endif %}
</p>
"""
QUOTED = re.compile(r'="[^"]*"')
GLUED = re.compile(r'<[^>]*""[^\s/>]')


@pytest.mark.parametrize(
    "time",
    [
        datetime.datetime(2026, 11, 23, 16, 6, 48, 999_000, tzinfo=datetime.UTC),
        datetime.datetime(2026, 11, 23, 16, 6, 48),  # noqa: DTZ001  as stored
        datetime.datetime(
            *(2026, 11, 23, 18, 6, 48),
            tzinfo=datetime.timezone(datetime.timedelta(hours=2)),
        ),
    ],
    ids=str,
)
def test_times(app: Flask, time: datetime.datetime) -> None:
    """Times are formatted in UTC, for programs and for people."""
    with app.test_request_context():
        assert render_template_string(TIMES, time=time) == SHOWN


def test_line_breaks_separate(app: Flask) -> None:
    """Words and attributes on separate lines stay separate."""
    with app.test_request_context():
        page = render_template_string(LINES)
    assert page.split() == ["<p", 'class="a"', 'id="b">', "11:34", "Priority", "</p>"]
    assert "  " not in page


def test_attributes_are_separate(site: Site, add_tasks: AddTasks) -> None:
    """Every page has white space between the attributes of its elements."""
    add_tasks("Buy milk", "Sell milk", "Drink milk", "Spill milk")
    (task, *_) = re.findall(r"task-(\w{24})", site.get("/").text)
    pages = [
        *("/", "/?show=open", "/?q=milk", "/?q=wine", "/new", "/help", "/import"),
        *(f"/{task}", f"/{task}/edit", "/no/such/page", "/?show=nothing"),
    ]
    invalid = {"title": "", "text": ""}
    responses = [
        *(site.get(page) for page in pages),
        site.post("/new", invalid),
        *(site.send(path, **invalid) for path in ("/new", f"/{task}/edit", "/import")),
        site.follow(site.press_on("/", "Delete: Buy milk")),
        site.get(f"/{task}"),
    ]
    for response in responses:
        assert "<main" in response.text
        assert not GLUED.search(QUOTED.sub('=""', response.text))
