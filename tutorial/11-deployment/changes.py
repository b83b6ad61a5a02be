"""Changes of stored tasks, each by one conditional update."""

from model import Task, db, now

FORM_FIELDS = ("title", "text", "priority", "tags", "words", "assignee")


def save_edit(task, version):
    """Store the fields of the form, unless somebody else has edited the task.

    :param version: the version that the form was made from.
    :returns: whether the edit was stored.
    :raises SchemaDocumentError: if a field is invalid.
    """
    found = db.Task.update_one(
        {"_id": task["_id"], "version": version, "deleted": None},
        {
            "$set": {name: task[name] for name in FORM_FIELDS},
            "$inc": {"version": 1},
        },
    )
    return found.matched_count == 1


def set_done(task_id, *, done):
    """Finish or reopen a task; return whether it exists."""
    found = db.Task.update_one(
        {"_id": task_id, "deleted": None}, {"$set": {"done": done}}
    )
    return found.matched_count == 1


def delete_task(task_id):
    """Mark a task as deleted; MongoDB removes it after 30 days."""
    db.Task.update_one({"_id": task_id, "deleted": None}, {"$set": {"deleted": now()}})


def restore_task(task_id):
    """Restore a deleted task; return whether it still exists."""
    found = db.Task.update_one({"_id": task_id}, {"$set": {"deleted": None}})
    return found.matched_count == 1


def add_comment(task_id, text):
    """Add a comment to a task, which can have 100; return whether it was added."""
    comment = {"text": text, "time": now()}
    found = db.Task.update_one(
        {"_id": task_id, "deleted": None, "comments.99": {"$exists": False}},
        {"$push": {"comments": comment}},
    )
    return found.matched_count == 1


def migrate_tasks():
    """Bring all tasks up to date, and return how many of them were not."""
    lacks_a_field = [{name: {"$exists": False}} for name in Task.structure]
    outdated = db.Task.find({"$or": lacks_a_field})
    return sum(1 for _ in outdated)  # loading a document migrates it
