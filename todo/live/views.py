"""The URL of the events, for the browser's ``EventSource``."""

from flask import Blueprint, Flask, Response, current_app, request, url_for
from werkzeug.exceptions import BadRequest

from todo.http.security import is_cross_site
from todo.live.streams import Live

EXTENSION = "live"
FULL_SECONDS = 60
HEADERS = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx and others would hold events back
}

blueprint = Blueprint("live", __name__)


def init_app(app: Flask) -> None:
    """Prepare the live updates; nothing is followed until somebody listens."""
    app.extensions[EXTENSION] = Live(app)


def stop(app: Flask) -> None:
    """End all streams of an application, which will not have others."""
    app.extensions[EXTENSION].follower.stop()


def events_address() -> str | None:
    """Return the URL of the events from now on; ``None`` if there are none.

    Call this before reading what the events are about.
    """
    live: Live = current_app.extensions[EXTENSION]
    if not live.is_on:
        return None
    return url_for("live.send_events", after=live.feed.token)


@blueprint.get("/events")
def send_events() -> Response:
    """Send an event whenever tasks have changed.

    ``Last-Event-ID``, or else ``after``, is the id of the last event that the client
    has seen; the first event says what it has missed since then.
    """
    if is_cross_site():
        raise BadRequest("Other sites cannot read the events.")
    live: Live = current_app.extensions[EXTENSION]
    if not live.is_on:
        return Response(status=204)  # EventSource does not try again
    last = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    client = request.environ.get("gunicorn.socket")
    stream = live.open_stream(last, lambda: getattr(client, "is_gone", False))
    if stream is None:
        message = "Too many pages are open, so this one is not updated.\n"
        headers = {"Retry-After": str(FULL_SECONDS)}
        return Response(message, 503, headers, mimetype="text/plain")
    return Response(stream, headers=HEADERS, mimetype="text/event-stream")
