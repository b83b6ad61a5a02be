"""Tests of the URL converter ``ObjectId``."""

import pytest
from bson import ObjectId
from flask import Flask, url_for
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest

from flask_mongokit import BSONObjectIdConverter, MongoKit

DIGITS = "4e4ac5cfffc84958fa1f45fb"
CONVERTER = BSONObjectIdConverter(Flask("application").url_map)


@pytest.mark.parametrize("digits", [DIGITS, DIGITS.upper()])
def test_digits_become_an_object_id(digits: str) -> None:
    """24 hexadecimal digits, in upper or lower case, become an ObjectId."""
    assert CONVERTER.to_python(digits) == ObjectId(DIGITS)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "132",
        DIGITS + "0",
        DIGITS[:-1] + "g",
        DIGITS[:-1] + " ",
        " " * 24,
        "\u0661" * 24,
    ],
)
def test_anything_else_is_a_bad_request(value: str) -> None:
    """Anything that is not an ObjectId raises ``BadRequest``."""
    with pytest.raises(BadRequest, match="That address has no valid id in it"):
        CONVERTER.to_python(value)


@given(st.binary(min_size=12, max_size=12).map(ObjectId))
def test_an_object_id_survives_its_url(object_id: ObjectId) -> None:
    """``to_python()`` reverses ``to_url()``."""
    assert CONVERTER.to_python(CONVERTER.to_url(object_id)) == object_id


@given(st.text() | st.text("0123456789abcdefABCDEF \u0661", min_size=24, max_size=24))
@example(DIGITS)
@example("x")
def test_any_string_is_rejected_or_an_object_id(value: str) -> None:
    """Any string either becomes an equal ObjectId or raises ``BadRequest``."""
    try:
        object_id = CONVERTER.to_python(value)
    except BadRequest:
        return
    assert str(object_id) == value.lower()


def test_a_string_is_quoted() -> None:
    """``to_url()`` quotes a string so that it stays a single path segment."""
    assert CONVERTER.to_url("../new?x") == "..%2Fnew%3Fx"


def test_urls_of_documents(app: Flask, db: MongoKit) -> None:
    """Views receive an ObjectId, and ``url_for()`` writes its digits."""
    seen: list[object] = []

    @app.get("/<ObjectId:task_id>")
    def show_task(task_id: ObjectId) -> str:
        seen.append(task_id)
        return url_for("show_task", task_id=task_id)

    web = app.test_client()
    assert web.get(f"/{DIGITS}").text == f"/{DIGITS}"
    assert seen == [ObjectId(DIGITS)]
    assert web.get("/favicon.ico").status_code == 400
    assert app.extensions["mongokit"] is db
