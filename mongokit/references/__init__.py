"""References between documents: loaded a level at a time, saved where they changed."""

from mongokit.references.loading import load_assigned, load_references
from mongokit.references.memory import REMEMBERED_STATE, note_loaded, note_saved
from mongokit.references.saving import (
    REFERENCE_ERRORS,
    refuse_unsaved,
    save_references,
    validate_references,
)

__all__ = [
    "REFERENCE_ERRORS",
    "REMEMBERED_STATE",
    "load_assigned",
    "load_references",
    "note_loaded",
    "note_saved",
    "refuse_unsaved",
    "save_references",
    "validate_references",
]
