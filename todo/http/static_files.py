"""Static files: their URL, their compressed copies, and how long they are cached."""

import hashlib
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from todo.http.static_responses import StaticFile

STATIC_FOLDER = Path(__file__).parents[1] / "static"
COPIES = {"br": ".br", "gzip": ".gz"}
NOT_BUILT = (
    "The scripts in static/vendor are missing: run bin/assets in a checkout; a wheel "
    "contains them."
)
FOR_A_YEAR = f"max-age={365 * 24 * 60 * 60}, public, immutable"


def static_url_path(folder: Path = STATIC_FOLDER) -> str:
    """Return the URL prefix of the static files, which contains their digest.

    One digest covers all files, so that they can link to each other by relative
    URLs.

    :param folder: the folder with the files.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in COPIES.values():
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"/static/{digest.hexdigest()[:16]}"


def init_app(app: Flask) -> None:
    """Serve the static files: compressed, and cached for a year."""
    folder = Path(str(app.static_folder))
    if not (folder / "vendor").is_dir():
        app.logger.warning(NOT_BUILT)
    app.wsgi_app = StaticFiles(  # type: ignore[method-assign]  # as Flask documents it
        app.wsgi_app,
        root=folder,
        prefix=app.static_url_path,
    )


class StaticFiles(WhiteNoise):  # type: ignore[misc]  # WhiteNoise has no types
    """Middleware that serves static files.

    The application handles methods other than GET and HEAD.
    """

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Send a static file, or call the application."""
        is_read = environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        responder = super().__call__ if is_read else self.application
        return responder(environ, start_response)

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> Any:
        """Return a static file with the compressed copies that are not older."""
        changed = stat_cache[path].st_mtime
        copies = {encoding: path + suffix for encoding, suffix in COPIES.items()}
        fresh = {
            each: stat_cache[each]
            for each in (path, *copies.values())
            if each in stat_cache and stat_cache[each].st_mtime >= changed
        }
        headers = Headers([("Cache-Control", FOR_A_YEAR)])
        self.add_mime_headers(headers, path, url)
        return StaticFile(path, headers.items(), copies, fresh)
