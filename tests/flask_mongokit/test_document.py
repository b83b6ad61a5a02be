"""Tests of the finders that abort a request with 404."""

import pytest
from bson import ObjectId
from flask import Flask
from werkzeug.exceptions import NotFound

from flask_mongokit import Document, MongoKit


class BlogPost(Document):
    """A document class with finders for views."""

    __collection__ = "posts"
    structure = {"title": str}


def test_get_or_404(app: Flask, db: MongoKit) -> None:
    """``get_or_404()`` finds a document by ``_id`` and does not convert strings."""
    db.register(BlogPost)
    with app.app_context():
        post = db.BlogPost({"title": "First"})
        post.save()
        found = db.BlogPost.get_or_404(post["_id"])
        assert found == post
        assert isinstance(found, BlogPost)
        for missing in (ObjectId(), str(post["_id"]), None):
            with pytest.raises(NotFound, match="404"):
                db.BlogPost.get_or_404(missing)


def test_ids_of_any_type(app: Flask, db: MongoKit) -> None:
    """``get_or_404()`` accepts ids of any type, including dicts."""
    db.register(BlogPost)
    with app.app_context():
        for some_id in (1, "first", {"year": 2026, "number": 1}):
            db.BlogPost({"_id": some_id, "title": "First"}).save()
            assert db.BlogPost.get_or_404(some_id)["_id"] == some_id


def test_find_one_or_404(app: Flask, db: MongoKit) -> None:
    """``find_one_or_404()`` takes ``find_one()``'s arguments; no match means 404."""
    db.register(BlogPost)
    with app.app_context():
        for title in ("First", "Second"):
            db.BlogPost({"title": title}).save()
        assert db.BlogPost.find_one_or_404({"title": "Second"})["title"] == "Second"
        last = db.BlogPost.find_one_or_404(sort=[("title", -1)])
        assert last["title"] == "Second"
        only_id = db.BlogPost.find_one_or_404({"title": "First"}, {"title": False})
        assert set(only_id) == {"_id"}
        with pytest.raises(NotFound, match="404"):
            db.BlogPost.find_one_or_404({"title": "Third"})


def test_a_missing_document_shows_the_404_page(app: Flask, db: MongoKit) -> None:
    """A missing document shows the application's 404 page."""
    db.register(BlogPost)

    @app.get("/<ObjectId:post_id>")
    def show_post(post_id: ObjectId) -> str:
        title: str = db.BlogPost.get_or_404(post_id)["title"]
        return title

    @app.errorhandler(404)
    def show_missing(_: Exception) -> tuple[str, int]:
        return "No such post", 404

    with app.app_context():
        post = db.BlogPost({"title": "First"})
        post.save()
    web = app.test_client()
    assert web.get(f"/{post['_id']}").text == "First"
    missing = web.get(f"/{ObjectId()}")
    assert (missing.status_code, missing.text) == (404, "No such post")
