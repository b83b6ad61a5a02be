"""Mistakes that the checks of the exercises find, as changes of the solutions."""

from typing import NamedTuple

__all__ = ["MISTAKES", "Mistake"]


class Mistake(NamedTuple):
    """A mistake in an exercise.

    :param exercise: the number of the exercise.
    :param check: the name of the first check that fails, without ``check_``.
    :param changes: pairs of a text in the solution and what replaces it.
    """

    exercise: int
    check: str
    changes: list[tuple[str, str]]


BOTH_METHODS = 'methods=["GET", "POST"])'
ADDED_BY_GET = """\
    if request.method == "POST":
        return redirect(url_for("add_task", title=request.form["title"]), 303)
    db[Task]({"title": request.args["title"]}).save()
    return show_all()
"""
CONSTANT_SECRET = """\
    if request.form.get("secret") != "4711":
        abort(400)
    db[Task].delete_one"""
UPDATED = """\
    result = db[Task].update_one({"_id": task_id, "version": version}, edit)
"""
CHECKED_FIRST = """\
    if db[Task].get_or_404(task_id)["version"] != version:
        abort(409)
    result = db[Task].update_one({"_id": task_id}, edit)
"""
UPSERT = """\
update_one({"name": name}, {"$set": {}}, upsert=True).upserted_id or abort(409)"""
DEPENDS_ON_THE_LAST = """\
    if db[Task].find_one({"_id": last}) is None:
        return {"_id": None}
    return {
"""

