"""What can go wrong while the site runs without Docker."""


class StandaloneError(Exception):
    """The site cannot run here; the text says why, and what to do."""
