"""Users with a login, an e-mail address and a password that is kept as a hash."""

import base64
import hashlib
import hmac
import os
import re
from typing import Any

from mongokit.document import Document

__all__ = ["User"]

# The form of a hash that is written: 4 + 22 + 54 characters.
SCRYPT = "$s1$"
COST, BLOCK_SIZE, PARALLELISM = 2**14, 8, 5
LARGEST_MEMORY = 64 * 1024 * 1024
SALT_BYTES, SALT_CHARACTERS, KEY_BYTES = 16, 22, 40

# The form of MongoKit: a salt of 40 characters, and a digest of as many.
OLD_SALT_CHARACTERS = 40
OLD_HASH = re.compile("[0-9a-f]{80}")


class User(Document):
    """A user, whose ``_id`` is the login."""

    structure = {
        "_id": str,
        "user": {"login": str, "password": str, "email": str},
    }
    required_fields = ["user.password", "user.email", "user.login"]
    use_dot_notation = True

    @property
    def login(self) -> str | None:
        """The login, which is the ``_id`` too; deleting sets both to ``None``."""
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
        """The e-mail address; deleting sets it to ``None``."""
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
        """The hash of the password; a password that is set is hashed.

        Deleting sets it to ``None``.

        :raises TypeError: what is set is neither ``str`` nor ``bytes``.
        """
        password: str | None = self["user"]["password"]
        return password

    @password.setter
    def password(self, password: str | bytes) -> None:
        self["user"]["password"] = _hash(_encoded(password), _new_salt())

    @password.deleter
    def password(self) -> None:
        self["user"]["password"] = None

    def verify_password(self, password: str | bytes) -> bool:
        """Tell whether a password is the user's.

        A hash as MongoKit wrote it is replaced by one of today where the password is
        right; the next :meth:`save` stores it.

        :raises TypeError: it is neither ``str`` nor ``bytes``.
        """
        password = _encoded(password)
        stored = self.password or ""
        if stored.startswith(SCRYPT):
            salt = stored[len(SCRYPT) : len(SCRYPT) + SALT_CHARACTERS]
            return _is_equal(_hash(password, salt), stored)
        if not OLD_HASH.fullmatch(stored):
            return False
        is_right = _is_equal(_old_hash(password, stored[:OLD_SALT_CHARACTERS]), stored)
        if is_right:
            self.password = password
        return is_right

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Store the user.

        The parameters are those of :meth:`mongokit.Document.save`.

        :raises AssertionError: the ``_id`` is another than the login.
        """
        if self.get("_id") != self.login:
            raise AssertionError(
                f"the _id {self.get('_id')!r} is not the login {self.login!r}: "
                "set login, which sets both"
            )
        return super().save(*args, **kwargs)


def _encoded(password: Any) -> bytes:
    if isinstance(password, bytes):
        return password
    if isinstance(password, str):
        return password.encode("utf-8", "surrogatepass")
    raise TypeError(f"a password must be str or bytes, not {type(password).__name__}")


def _new_salt() -> str:
    return _as_text(os.urandom(SALT_BYTES))


def _as_text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii").rstrip("=")


def _hash(password: bytes, salt: str) -> str:
    key = hashlib.scrypt(
        password,
        salt=salt.encode(),
        n=COST,
        r=BLOCK_SIZE,
        p=PARALLELISM,
        maxmem=LARGEST_MEMORY,
        dklen=KEY_BYTES,
    )
    return f"{SCRYPT}{salt}{_as_text(key)}"


def _old_hash(password: bytes, salt: str) -> str:
    digest = hashlib.sha1(password + salt.encode(), usedforsecurity=False)
    return salt + digest.hexdigest()


def _is_equal(made: str, stored: str) -> bool:
    """Compare in a time that does not tell where they differ."""
    return hmac.compare_digest(made.encode(), stored.encode())
