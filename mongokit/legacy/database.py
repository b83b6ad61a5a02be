"""A database with the methods of pymongo 2 that pymongo 4 removed."""

from typing import Any

from pymongo.errors import OperationFailure

from mongokit import driver
from mongokit.errors import ErrorCode
from mongokit.legacy.collection import Collection
from mongokit.legacy.old_names import warn_of_old_name
from mongokit.legacy.options import LAST_ERROR_OPTIONS, OldOptions

LOGIN = "Connection(username=..., password=..., authSource=...)"
RESULT_OF_WRITE = "the result of the write itself, which raises what went wrong"
CUSTOM_TYPES = "a CustomType in the structure, or the type_registry of CodecOptions"
PROFILE = "command('profile', level)"


REMOVED = {
    **LAST_ERROR_OPTIONS,
    "authenticate": LOGIN,
    "logout": LOGIN + " for each user, and close()",
    "eval": "aggregate",
    "system_js": "functions of the application, or aggregate",
    "error": RESULT_OF_WRITE,
    "last_status": RESULT_OF_WRITE,
    "previous_error": RESULT_OF_WRITE,
    "reset_error_history": RESULT_OF_WRITE,
    "add_son_manipulator": CUSTOM_TYPES,
    "incoming_manipulators": CUSTOM_TYPES,
    "incoming_copying_manipulators": CUSTOM_TYPES,
    "outgoing_manipulators": CUSTOM_TYPES,
    "outgoing_copying_manipulators": CUSTOM_TYPES,
    "set_profiling_level": PROFILE,
    "profiling_level": PROFILE.replace("level", "-1"),
    "profiling_info": "db['system.profile'].find()",
    "current_op": "client.admin.aggregate([{'$currentOp': {}}])",
}


class Database(OldOptions, driver.Database):
    """A database with the methods of pymongo 2 that pymongo 4 removed."""

    _collection_class = Collection
    _removed = REMOVED

    def collection_names(
        self,
        include_system_collections: bool = True,  # noqa: FBT001, FBT002  pymongo 2's signature
        **options: Any,
    ) -> list[str]:
        """Return the names of the collections.

        :param include_system_collections: whether to include ``system.`` collections.
        :param options: options of ``list_collection_names``.
        """
        warn_of_old_name("Database.collection_names", "list_collection_names")
        names = self.list_collection_names(**options)
        if include_system_collections:
            return names
        return [name for name in names if not name.startswith("system.")]

    def add_user(
        self,
        name: str,
        password: str | None = None,
        read_only: bool | None = None,  # noqa: FBT001  pymongo 2's signature
        *,
        session: Any = None,
        **options: Any,
    ) -> None:
        """Create or change a user of this database.

        :param password: new password; ``None`` keeps that of an existing user.
        :param read_only: whether the user can only read.
        :param options: further options of the ``createUser`` command; ``roles``
            overrides ``read_only``. Without either, a new user can read and write, and
            an existing one keeps its roles.
        :raises pymongo.errors.OperationFailure: if the server rejects the command.
        """
        warn_of_old_name("Database.add_user", "command('createUser', ...)")
        if read_only:
            options.setdefault("roles", ["read"])
        if password is not None:
            options["pwd"] = password
        try:
            if options:
                self.command("updateUser", name, session=session, **options)
                return
        except OperationFailure as error:
            if error.code != ErrorCode.USER_NOT_FOUND:
                raise
        options.setdefault("roles", ["readWrite"])
        self.command("createUser", name, session=session, **options)

    def remove_user(self, name: str, *, session: Any = None, **options: Any) -> None:
        """Remove a user of this database.

        :param options: further options of the ``dropUser`` command.
        :raises pymongo.errors.OperationFailure: if there is no such user.
        """
        warn_of_old_name("Database.remove_user", "command('dropUser', name)")
        self.command("dropUser", name, session=session, **options)
