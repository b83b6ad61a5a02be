"""Errors that others raise, made to say which field they are about."""

from mongokit.errors import SchemaDocumentError

__all__ = ["fill_in_path", "locate"]


def fill_in_path(text: str, path: str) -> str:
    """Return a text with the path in place of its single ``%s``, if it has just one."""
    return text.replace("%s", path) if text.count("%s") == 1 else text


def locate(error: Exception, path: str) -> Exception:
    """Return the error of a custom type, which names the field from now on.

    It stays what it is, and gets a ``path``. Where its text does not begin with that,
    the text of an error of ours does from now on, and any other error gets a note.

    :param path: the dotted path of the field.
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
