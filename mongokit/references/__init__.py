"""Resolves references level by level, and saves referenced documents that changed."""

from mongokit.references.resolving import resolve_references

__all__ = ["resolve_references"]
