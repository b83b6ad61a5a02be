"""The session cookie, and the one of the site's first edition."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature

FIRST_EDITION_NAMES = {True: "__Host-session", False: "session"}
"""The cookie's name in the first edition, by whether the site is reached over HTTPS."""


class SessionInterface(SecureCookieSessionInterface):
    """Continues a session of the first edition under the present cookie name.

    A form that was open during the update stays valid.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a request, from the old cookie if there is no other."""
        if self.get_cookie_name(app) not in request.cookies:
            old_name = FIRST_EDITION_NAMES[app.config["TODO_HTTPS"]]
            old = self._load(app, request.cookies.get(old_name, ""))
            if old is not None:
                old.modified = True  # sets the present cookie
                return old
        return super().open_session(app, request)

    def _load(self, app: Flask, value: str) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        if serializer is None or not value:
            return None
        max_age = int(app.permanent_session_lifetime.total_seconds())
        try:
            return self.session_class(serializer.loads(value, max_age=max_age))
        except BadSignature:
            return None


def init_app(app: Flask) -> None:
    """Use this module's sessions."""
    app.session_interface = SessionInterface()
