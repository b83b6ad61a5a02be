"""Users and their passwords."""

import hashlib
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, RequireFieldError
from mongokit.auth import User

PlainDB = PlainDatabase[dict[str, Any]]

PASSWORD = "correct horse"
OLD_SALT = "0123456789abcdef0123456789abcdef01234567"
OLD_HASH = OLD_SALT + hashlib.sha1((PASSWORD + OLD_SALT).encode()).hexdigest()


class Member(User):
    """A user with an additional field."""

    __collection__ = "users"
    structure = {"points": int}


@pytest.fixture
def members(connection: Connection, db: Database) -> Any:
    """Return the handle of the registered ``Member`` class."""
    connection.register([Member, User])
    return db.Member


@pytest.fixture
def member(members: Any) -> Any:
    """Return a valid, unsaved member."""
    made = members()
    made.login, made.email, made.password = "ada", "ada@example.org", PASSWORD
    return made


def with_hash(stored: str | None) -> User:
    """Return a user with this password hash."""
    return User(
        {"_id": "a", "user": {"login": "a", "email": "a@b.c", "password": stored}}
    )


@pytest.fixture(scope="module")
def new_hash() -> str:
    """Return a password hash in the current format."""
    user = User()
    user.password = PASSWORD
    assert user.password is not None
    return user.password


def test_saved_and_loaded(members: Any, member: Any, database: PlainDB) -> None:
    """MK-AUTH-101: A user is stored under its login and loaded with all fields."""
    member.save()
    [stored] = database["users"].find()
    assert stored == member
    assert stored["_id"] == stored["user"]["login"] == "ada"
    loaded = members.get_from_id("ada")
    assert (loaded.login, loaded.email) == ("ada", "ada@example.org")
    assert loaded.verify_password(PASSWORD) is True


def test_subclass_without_fields(connection: Connection, db: Database) -> None:
    """MK-AUTH-101: A subclass of ``User`` does not have to add fields."""

    class Admin(User):
        __collection__ = "users"

    connection.register(Admin)
    admin = db.Admin()
    admin.login, admin.email, admin.password = "ada", "ada@example.org", b"secret"
    admin.save()
    assert db.Admin.one({"_id": "ada"}).verify_password("secret") is True


def test_login() -> None:
    """MK-AUTH-101: Setting or deleting the login also changes the ``_id``."""
    user: Any = User()
    user.login = "ada"
    assert (user.login, user["_id"], user["user"]["login"]) == ("ada", "ada", "ada")
    del user.login
    assert (user.login, user["_id"], user["user"]["login"]) == (None, None, None)


def test_email() -> None:
    """MK-AUTH-101: The email can be set, read and deleted."""
    user = User()
    user.email = "ada@example.org"
    assert user["user"]["email"] == user.email == "ada@example.org"
    del user.email
    assert user["user"] == {"login": None, "password": None, "email": None}


def test_dot_notation() -> None:
    """MK-AUTH-101: The fields of a user support dot notation."""
    user: Any = Member()
    user.login, user.points = "ada", 3
    assert user.user.login == "ada"
    assert user["points"] == 3


def test_deleted_password(new_hash: str) -> None:
    """MK-AUTH-101: After the password is deleted, verification fails."""
    user = with_hash(new_hash)
    del user.password
    assert user.password is None
    assert user["user"]["password"] is None
    assert user.verify_password(PASSWORD) is False


def test_a_new_hash(new_hash: str) -> None:
    """MK-AUTH-102: A new hash has 80 characters and starts with ``$s1$``."""
    assert len(new_hash) == 80
    assert new_hash.startswith("$s1$")
    assert PASSWORD not in new_hash


def test_two_hashes_of_one_password(new_hash: str) -> None:
    """MK-AUTH-102: Each hash has its own salt."""
    user = User()
    user.password = PASSWORD
    assert user.password != new_hash


def test_known_hash() -> None:
    """MK-AUTH-102: A password verifies against a known hash in the current format."""
    salt = "AAECAwQFBgcICQoLDA0ODw"
    key = "Ij4Et7OTRq/HARoA0tij+/GAWqNiP1H0GitWoo4qyDV/PTTWZbXZrA"
    user = with_hash(f"$s1${salt}{key}")
    assert user.verify_password(PASSWORD) is True


