"""Static files: their URL, their compressed copies, and how long they are cached."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

STATIC_FOLDER = Path(__file__).parent / "static"
COMPRESSED = {".br", ".gz"}
FOR_A_YEAR = f"max-age={365 * 24 * 60 * 60}, public, immutable"


def static_url_path(folder: Path = STATIC_FOLDER) -> str:
    """Return the URL prefix of the static files, which contains their digest.

    One digest covers all files, so that they can link to each other by relative
    URLs.

    :param folder: the folder with the files.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in COMPRESSED:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"/static/{digest.hexdigest()[:16]}"


def init_app(app: Flask) -> None:
    """Serve the static files: compressed, and cached for a year."""
    folder = Path(str(app.static_folder))
    if not (folder / "vendor").is_dir():
        app.logger.warning("static/vendor is missing: run bin/assets")
    app.wsgi_app = FreshWhiteNoise(  # type: ignore[method-assign]  # as Flask documents it
        app.wsgi_app,
        root=folder,
        prefix=app.static_url_path,
        allow_all_origins=False,
        add_headers_function=_add_headers,
    )


class FreshWhiteNoise(WhiteNoise):  # type: ignore[misc]  # WhiteNoise has no types
    """Serves compressed copies only if they are not older than the original file."""

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> Any:
        """Return a static file with its up-to-date compressed copies."""
        changed = stat_cache[path].st_mtime
        copies = (path, *(f"{path}{suffix}" for suffix in COMPRESSED))
        known = {copy: stat_cache[copy] for copy in copies if copy in stat_cache}
        fresh = {copy: stat for copy, stat in known.items() if stat.st_mtime >= changed}
        return super().get_static_file(path, url, stat_cache=fresh)


def _add_headers(headers: Any, path: str, url: str) -> None:
    del path, url
    headers["Cache-Control"] = FOR_A_YEAR
    headers["X-Content-Type-Options"] = "nosniff"
