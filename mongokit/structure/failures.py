"""Errors that others raise, made to say which field they are about."""

from mongokit.errors import SchemaDocumentError

__all__ = ["fill_in_path", "locate"]


def fill_in_path(text: str, path: str) -> str:
    """Return a text with the path in place of its single ``%s``, if it has just one."""
    return text.replace("%s", path) if text.count("%s") == 1 else text


def locate(error: Exception, path: str) -> Exception:
    """Return the error of a custom type, which names the field from now on.

    It stays what it is, and gets a note and a ``path``. The text of an error of ours
    begins with the path, unless the type put that into it.

    :param path: the dotted path of the field.
    """
    text = str(error)
    if isinstance(error, SchemaDocumentError) and path not in text:
        error.args = (f"{path} {text}",)
    if vars(error).get("path") is None:
        vars(error)["path"] = path
    error.add_note(f"in the field {path}")
    return error
