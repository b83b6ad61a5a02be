"""The exception of this package."""


class StandaloneError(Exception):
    """The site cannot run here; the message states the reason."""
