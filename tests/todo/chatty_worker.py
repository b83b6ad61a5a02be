"""A worker for tests that finds out at once which clients are gone."""

from todo.live import streams
from todo.serving.worker import SiteWorker


class ChattyWorker(SiteWorker):
    """A worker that sends comments all the time."""

    def init_process(self) -> None:
        """Serve."""
        streams.COMMENT_SECONDS = 0.05
        super().init_process()
