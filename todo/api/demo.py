"""What only demo sites have (``TODO_DEMO``): samples, and removing tasks for good."""

from flask import Response, abort, current_app

from todo.api.blueprint import blueprint
from todo.api.inputs import Samples, read_body
from todo.api.representation import json_response
from todo.tasks import changes, samples


@blueprint.post("/samples")
def add_samples() -> Response:
    """Add sample tasks; with a seed, the same ones each time, once."""
    require_demo()
    return json_response({"added": samples.add_samples(**read_body(Samples))}, 201)


def purge() -> None:
    """Remove all tasks for good.

    :raises werkzeug.exceptions.NotFound: if this is no demo site.
    """
    require_demo()
    changes.purge()


def require_demo() -> None:
    """Check that this is a demo site.

    :raises werkzeug.exceptions.NotFound: if it is not.
    """
    if not current_app.config["TODO_DEMO"]:
        abort(404)
