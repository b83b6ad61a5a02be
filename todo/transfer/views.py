"""The pages for export and import."""

import itertools
import os
from dataclasses import replace
from typing import IO, Any

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask import stream_with_context as in_context
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from todo.error_pages import render_problem
from todo.problems import TOO_MUCH
from todo.tasks.quota import QuotaExceededError
from todo.tasks.times import now
from todo.transfer import exporting, importing
from todo.transfer.reading import UnreadableFileError

blueprint = Blueprint("transfer", __name__, cli_group=None)

LARGEST_FILE = 2 * 1024 * 1024
REST_OF_FORM = 16 * 1024

TOO_MUCH_FOR_A_FORM = replace(
    TOO_MUCH,
    message="A file that is imported here may have up to 2 MiB.",
    advice="Import a larger one on the server, with the command flask import.",
    advice_in_place="",
)


class ImportForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The form for uploading a file to import."""

    file = FileField(
        "File",
        validators=[FileRequired("Choose a file.")],
        description=(
            "An export from this site or another one of its kind, up to 2 MiB. Tasks "
            "that already exist stay as they are."
        ),
        render_kw={"accept": ".json,application/json"},
    )


@blueprint.get("/export.json")
def export_tasks() -> Response:
    """Send all tasks as a JSON file."""
    chunks = exporting.in_chunks(exporting.export_tasks())
    if request.method == "HEAD":
        body = iter([b""])
    else:
        # Read the first chunk now, while an error page can still be sent.
        body = in_context(itertools.chain([next(chunks)], chunks))
    response = Response(body, content_type="application/json")
    name = f"tasks-{now():%Y-%m-%d}.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.url_value_preprocessor
def allow_files(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Increase the body limit for imports before anything reads the body."""
    del values
    is_import = endpoint == "transfer.import_tasks"
    if is_import and request.mimetype == "multipart/form-data":
        request.max_content_length = LARGEST_FILE + REST_OF_FORM


@blueprint.errorhandler(413)
def show_too_much(_: Exception) -> Response:
    """Render the error page for a file that is too large."""
    return render_problem(TOO_MUCH_FOR_A_FORM)


@blueprint.route("/import", methods=["GET", "POST"])
def import_tasks() -> Response:
    """Show the import form, or import the submitted file and report the result."""
    form = ImportForm(request.files)
    report = _import(form) if form.validate_on_submit() else None
    page = render_template("transfer/import.html", form=form, report=report)
    return make_response(page, 422 if form.errors else 200)


def _import(form: ImportForm) -> importing.Report | None:
    file: IO[bytes] = form.file.data.stream
    if file.seek(0, os.SEEK_END) > LARGEST_FILE:
        abort(413)
    file.seek(0)
    try:
        return importing.import_tasks(file)
    except (UnreadableFileError, QuotaExceededError) as error:
        form.file.errors = [str(error)]
        return None