MISTAKES = [
    Mistake(1, "known_task", [('title=task["title"]', 'title=""')]),
    Mistake(
        2, "unknown_task", [("get_or_404(task_id)", 'find_one() or {"title": ""}')]
    ),
    Mistake(
        2,
        "malformed_id",
        [
            ("<ObjectId:task_id>", "<task_id>"),
            ("404(task_id)", "404(ObjectId(task_id))"),
        ],
    ),
    Mistake(4, "title", [("bool(title.strip())", "False")]),
    Mistake(4, "spaces", [("bool(title.strip())", "bool(title)")]),
    Mistake(5, "task_is_added", [(".save()", "")]),
    Mistake(
        5,
        "reload",
        [
            ('@app.post("/new")', f'@app.route("/new", {BOTH_METHODS}'),
            ('    db[Task]({"title": request.form["title"]}).save()\n', ADDED_BY_GET),
        ],
    ),
    Mistake(6, "text", [("{{ task.text }}", "")]),
    Mistake(
        6, "ampersand", [("task.text }}", 'task.text|replace("<", "&lt;")|safe }}')]
    ),
    Mistake(6, "lines", [("white-space: pre-wrap", "")]),
    Mistake(7, "age", [('app.config["MONGODB_TZ_AWARE"] = True', "")]),
    Mistake(8, "newest", [("SHOWN = 20", "SHOWN = 30")]),
    Mistake(8, "transfer", [(".limit(SHOWN)", ".to_list()[:SHOWN]")]),
    Mistake(9, "word", [(', "$options": "i"', "")]),
    Mistake(9, "dot", [("re.escape(q)", 're.escape(q).replace("\\\\.", ".")')]),
    Mistake(
        9,
        "other_signs",
        [("re.escape(q)", 'q.replace("+", "\\\\+").replace(".", "\\\\.")')],
    ),
    Mistake(10, "code", [('{"tasks": found["tasks"]}', "{}")]),
    Mistake(10, "unknown_code", [("abort(404)", "abort(400)")]),
    Mistake(
        10,
        "other_bodies",
        [('body.get("code") if isinstance(body, dict) else None', 'body["code"]')],
    ),
    Mistake(12, "own_button", [("csrf_token()", "")]),
    Mistake(
        12,
        "get",
        [
            (
                '@app.post("/<ObjectId:task_id>/delete")',
                f'@app.route("/<ObjectId:task_id>/delete", {BOTH_METHODS}',
            )
        ],
    ),
    Mistake(12, "foreign_form", [("CSRFProtect(app)\n", ""), ("csrf_token()", "1")]),
    Mistake(
        12,
        "token_of_somebody_else",
        [
            ("CSRFProtect(app)\n", ""),
            (
                'name="csrf_token" value="{{ csrf_token() }}"',
                'name="secret" value="4711"',
            ),
            ("    db[Task].delete_one", CONSTANT_SECRET),
            ("import Flask,", "import Flask, abort, request,"),
        ],
    ),
    Mistake(13, "list", [('.sort("title")', "")]),
    Mistake(
        13,
        "import",
        [
            ("from flask import", "import pymongo\nfrom flask import"),
            (
                "db = MongoKit(app)",
                "db = MongoKit(app)\npymongo.MongoClient(connect=False)",
            ),
        ],
    ),
    Mistake(14, "names", [('names.get(task.person, "nobody")', '"nobody"')]),
    Mistake(14, "deleted_person", [(', "nobody") }}', ") }}")]),
    Mistake(14, "only_these_people", [('{"_id": {"$in": [*ids]}}', "")]),
    Mistake(15, "right", [('task["done"] is True', 'task["done"] is False')]),
    Mistake(
        15, "time", [('assert isinstance(task["finished"]', 'isinstance(task["title"]')]
    ),
    Mistake(15, "all", [("def test_others", "def others")]),
    Mistake(15, "deleted", [("def test_deleted", "def deleted")]),
    Mistake(15, "again", [("def test_finished_again", "def again")]),
    Mistake(
        15,
        "unknown",
        [("def test_unknown", "def unknown")],
    ),
    Mistake(16, "list", [('sort("creation", -1)', 'sort("creation", 1)')]),
    Mistake(16, "sort", [('{"$in": [None, False]}', '{"$ne": True}')]),
    Mistake(17, "list", [('task.get("priority", NORMAL)', "NORMAL")]),
    Mistake(17, "migration", [('{"priority": None}', '{"priority": 0}')]),
    Mistake(17, "chosen_priorities", [('{"priority": None}', "{}")]),
    Mistake(18, "edit", [('"$inc": {"version": 1}', '"$inc": {"version": 2}')]),
    Mistake(
        18,
        "unknown_task",
        [("        db[Task].get_or_404(task_id)\n        a", "        a")],
    ),
    Mistake(
        18,
        "finished_before",
        [('request.form["title"]}', 'request.form["title"], "done": False}')],
    ),
    Mistake(18, "outdated_form", [(', "version": version}', "}")]),
    Mistake(
        18,
        "edits_at_the_same_moment",
        [
            (UPDATED, CHECKED_FIRST),
        ],
    ),
    Mistake(
        18,
        "version_that_is_none",
        [('request.form.get("version", type=int)', 'int(request.form["version"])')],
    ),
    Mistake(19, "new_names", [('insert_one({"name": name})', "insert_one({})")]),
    Mistake(19, "taken_name", [(', "unique": True', "")]),
    Mistake(
        19,
        "database",
        [
            (', "unique": True', ""),
            ('insert_one({"name": name})', UPSERT),
            ("except DuplicateKeyError", "except ValueError"),
        ],
    ),
    Mistake(20, "first_page", [("SIZE = 10", "SIZE = 9")]),
    Mistake(20, "walk", [("tasks[SIZE - 1]", "tasks[SIZE]")]),
    Mistake(
        20, "last_page", [("if len(tasks) > SIZE else", "if len(tasks) >= SIZE else")]
    ),
    Mistake(20, "deleted_meanwhile", [("    return {\n", DEPENDS_ON_THE_LAST)]),
    Mistake(20, "same_time", [(', {"_id": {"$lt": last}}', "")]),
    Mistake(
        20,
        "wrong_address",
        [("(InvalidId, OverflowError, TypeError, ValueError)", "InvalidId")],
    ),
]
"""One for each check that the broken program does not fail."""
