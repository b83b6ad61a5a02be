"""The session cookie, and the one of the site's first edition."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature

FIRST_EDITION_NAMES = {True: "__Host-session", False: "session"}
"""The cookie's name in the first edition, by whether the site is reached over HTTPS."""


class SessionInterface(SecureCookieSessionInterface):
    """Accepts a cookie of any age, and continues sessions of the first edition.

    The browser keeps the cookie until it is closed. Checking its age would reject
    cookies of another process of the site whose clock is ahead. A form that was open
    during the update from the first edition stays valid.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a request, from the old cookie if there is no other."""
        value = request.cookies.get(self.get_cookie_name(app))
        if value is not None:
            return self._load(app, value) or self.session_class()
        old_name = FIRST_EDITION_NAMES[app.config["TODO_HTTPS"]]
        old = self._load(app, request.cookies.get(old_name, ""))
        if old is None:
            return self.session_class()
        old.modified = True  # sets the present cookie
        return old

    def _load(self, app: Flask, value: str) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        if serializer is None or not value:
            return None
        try:
            return self.session_class(serializer.loads(value))
        except BadSignature:
            return None


def init_app(app: Flask) -> None:
    """Use this module's sessions."""
    app.session_interface = SessionInterface()
