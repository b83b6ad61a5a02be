"""Tasks: their fields, queries, changes and pages."""
