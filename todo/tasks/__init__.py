"""Tasks: what they are, how they are found and changed, and their pages."""
