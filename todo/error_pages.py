"""Error pages: each says what happened and what to do."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest, HTTPException, SecurityError

from flask_mongokit import (
    NOT_SENT_ERRORS,
    UNREACHABLE_ERRORS,
    AuthenticationIncorrect,
    ExecutionTimeout,
)
from todo.fragments import show_in_main
from todo.logs import request_id
from todo.security import SAFE_METHODS
from todo.tasks.cleaning import LONGEST_TEXT, LONGEST_TITLE
from todo.tasks.forms import TaskForm

PROBLEM_JSON = "application/problem+json"
UPLOAD = "multipart/form-data"
HIDDEN_FIELDS = ("token", "version", "batch", "show", "q", "before", "after")
RETRY_AFTER_SECONDS = 5
SENT_AGAIN = "_send_again_with"


class BadLink(BadRequest):
    """The position, filter or search in a URL is invalid."""


@dataclass(frozen=True, slots=True)
class Problem:
    """The content of an error page.

    :param status: HTTP status.
    :param title: what happened, as a heading.
    :param message: an explanation for the user.
    :param advice: what the user can do.
    :param button: label of the button that sends the form again; ``None`` if a retry
        is pointless.
    :param request_id: id of the request in the log; only for internal errors.
    """

    status: int
    title: str
    message: str
    advice: str = "Start again from the list."
    button: str | None = None
    request_id: str | None = None


NOT_A_TASK = Problem(
    400,
    "That address is not a task",
    "A task's address ends in 24 digits and letters from a to f.",
    "Look at the address, or find the task in the list.",
)
BAD_LINK = Problem(
    400,
    "That link is not right",
    "The filter, search or page in the address is not valid.",
)
BAD_REQUEST = Problem(
    400,
    "That request is not right",
    "The site cannot make sense of what the browser sent.",
)
UNKNOWN_HOST = Problem(
    400,
    "The site has another name",
    "It does not answer to the host name in this address.",
    "Use one of the names in its setting TRUSTED_HOSTS.",
)
OLD_FORM = Problem(
    400,
    "This form is too old",
    "It was opened before the site was restarted, in another browser, or it came "
    "from another site. Nothing was stored.",
    "What you typed is still here: send it again.",
    button="Try again",
)
TASK_NOT_FOUND = Problem(
    404,
    "Task not found",
    "There is no task at this address.",
    "It may have been removed. Look for it in the list.",
)
PAGE_NOT_FOUND = Problem(
    404,
    "Page not found",
    "There is no page at this address.",
    "Look at the address, or start again from the list.",
)
NOT_POSSIBLE = Problem(
    405, "Not possible here", "This address does not support that action."
)
TOO_MUCH = Problem(
    413,
    "That is too much text",
    f"A title has up to {LONGEST_TITLE:,} characters and a text up to "
    f"{LONGEST_TEXT:,}; a form may be 256 KiB in all.",
    "Go back, shorten the text, and send it again.",
)
OUR_FAULT = Problem(
    500,
    "Something went wrong",
    "That was our fault, and it has been noted.",
    "Try again later. If it keeps happening, report this number:",
)
NO_DATABASE = Problem(
    503,
    "The database cannot be reached",
    "Nothing was lost.",
    "Try again in a moment.",
    button="Try again",
)
TOO_SLOW = Problem(
    503,
    "That search takes too long",
    "Too many tasks have words that begin like that.",
    "Search for a rarer word, or for more of it.",
)
UNKNOWN_OUTCOME = replace(
    NO_DATABASE,
    message="The connection was lost, so it is not known whether this was stored.",
    advice="Try again in a moment: it will be stored once, however often you do.",
)
BAD_REQUESTS = {CSRFError: OLD_FORM, SecurityError: UNKNOWN_HOST, BadLink: BAD_LINK}


def init_app(app: Flask) -> None:
    """Register the error handlers."""
    app.register_error_handler(HTTPException, show_http_error)
    for error_class in (*UNREACHABLE_ERRORS, AuthenticationIncorrect):
        app.register_error_handler(error_class, show_no_database)
    app.register_error_handler(ExecutionTimeout, show_too_slow)


def show_http_error(error: HTTPException) -> Response:
    """Render the page for an HTTP error."""
    response = render_problem(problem_of(error))
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def show_no_database(error: Exception) -> Response:
    """Render the page for a database that cannot be reached."""
    current_app.logger.warning("The database cannot be reached: %s", error)
    is_sent = request.method not in SAFE_METHODS and not isinstance(
        error, (*NOT_SENT_ERRORS, AuthenticationIncorrect)
    )
    response = render_problem(UNKNOWN_OUTCOME if is_sent else NO_DATABASE)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def show_too_slow(error: Exception) -> Response:
    """Render the page for a search, or another database operation, that timed out."""
    if not request.args.get("q"):
        return show_no_database(error)
    current_app.logger.warning("A search timed out: %s", error)
    return render_problem(TOO_SLOW)


def problem_of(error: HTTPException) -> Problem:
    """Return the content of the page for an HTTP error."""
    status = error.code or 500
    if status == OUR_FAULT.status:
        return replace(OUR_FAULT, request_id=request_id())
    if isinstance(error, BadRequest):
        return _bad_request(error)
    if status == TASK_NOT_FOUND.status and request.view_args:
        return TASK_NOT_FOUND
    known = {p.status: p for p in (PAGE_NOT_FOUND, NOT_POSSIBLE, TOO_MUCH)}
    return known.get(status) or replace(BAD_REQUEST, status=status, title=error.name)


def _bad_request(error: BadRequest) -> Problem:
    other = NOT_A_TASK if error is request.routing_exception else BAD_REQUEST
    return BAD_REQUESTS.get(type(error), other)


def render_problem(problem: Problem) -> Response:
    """Render a problem as a page, or as JSON if the client prefers it."""
    response = _as_json(problem) if _prefers_json() else _as_page(problem)
    response.vary.add("Accept")
    return show_in_main(response)


def _prefers_json() -> bool:
    accepted = ("text/html", PROBLEM_JSON, "application/json")
    return request.accept_mimetypes.best_match(accepted, "text/html") != "text/html"


def _as_page(problem: Problem) -> Response:
    context = _kept(problem)
    if problem is UNKNOWN_HOST:  # Flask's own url_for would raise
        context["url_for"] = _relative_url
    page = render_template("error.html", error=problem, **context)
    return Response(page, problem.status)


def _relative_url(endpoint: str, **values: str) -> str:
    return current_app.url_map.bind("").build(endpoint, values)


def _as_json(problem: Problem) -> Response:
    fields = {name: value for name, value in asdict(problem).items() if value}
    detail = f"{fields.pop('message')} {fields.pop('advice')}"
    fields.pop("button", None)
    body = json.dumps({"type": "about:blank", **fields, "detail": detail})
    return Response(body, problem.status, content_type=PROBLEM_JSON)


def _kept(problem: Problem) -> dict[str, Any]:
    """Return template variables for a form that sends the submitted values again."""
    is_upload = request.mimetype == UPLOAD
    if problem.button is None or request.method in SAFE_METHODS or is_upload:
        return {"is_form": False}
    sent = request.form
    kept = [field for field in TaskForm(sent).inputs if field.name in sent]
    for field in kept:
        field.data = sent[field.name]  # as typed, not as cleaned
    hidden = {name: sent[name] for name in HIDDEN_FIELDS if name in sent}
    return {"is_form": True, "kept": kept, "hidden": hidden | g.get(SENT_AGAIN, {})}


def send_again_with(**hidden: str) -> None:
    """Override hidden fields in the error page's form, if this request ends with one.

    :param hidden: values by field name.
    """
    setattr(g, SENT_AGAIN, hidden)
