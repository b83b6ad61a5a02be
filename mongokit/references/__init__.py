"""Resolves references level by level, and saves those that have changed."""

from mongokit.references.resolving import resolve_assigned, resolve_references
from mongokit.references.saving import (
    REFERENCE_ERRORS,
    check_references_are_saved,
    save_references,
    validate_references,
)
from mongokit.references.snapshots import (
    SNAPSHOT_ATTRIBUTES,
    snapshot_loaded,
    snapshot_saved,
)

__all__ = [
    "REFERENCE_ERRORS",
    "SNAPSHOT_ATTRIBUTES",
    "check_references_are_saved",
    "resolve_assigned",
    "resolve_references",
    "save_references",
    "snapshot_loaded",
    "snapshot_saved",
    "validate_references",
]
