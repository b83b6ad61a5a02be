"""Users with a login, an e-mail address and a hashed password."""

import base64
import hashlib
import hmac
import os
import re
from typing import Any

from mongokit.document import Document

__all__ = ["User"]

# Current hashes: prefix, salt and scrypt key, of 4 + 22 + 54 characters.
PREFIX = "$s1$"
COST, BLOCK_SIZE, PARALLELISM = 2**14, 8, 5
MAX_MEMORY = 64 * 1024 * 1024
SALT_BYTES, SALT_CHARACTERS, KEY_BYTES = 16, 22, 40

# MongoKit's hashes: salt and SHA-1 digest, of 40 characters each.
OLD_SALT_CHARACTERS = 40
OLD_HASH = re.compile("[0-9a-f]{80}")


class User(Document):
    """A user, whose login is the ``_id``."""

    structure = {
        "_id": str,
        "user": {"login": str, "password": str, "email": str},
    }
    required_fields = ["user.password", "user.email", "user.login"]
    use_dot_notation = True

    @property
    def login(self) -> str | None:
        """The login, also stored as ``_id``; deleting it sets both to ``None``."""
        login: str | None = self["user"]["login"]
        return login

    @login.setter
    def login(self, login: str | None) -> None:
        self["_id"] = self["user"]["login"] = login

    @login.deleter
    def login(self) -> None:
        self.login = None

    @property
    def email(self) -> str | None:
        """The e-mail address; deleting it stores ``None``."""
        email: str | None = self["user"]["email"]
        return email

    @email.setter
    def email(self, email: str | None) -> None:
        self["user"]["email"] = email

    @email.deleter
    def email(self) -> None:
        self.email = None

    @property
    def password(self) -> str | None:
        """The hash of the password.

        Assigning a password stores its hash; deleting it stores ``None``.

        :raises TypeError: if the assigned password is neither ``str`` nor ``bytes``.
        """
        password: str | None = self["user"]["password"]
        return password

    @password.setter
    def password(self, password: str | bytes) -> None:
        self["user"]["password"] = _hash(_to_bytes(password), _new_salt())

    @password.deleter
    def password(self) -> None:
        self["user"]["password"] = None

    def verify_password(self, password: str | bytes) -> bool:
        """Return whether a password is correct.

        If it is, a hash written by MongoKit is upgraded to scrypt; the next
        :meth:`save` stores the new hash.

        :raises TypeError: if the password is neither ``str`` nor ``bytes``.
        """
        password = _to_bytes(password)
        stored = self.password or ""
        if stored.startswith(PREFIX):
            salt = stored[len(PREFIX) : len(PREFIX) + SALT_CHARACTERS]
            return _is_equal(_hash(password, salt), stored)
        if not OLD_HASH.fullmatch(stored):
            return False
        old_hash = _old_hash(password, stored[:OLD_SALT_CHARACTERS])
        is_correct = _is_equal(old_hash, stored)
        if is_correct:
            self.password = password
        return is_correct

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Store the user, whose ``_id`` must be the login.

        The parameters are those of :meth:`mongokit.Document.save`.

        :raises AssertionError: if the ``_id`` differs from the login.
        """
        if self.get("_id") != self.login:
            raise AssertionError(
                f"the _id {self.get('_id')!r} is not the login {self.login!r}: "
                "set login, which sets both"
            )
        return super().save(*args, **kwargs)


def _to_bytes(password: Any) -> bytes:
    if isinstance(password, bytes):
        return password
    if isinstance(password, str):
        return password.encode("utf-8", "surrogatepass")
    raise TypeError(f"a password must be str or bytes, not {type(password).__name__}")


def _new_salt() -> str:
    return _to_base64(os.urandom(SALT_BYTES))


def _to_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii").rstrip("=")


def _hash(password: bytes, salt: str) -> str:
    key = hashlib.scrypt(
        password,
        salt=salt.encode(),
        n=COST,
        r=BLOCK_SIZE,
        p=PARALLELISM,
        maxmem=MAX_MEMORY,
        dklen=KEY_BYTES,
    )
    return f"{PREFIX}{salt}{_to_base64(key)}"


def _old_hash(password: bytes, salt: str) -> str:
    digest = hashlib.sha1(password + salt.encode(), usedforsecurity=False)
    return salt + digest.hexdigest()


def _is_equal(computed: str, stored: str) -> bool:
    """Compare in constant time, so that timing reveals nothing."""
    return hmac.compare_digest(computed.encode(), stored.encode())
