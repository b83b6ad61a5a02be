"""The exception of this package."""


class StandaloneError(Exception):
    """Raised if the site cannot run here; the message states the reason."""