@pytest.mark.parametrize(
    "password", [PASSWORD, PASSWORD.encode()], ids=["str", "bytes"]
)
@pytest.mark.parametrize("kind", ["old", "new"])
def test_the_right_password(new_hash: str, kind: str, password: Any) -> None:
    """MK-AUTH-101: The right password, str or bytes, matches old and new hashes."""
    user = with_hash(OLD_HASH if kind == "old" else new_hash)
    assert user.verify_password(password) is True


@pytest.mark.parametrize(
    "password", ["", "Correct horse", b"correct", "\ud800"], ids=repr
)
@pytest.mark.parametrize("kind", ["old", "new"])
def test_a_wrong_password(new_hash: str, kind: str, password: Any) -> None:
    """MK-AUTH-101: A wrong password does not verify, even if it is invalid Unicode."""
    user = with_hash(OLD_HASH if kind == "old" else new_hash)
    assert user.verify_password(password) is False


def test_password_set_as_bytes() -> None:
    """MK-AUTH-101: A password that was set as bytes verifies as a string."""
    user = User()
    user.password = "motörhead".encode()
    assert user.verify_password("motörhead") is True


@pytest.mark.parametrize(
    "stored",
    [None, "", "$s1$", "$s1$é", PASSWORD, OLD_HASH[:-1], OLD_HASH.upper(), "g" * 80],
    ids=repr,
)
def test_invalid_hash(stored: str | None) -> None:
    """MK-AUTH-101: Even the right password fails against a missing or invalid hash."""
    assert with_hash(stored).verify_password(PASSWORD) is False


@pytest.mark.parametrize("password", [None, 3, ["a"]])
def test_password_of_another_type(password: Any) -> None:
    """MK-AUTH-101: A password that is neither str nor bytes raises a ``TypeError``."""
    user = with_hash(OLD_HASH)
    name = type(password).__name__
    with pytest.raises(
        TypeError, match=f"^a password must be str or bytes, not {name}$"
    ):
        user.password = password
    with pytest.raises(
        TypeError, match=f"^a password must be str or bytes, not {name}$"
    ):
        user.verify_password(password)
    assert user.password == OLD_HASH


def test_an_old_hash_is_replaced(members: Any, database: PlainDB) -> None:
    """MK-AUTH-102: Saving after a successful verification replaces an old hash."""
    user = {"login": "ada", "email": "ada@example.org", "password": OLD_HASH}
    database["users"].insert_one({"_id": "ada", "user": user, "points": 1})
    member = members.get_from_id("ada")
    assert member.verify_password(PASSWORD) is True
    assert database["users"].find_one({"user.password": OLD_HASH}) is not None
    member.save()
    [stored] = database["users"].find()
    assert stored["user"]["password"].startswith("$s1$")
    assert members.get_from_id("ada").verify_password(PASSWORD) is True


def test_wrong_password_keeps_an_old_hash() -> None:
    """MK-AUTH-102: A failed verification keeps an old hash."""
    user = with_hash(OLD_HASH)
    user.verify_password("wrong")
    assert user.password == OLD_HASH


def test_a_new_hash_stays(new_hash: str) -> None:
    """MK-AUTH-102: Verification does not replace a hash in the current format."""
    user = with_hash(new_hash)
    user.verify_password(PASSWORD)
    assert user.password == new_hash


def test_another_id(member: Any, database: PlainDB) -> None:
    """MK-AUTH-101: A user whose ``_id`` is not the login cannot be saved."""
    member["_id"] = "eve"
    with pytest.raises(AssertionError, match=r"^the _id 'eve' is not the login 'ada'"):
        member.save()
    assert list(database["users"].find()) == []


@pytest.mark.parametrize("name", ["password", "email", "login"])
def test_required_fields(member: Any, name: str) -> None:
    """MK-AUTH-101: The password, the email and the login are required."""
    delattr(member, name)
    with pytest.raises(RequireFieldError, match=rf"^user\.{name} is required$"):
        member.save()


def test_saving_in_a_transaction(
    connection: Connection, member: Any, database: PlainDB
) -> None:
    """MK-AUTH-101: A user saved in an aborted transaction is not stored."""
    with connection.start_session() as session, session.start_transaction():
        member.save(session=session)
        session.abort_transaction()
    assert list(database["users"].find()) == []
