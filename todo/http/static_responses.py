"""Responses with a static file: which copy of it, which part, or none."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any

from werkzeug.http import parse_accept_header, parse_etags
from whitenoise import responders

BYTE_RANGE = re.compile("bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)

Environ = Mapping[str, Any]
Headers = list[tuple[str, str]]


class StaticFile(responders.StaticFile):  # type: ignore[misc]  # WhiteNoise has no types
    """A static file that follows the HTTP standard where WhiteNoise does not.

    This concerns qualities in ``Accept-Encoding``, several or weak tags in
    ``If-None-Match``, tags of compressed copies, ranges of one byte, invalid ranges,
    and ``If-Range``.
    """

    def get_response(self, method: str, request_headers: Environ) -> Any:
        """Return the response to a GET or HEAD request."""
        path, headers = self.get_path_and_headers(request_headers)
        if self._is_known(request_headers, dict(headers)["ETag"]):
            return self.get_not_modified_response(dict(headers))
        if method == "HEAD":
            return responders.Response(HTTPStatus.OK, headers, None)
        size = int(dict(headers)["Content-Length"])
        wanted = _requested_range(request_headers, dict(headers))
        if wanted is None:
            return responders.Response(HTTPStatus.OK, headers, _open(path))
        if not wanted:
            return self.get_range_not_satisfiable_response(None, size)
        file = responders.SlicedFile(_open(path), wanted[0], wanted[-1])
        part = {
            **dict(headers),
            "Content-Range": f"bytes {wanted[0]}-{wanted[-1]}/{size}",
            "Content-Length": str(len(wanted)),
        }
        return responders.Response(HTTPStatus.PARTIAL_CONTENT, [*part.items()], file)

    def _is_known(self, request_headers: Environ, tag: str) -> bool:
        """Return whether the browser's copy is up to date."""
        tags = request_headers.get("HTTP_IF_NONE_MATCH")
        if tags is not None:
            return parse_etags(tags).contains_weak(tag.strip('"'))
        return bool(self.is_not_modified(request_headers))

    @staticmethod
    def get_alternatives(
        base_headers: Mapping[str, str], files: Mapping[str | None, Any]
    ) -> list[tuple[Any, str, Headers]]:
        """Return the copies; each has a tag of its own, since its bytes are others."""
        copies = responders.StaticFile.get_alternatives(base_headers, files)
        return [
            (pattern, path, _with_own_tag(dict(headers)))
            for pattern, path, headers in copies
        ]

    def get_path_and_headers(self, request_headers: Environ) -> tuple[str, Headers]:
        """Return path and headers of the copy that the browser prefers.

        Of equally good copies, this is the smallest; if none is acceptable, it is the
        file itself.
        """
        accepted = parse_accept_header(request_headers.get("HTTP_ACCEPT_ENCODING"))
        usable: dict[str, tuple[float, Headers]] = {}
        for _, path, headers in self.alternatives:  # the smallest first
            encoding = dict(headers).get("Content-Encoding")
            quality = accepted.quality(encoding or "identity")
            if quality > 0 or encoding is None:
                usable[path] = quality, headers
        best = max(usable, key=lambda path: usable[path][0])
        return best, usable[best][1]


def _with_own_tag(headers: dict[str, str]) -> Headers:
    """Return the headers of a copy, with its encoding in its tag."""
    encoding = headers.get("Content-Encoding", "")
    return [*{**headers, "ETag": f'{headers["ETag"][:-1]}{encoding}"'}.items()]


def _open(path: str) -> IO[bytes]:
    """Open a file, which the server closes."""
    return Path(path).open("rb")


def _requested_range(
    request_headers: Environ, headers: Mapping[str, str]
) -> range | None:
    """Return the numbers of the requested bytes; ``None`` for the whole file.

    They are empty if the file has none of them. As in the standard, an invalid range is
    ignored, and so are several ranges, and a range of another version of the file.

    :param request_headers: the WSGI environment.
    :param headers: the headers of the whole file.
    """
    version = request_headers.get("HTTP_IF_RANGE")
    is_same = version in {None, headers["ETag"], headers["Last-Modified"]}
    match = BYTE_RANGE.fullmatch(request_headers.get("HTTP_RANGE", ""))
    if match is None or not is_same:
        return None
    size = int(headers["Content-Length"])
    first, last = match.groups()
    if not first:
        return range(max(size - int(last), 0), size) if last else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1 if last else size, size))
