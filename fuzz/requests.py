"""Makes any request: of any route, with any method, headers, form and bytes."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes

__all__ = ["Known", "Request", "any_request"]

METHODS = (
    *3 * ("GET",),
    *3 * ("POST",),
    *("PATCH", "PATCH", "DELETE", "HEAD", "OPTIONS", "PUT", "QUERY"),
)
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
CONTENT_TYPES = (
    *(FORM, FORM, FORM, "multipart/form-data; boundary=x", JSON, JSON),
    *("multipart/form-data", "text/plain; charset=utf-16", "\x80", ""),
)
FIELDS = (
    *("title", "text", "token", "version", "batch", "show", "q", "before", "after"),
    *("instead_of", "file", "_id", "title[$ne]", "$where", "__proto__", "creation"),
)
JSON_FIELDS = (
    *("text", "done", "completed", "order", "id", "version", "deleted", "$set", "x"),
)
JSON_VALUES: tuple[Any, ...] = (
    True,
    False,
    None,
    0,
    -1.0,
    2**53,
    2**64,
    1e309,
    [],
    ["a"],
    {"$ne": 1},
)
QUERIES = ("show", "q", "before", "after", "limit", "purge", "x", "show[$ne]")
HEADERS: dict[str, Sequence[str]] = {
    "Accept": ("text/html", "application/json", "*/*;q=0", "\xff"),
    "Accept-Encoding": ("gzip", "gzip;q=0", "br", "identity;q=0"),
    "Content-Encoding": ("gzip", "br"),
    "Cookie": ("todo-session-8000=x", "a=b; ; =", "\x00"),
    "Host": ("localhost", "evil.example", "a b", ""),
    "HX-Request": ("true",),
    "Idempotency-Key": ("x", "\x80", ""),
    "If-Match": ('"x"', "*", "W/", ""),
    "If-None-Match": ('"x"', "*", "W/"),
    "If-Modified-Since": ("0", "Mon, 01 Jan 0001 00:00:00 GMT"),
    "Last-Event-ID": ("82", "x", "8" * 1200),
    "Origin": ("http://localhost", "https://evil.example", "null", "//[", ""),
    "Access-Control-Request-Method": ("POST", "x"),
    "Purpose": ("prefetch",),
    "Range": ("bytes=0-0", "bytes=-1", "bytes=5-1,x"),
    "Referer": ("http://localhost/", "//evil", "x"),
    "Sec-Fetch-Site": ("same-origin", "cross-site", "same-site", "none"),
    "Todo-Fragment": ("/", "/?show=done", "/?q=a&before=x", "//evil", "\x80", ""),
    "Todo-Unasked": ("1",),
    "X-CSRFToken": ("x",),
    "X-Forwarded-For": ("1.2.3.4",),
    "X-Forwarded-Host": ("evil.example",),
    "X-Request-ID": ("a" * 64, "a" * 65, "a\tb"),
}
TEXTS = (
    *("", " ", "milk", "Buy milk", "x" * 200, "x" * 201, "\0", "\x1b[31m", "\u202e"),
    *("<script>alert(1)</script>", "{{ 7*7 }}", "${HOME}", '{"$ne": 1}', "%00"),
    "\ud800",
    *("😀" * 200, "Z\u0335\u0321o", "牛乳", "\r\n", "1e309", "-1", "true", "None"),
    *("1-000000000000000000000000", "99999999999999999-ffffffffffffffffffffffff"),
)
API_PATHS = ("/api/tasks/", "/api/todo-backend/")
STEPS = ("", "", "/edit", "/done", "/reopen", "/delete", "/restore", "/x", "/..", "//")
UNKNOWN_ID = "0" * 24


@dataclass
class Known:
    """What a client has learned from the site.

    :param paths: the paths of the site's rules without parameters.
    :param methods_of: returns the methods that the site allows for a path, if any.
    :param ids: ids of tasks, as text.
    :param token: the CSRF token of the client's session.
    :param fields: values of hidden fields in forms, by name.
    """

    paths: Sequence[str]
    methods_of: Callable[[str], Sequence[str]]
    ids: list[str] = field(default_factory=list)
    token: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """A request, in the words of Werkzeug's test client.

    :param method: the method.
    :param path: the path.
    :param query: the query string.
    :param headers: the headers.
    :param body: the body.
    """

    method: str
    path: str
    query: bytes
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def options(self) -> dict[str, Any]:
        """The arguments for ``client.open``."""
        return {
            "method": self.method,
            "path": self.path,
            "query_string": self.query.decode("latin-1"),
            "headers": self.headers,
            "data": self.body,
        }


def any_request(random: Random, known: Known) -> Request:
    """Return any request.

    Most are right in most parts: otherwise, few would get far.

    :param random: what is chosen depends on it.
    :param known: what the client has learned.
    """
    path = _path(random, known)
    method = random.choice(_methods(random, known, path))
    pairs = [(name, _value(random, known, name)) for name in _some(random, QUERIES)]
    names = _some(random, tuple(HEADERS))
    headers = [(name, random.choice(HEADERS[name])) for name in names]
    body = b""
    if method not in {"GET", "HEAD"} or _seldom(random):
        kind = random.choice(CONTENT_TYPES)
        headers.append(("Content-Type", kind))
        body = _body(random, known, kind)
    return Request(method, path, _encode(pairs), headers, body)


def _some(random: Random, names: Sequence[str]) -> list[str]:
    number = random.choice((0, 0, 1, 2, 3))
    return random.sample(names, number)


def _seldom(random: Random) -> bool:
    """Return ``True`` once in twenty times."""
    return random.randrange(20) == 0


def _methods(random: Random, known: Known, path: str) -> Sequence[str]:
    """Return the path's methods three times in four, and else all methods."""
    allowed = known.methods_of(path) if random.randrange(4) else ()
    return sorted(allowed) or METHODS


