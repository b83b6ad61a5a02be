"""A worker for tests, with limits that are reached at once."""

from todo.serving.worker import SiteWorker


class HastyWorker(SiteWorker):
    """A worker that cuts clients off after a fraction of a second."""

    IDLE_SECONDS = 0.2
    HEADER_SECONDS = 0.2
    PART_SECONDS = 0.2


class LeavingWorker(SiteWorker):
    """A worker that stops at once, and that has much time to exit."""

    EXIT_SECONDS = 1000
