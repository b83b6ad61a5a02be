"""Report errors to a callback, with the path of the field in the error."""

from collections.abc import Callable
from typing import Any

from mongokit.errors import SchemaDocumentError, SchemaTypeError

Report = Callable[[Exception], None]
Check = Callable[[Any, Report], None]


def raise_error(error: Exception) -> None:
    """Raise an error: the report callback that stops at the first error."""
    raise error


def type_error(path: str, expected: str, value: Any) -> SchemaTypeError:
    """Return the error for a value of the wrong type."""
    return SchemaTypeError(
        f"{path} must be an instance of {expected} not {type(value).__name__}",
        path=path,
    )


def fill_in_path(text: str, path: str) -> str:
    """Replace ``%s`` in a message with a path, if it occurs exactly once."""
    return text.replace("%s", path) if text.count("%s") == 1 else text


def add_path(error: Exception, path: str) -> Exception:
    """Add the path of the field to an error of a custom type, and return the error.

    The path is prepended to the message of a :class:`SchemaDocumentError`, and added to
    other exceptions as a note, unless the message already starts with it.
    """
    text = str(error)
    if vars(error).get("path") is None:
        vars(error)["path"] = path
    if text.partition(" ")[0].rstrip(":") == path:
        return error
    if isinstance(error, SchemaDocumentError):
        error.args = (f"{path} {text}",)
    else:
        error.add_note(f"in the field {path}")
    return error


def naming_language(
    run: Callable[[Any, Report], Any],
    recompile: Callable[[str], Any],
    path: str,
) -> Callable[[str, Any, Report], Any]:
    """Wrap a check or converter of translations, so that errors name the language.

    If there are errors, the function is recompiled with the language in the path, and
    runs again.

    :param run: the function, compiled for the path.
    :param recompile: compiles it for another path.
    :param path: the path of the translated field.
    """

    def run_on_translation(language: str, value: Any, report: Report) -> Any:
        errors: list[Exception] = []
        result = run(value, errors.append)
        if errors:

            def report_for_field(error: Exception) -> None:
                error.path = path  # type: ignore[attr-defined]  # without language
                report(error)

            recompile(f"{path} ({language})")(value, report_for_field)
        return result

    return run_on_translation
