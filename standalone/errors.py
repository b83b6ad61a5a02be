"""The errors of the standalone runner."""


class StandaloneError(Exception):
    """The site cannot run here; the message says why, and what to do."""
