"""What a rule is."""

from dataclasses import dataclass

from mongokit.legacy.audit.finders import Finder

__all__ = ["Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A difference, and how to find it.

    :param anchor: the section of the guide that describes it.
    :param message: one sentence, with fields in braces that the finder fills in.
    :param fails: whether the difference raises an error when the line runs.
    """

    name: str
    anchor: str
    find: Finder
    message: str
    fails: bool = False
