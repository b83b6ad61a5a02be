"""Resolves references level by level, and saves those that have changed."""

from mongokit.references.resolving import resolve_references

__all__ = ["resolve_references"]
