"""The exception of this package."""


class StandaloneError(Exception):
    """The site cannot run here; the message contains the reason and a remedy."""
