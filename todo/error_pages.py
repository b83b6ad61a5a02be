"""Error pages: each says what happened and what to do."""

import json
from dataclasses import asdict, replace
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadHost, BadRequest, HTTPException, SecurityError

from flask_mongokit import DATABASE_ERRORS, ExecutionTimeout
from flask_mongokit.errors import short_message
from todo.database_problems import database_problem
from todo.fragments import is_requested, render_fragment
from todo.http.security import SAFE_METHODS, is_cross_site
from todo.logs import request_id
from todo.problems import (
    BAD_LINK,
    BAD_REQUEST,
    COOKIES_NEEDED,
    LOOK_FIRST,
    NOT_A_TASK,
    NOT_POSSIBLE,
    OLD_FORM,
    ONCE,
    OUR_FAULT,
    PAGE_NOT_FOUND,
    TASK_NOT_FOUND,
    TOO_MUCH,
    TOO_SLOW,
    UNKNOWN_HOST,
    Problem,
)
from todo.tasks.forms import TaskForm
from todo.tasks.listing import Listing
from todo.tasks.messages import keep_messages

API = "/api/"
PROBLEM_JSON = "application/problem+json"
UPLOAD = "multipart/form-data"
HIDDEN_FIELDS = ("token", "version", "batch", "show", "q", "before", "after")
RETRY_AFTER_SECONDS = 5
SENT_AGAIN = "_send_again_with"
HOST_ERRORS = (BadHost, SecurityError)
"""Raised if the ``Host`` header is no host name, or not a trusted one."""


class BadLink(BadRequest):
    """The position, filter or search in a URL is invalid; the description says why."""

    description = BAD_LINK.message


class ProblemError(HTTPException):
    """A request is answered with a problem.

    :param problem: the problem.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.code = problem.status
        self.problem = problem


def init_app(app: Flask) -> None:
    """Register the error handlers."""
    app.register_error_handler(HTTPException, show_http_error)
    for error_class in DATABASE_ERRORS:
        app.register_error_handler(error_class, show_database_error)


def show_http_error(error: HTTPException) -> Response:
    """Render the page for an HTTP error."""
    response = render_problem(problem_of(error))
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def show_database_error(error: Exception) -> Response:
    """Render the page for an error of the database that is not the site's fault."""
    is_change = request.method not in SAFE_METHODS
    problem = database_problem(error, is_change=is_change)
    if isinstance(error, ExecutionTimeout) and request.args.get("q"):
        problem = TOO_SLOW
    if problem is None:
        raise error
    current_app.logger.warning("%s: %s", problem.title, short_message(error))
    response = render_problem(problem)
    if problem.button:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def problem_of(error: HTTPException) -> Problem:
    """Return the content of the page for an HTTP error."""
    if isinstance(error, ProblemError):
        return error.problem
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
    if isinstance(error, CSRFError):
        has_cookies = request.cookies or is_cross_site()
        return OLD_FORM if has_cookies else COOKIES_NEEDED
    if isinstance(error, BadLink):
        return replace(BAD_LINK, message=str(error.description))
    if isinstance(error, HOST_ERRORS):
        return UNKNOWN_HOST if isinstance(error, SecurityError) else BAD_REQUEST
    return NOT_A_TASK if error is request.routing_exception else BAD_REQUEST


def render_problem(problem: Problem) -> Response:
    """Render a problem as a page, a fragment, or JSON if the client prefers it."""
    keep_messages()
    response = _as_json(problem) if _prefers_json() else _as_page(problem)
    response.vary.add("Accept")
    return response


def is_for_api() -> bool:
    """Return whether the request is for a program, which gets errors as JSON."""
    return request.path.startswith(API)


def _prefers_json() -> bool:
    if is_for_api():
        return True
    accepted = ("text/html", PROBLEM_JSON, "application/json")
    return request.accept_mimetypes.best_match(accepted, "text/html") != "text/html"


def _as_page(problem: Problem) -> Response:
    if is_requested():
        return render_fragment("error", problem.status, error=problem)
    context = {**_kept(problem), "typed": _typed_search()}
    if isinstance(request.routing_exception, HOST_ERRORS):
        context["url_for"] = _relative_url  # Flask's own would raise
    methods = request.url_rule.methods if request.url_rule else None
    if problem.link and "GET" in (methods or ()):
        context["form_address"] = request.path
    page = render_template("error.html", error=problem, **context)
    return Response(page, problem.status)


def _relative_url(endpoint: str, **values: str) -> str:
    return current_app.url_map.bind("").build(endpoint, values)


def _as_json(problem: Problem) -> Response:
    fields = {name: value for name, value in asdict(problem).items() if value}
    detail = problem.message
    if not is_for_api() or problem.button or problem.request_id:
        detail += f" {_advice(problem)}"
    for name in ("message", "advice", "advice_in_place", "button", "link"):
        fields.pop(name, None)
    body = json.dumps({"type": "about:blank", **fields, "detail": detail})
    return Response(body, problem.status, content_type=PROBLEM_JSON)


def _advice(problem: Problem) -> str:
    advice = problem.advice_in_place or problem.advice
    is_repeatable = request.method != "POST" or "Idempotency-Key" in request.headers
    if is_for_api() and ONCE in advice and not is_repeatable:
        return LOOK_FIRST
    return advice


def _typed_search() -> Listing | None:
    """Return a listing with the search in the URL, even if the search is too long."""
    q = request.args.get("q", "").strip()
    if not q or request.endpoint != "tasks.show_all":
        return None
    show = request.args.get("show", "")
    return replace(Listing.parse_or_all({"show": show}), q=q)


def _kept(problem: Problem) -> dict[str, Any]:
    """Return template variables for a form that sends the submitted values again."""
    is_upload = request.mimetype == UPLOAD
    has_words = problem.button or problem is COOKIES_NEEDED
    if not has_words or request.method in SAFE_METHODS or is_upload:
        return {}
    sent = request.form
    kept = [field for field in TaskForm(sent).inputs if field.name in sent]
    for field in kept:
        field.data = sent[field.name]  # as typed, not as cleaned
    hidden = {name: sent[name] for name in HIDDEN_FIELDS if name in sent}
    return {"kept": kept, "hidden": hidden | g.get(SENT_AGAIN, {})}


def send_again_with(**hidden: str) -> None:
    """Override hidden fields in the error page's form, if this request ends with one.

    :param hidden: values by field name.
    """
    setattr(g, SENT_AGAIN, hidden)