def _path(random: Random, known: Known) -> str:
    if _seldom(random):
        return "/" + quote_from_bytes(_bytes(random)).lstrip("/")
    if _seldom(random):
        return f"/{UNKNOWN_ID}{random.choice(STEPS)}"
    if known.ids and not random.randrange(4):
        return f"{random.choice(API_PATHS)}{random.choice(known.ids)}"
    if known.ids and random.randrange(2):
        return f"/{random.choice(known.ids)}{random.choice(STEPS)}"
    return random.choice(known.paths)


def _body(random: Random, known: Known, kind: str) -> bytes:
    if _seldom(random):
        return _bytes(random)
    if kind == JSON:
        return _json(random, known)
    names = (*_some(random, FIELDS), "title", "token", "version", "batch")
    pairs = [("csrf_token", "x" if _seldom(random) else known.token)]
    pairs += [(name, _value(random, known, name)) for name in names]
    if not kind.startswith("multipart"):
        return _encode(pairs)
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in pairs
    ]
    return ("".join(parts) + "--x--\r\n").encode(errors="surrogatepass")


def _json(random: Random, known: Known) -> bytes:
    """Return an object with a title, or without, and perhaps other fields."""
    names = [*_some(random, JSON_FIELDS), *random.choice(([], ["title"]))]
    fields = {
        name: random.choice((_value(random, known, name), *JSON_VALUES))
        if name != "title" or _seldom(random)
        else _value(random, known, name)
        for name in names
    }
    return json.dumps(fields).encode()


def _value(random: Random, known: Known, name: str) -> str:
    if random.randrange(2):
        return known.fields.get(name, random.choice(("", "milk", "open", "1")))
    return random.choice(TEXTS)


def _encode(pairs: Sequence[tuple[str, str]]) -> bytes:
    quoted = (
        b"=".join(_quote(part.encode(errors="surrogatepass")) for part in pair)
        for pair in pairs
    )
    return b"&".join(quoted)


def _quote(data: bytes) -> bytes:
    return b"".join(b"%%%02X" % byte for byte in data)


def _bytes(random: Random) -> bytes:
    return bytes(random.randrange(256) for _ in range(random.choice((0, 1, 3, 20, 80))))
