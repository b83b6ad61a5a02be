"""How checks report errors, and name the field in them."""

from collections.abc import Callable
from typing import Any

from mongokit.errors import SchemaDocumentError, SchemaTypeError

Report = Callable[[Exception], None]
Check = Callable[[Any, Report], None]


def raise_error(error: Exception) -> None:
    """Report an error by raising it."""
    raise error


def type_error(path: str, expected: str, value: Any) -> SchemaTypeError:
    """Return the error for a value of the wrong type."""
    return SchemaTypeError(
        f"{path} must be an instance of {expected} not {type(value).__name__}",
        path=path,
    )


def fill_in_path(text: str, path: str) -> str:
    """Replace the ``%s`` of a text with a path, unless there are several."""
    return text.replace("%s", path) if text.count("%s") == 1 else text


def add_path(error: Exception, path: str) -> Exception:
    """Return the error of a custom type, with the path of its field.

    Unless the text starts with the path, it is put before the text of our own errors,
    and added to others as a note.
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
    """Return a function that runs another on a translation.

    After errors, it runs one that is recompiled to name the language in them.

    :param run: the function, compiled for the path.
    :param recompile: compiles it for another path.
    """

    def run_on_translation(language: str, value: Any, report: Report) -> Any:
        errors: list[Exception] = []
        result = run(value, errors.append)
        if errors:

            def report_for_field(error: Exception) -> None:
                error.path = path  # type: ignore[attr-defined]  # files it by field
                report(error)

            recompile(f"{path} ({language})")(value, report_for_field)
        return result

    return run_on_translation
