"""Requests whose body is refused if it is too large or cut off, however it is sent."""

from typing import IO, cast

from flask import Flask, Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.utils import cached_property
from werkzeug.wsgi import LimitedStream


class WholeStream(LimitedStream):
    """A body that is either read to its end, or refused as too large.

    If its length is not known before, a ``LimitedStream`` of Werkzeug ends at the
    limit, and the rest of a form is missing.
    """

    def readall(self) -> bytes:
        """Read the body.

        :raises RequestEntityTooLarge: if it is larger than the limit.
        """
        data = super().readall()
        if self.is_exhausted and self._stream.read(1):
            raise RequestEntityTooLarge
        return data


class SiteRequest(Request):
    """A request that never provides only the beginning of its body."""

    @cached_property
    def stream(self) -> IO[bytes]:
        """Return the body; to read it raises ``ClientDisconnected`` if it is cut off.

        gunicorn detects that only in a body that comes in chunks, and Werkzeug relies
        on gunicorn.
        """
        stream = super().stream
        if not isinstance(stream, LimitedStream):
            return stream
        body = self.environ["wsgi.input"]
        length = self.content_length
        if length is None:
            return cast("IO[bytes]", WholeStream(body, stream.limit, is_max=True))
        return cast("IO[bytes]", LimitedStream(body, length))


def init_app(app: Flask) -> None:
    """Refuse bodies that are too large or cut off."""
    app.request_class = SiteRequest
