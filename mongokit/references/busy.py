"""Marks documents whose references are looked at, so that a cycle ends."""

from typing import Any

__all__ = ["Busy", "is_busy"]

BUSY = "_is_busy"


def is_busy(document: Any) -> bool:
    """Tell whether somebody further up looks at the references of a document."""
    return BUSY in document.__dict__


class Busy:
    """Marks documents while their references are looked at, so that each is once."""

    def __init__(self, documents: list[Any]) -> None:
        self.documents = documents

    def __enter__(self) -> None:
        for document in self.documents:
            document.__dict__[BUSY] = True

    def __exit__(self, *error: object) -> None:
        for document in self.documents:
            del document.__dict__[BUSY]
