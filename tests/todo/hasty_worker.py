"""Workers for tests, with other limits than the site's."""

from todo.serving.worker import SiteWorker


class HastyWorker(SiteWorker):
    """A worker that cuts clients off after a fraction of a second."""

    IDLE_SECONDS = 0.2
    HEADER_SECONDS = 0.2
    PART_SECONDS = 0.2


class LeavingWorker(SiteWorker):
    """A worker that stops at once, and that has much time to exit."""

    EXIT_SECONDS = 1000


class PromptWorker(SiteWorker):
    """A worker that does not wait for proxies when it stops."""

    DRAIN_SECONDS = 0


class DrainingWorker(SiteWorker):
    """A worker that waits for proxies for as long as a test takes."""

    DRAIN_SECONDS = 1000
