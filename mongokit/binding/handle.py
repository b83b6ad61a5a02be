"""Handles: ``db.MyDoc`` creates, finds and writes documents of a class."""

import contextlib
import functools
from collections.abc import Callable
from typing import Any

from mongokit.binding.writes import CheckedWrites

FILTERING_METHODS = frozenset({"count_documents", "delete_one", "delete_many"})
"""The methods of collections whose first argument is a filter."""

# Sets the real class of a handle. An assignment cannot do this: in handles,
# ``__class__`` is a property that returns the declared class, not the generated one.
_set_class: Callable[[object, type], None] = vars(object)["__class__"].__set__


class Handle(CheckedWrites):
    """The methods that a handle has in addition to those of its document class."""

    def __call__(
        self,
        doc: dict[str, Any] | None = None,
        gen_skel: bool = True,  # noqa: FBT001, FBT002  MongoKit's signature
        lang: str = "en",
        fallback_lang: str = "en",
        **unknown: Any,
    ) -> Any:
        """Return a new document of this collection.

        :param doc: initial fields; if there are none, the document starts with the
            skeleton of its structure and the default values. A document with given
            fields gets no others, as in MongoKit.
        :param gen_skel: whether a document without ``doc`` gets the skeleton and the
            default values; otherwise it stays empty.
        :param lang: current language of translated fields.
        :param fallback_lang: language to read if the current one has no value.
        :raises TypeError: if there is another keyword, such as the name of a field.
        """
        current = self._binding.current()
        if unknown:
            name, keyword = current.document_class.__name__, next(iter(unknown))
            raise TypeError(
                f"{name}() got an unexpected keyword argument {keyword!r}: give fields "
                f"as a dict, {name}({{{keyword!r}: ...}})"
            )
        if lang != "en" or fallback_lang != "en":
            languages = {"lang": lang, "fallback_lang": fallback_lang}
            return current.new_class(doc, gen_skel, **languages)
        if doc:
            if current.make_new is not None:
                return current.make_new(doc)
        elif gen_skel and current.make_empty is not None:
            return current.make_empty()
        return current.new_class(doc, gen_skel)

    def __bool__(self) -> bool:
        """Return ``True``: a handle is no empty document."""
        return True

    def _loader(self) -> Any:
        return self._binding.current().load

    def _update_class(self) -> None:
        """Change the handle's class to the one now registered under its name.

        Python does not allow this if the ``__slots__`` of the classes differ; then only
        documents created or loaded later are of the new class.
        """
        current = self._binding.current()
        if current is not self._binding:
            with contextlib.suppress(TypeError):
                _set_class(self, type(current.handle))

    def __getattr__(self, name: str) -> Any:
        """Return the collection's attribute, since the handle has none with this name.

        :raises AttributeError: if the name begins with ``_``, or the collection's
            class does not define it either.
        """
        if name.startswith("_") or not hasattr(type(self._collection), name):
            class_name = self._binding.document_class.__name__
            raise AttributeError(f"{class_name!r} has no attribute {name!r}")
        attribute = getattr(self._collection, name)
        if name in FILTERING_METHODS and self._id_converter() is not None:
            return self._filtering(attribute)
        return attribute

    def _filtering(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a method of the collection whose first argument is a filter."""

        @functools.wraps(method)
        def call(filter: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: A002
            return method(self._with_stored_id(filter), *args, **kwargs)

        return call
