"""The old options of saving and removing documents."""

from typing import TYPE_CHECKING, Any

from mongokit.legacy.concern import WRITE_CONCERN_OPTIONS, with_old_concern
from mongokit.legacy.warn import warn_of_old_name

__all__ = ["LegacyDocument"]

WITH_WRITE_CONCERN = "a collection with_options(write_concern=...)"
NOTHING = "nothing, it has no effect any more"
OLD_OPTIONS = {
    **dict.fromkeys(WRITE_CONCERN_OPTIONS, WITH_WRITE_CONCERN),
    "manipulate": NOTHING,
    "check_keys": NOTHING,
}


class LegacyDocument:
    """A document whose writes take what MongoKit handed on to pymongo 2."""

    if TYPE_CHECKING:
        collection: Any

    def _written_by(self, method: str, options: dict[str, Any], *, safe: bool) -> Any:
        """Return the collection to write to, with the write concern asked for.

        :param method: the name of the one that writes, for warnings.
        :param options: lose those of old.
        """
        for name in sorted(OLD_OPTIONS.keys() & options):
            warn_of_old_name(f"{method}({name}=...)", OLD_OPTIONS[name])
        options.pop("manipulate", None)
        options.pop("check_keys", None)
        return with_old_concern(self.collection, options, safe=None if safe else False)
