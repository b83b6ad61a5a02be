"""The metaclass of document classes, and documents without a collection."""

import copy
import datetime
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Self

from bson import Binary, Int64

from mongokit.custom_types import CustomType
from mongokit.dotted import (
    Languages,
    read_translated,
    warn_of_attribute,
    write_translated,
)
from mongokit.errors import (
    DefaultFieldTypeError,
    RequireFieldError,
    SchemaDocumentError,
    StructureError,
)
from mongokit.structure import Declaration, Plan, compile_plan
from mongokit.structure.inheritance import (
    check_options,
    copy_options,
    merge_declarations,
    restore_base_options,
)
from mongokit.structure.reporting import Check, Report, raise_error
from mongokit.structure.walk import Mutator

__all__ = ["SchemaDocument", "SchemaProperties"]

PACKAGES = frozenset({"builtins", "flask_mongokit", "mongokit"})


class SchemaProperties(type):
    """The metaclass of document classes: merges and compiles their declarations."""

    def __new__(
        cls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        **options: Any,
    ) -> "SchemaProperties":
        """Create a document class.

        :raises MongoKitError: if a declaration is wrong.
        :raises TypeError: if the structure contains a value that is not a type, or a
            validator is not callable.
        :raises ValueError: if an option names a path that is not in the structure.
        """
        check_options(name, namespace)
        restore_base_options(bases, namespace)
        merged = merge_declarations(bases, namespace)
        made = super().__new__(cls, name, bases, {**namespace, **merged}, **options)
        made._compile()
        return made

    def _compile(cls) -> None:
        plan = compile_plan(_declaration(cls))
        cls._plan = plan
        cls._own_options = copy_options(cls)
        cls._namespaces = list(plan.namespaces)
        cls._translated = plan.translated_fields
        if getattr(cls, "use_dot_notation", False):
            for name, method in DOT_NOTATION.items():
                if getattr(cls, name, None) is getattr(dict, name, None):
                    setattr(cls, name, method)

    def bind(cls, attributes: dict[str, Any], *mixins: type) -> "SchemaProperties":
        """Return a subclass that shares the plan, and adds no declarations.

        :param attributes: class attributes of the subclass.
        :param mixins: further bases, which come before this class.
        """
        namespace = {
            "__module__": cls.__module__,
            "__doc__": cls.__doc__,
            "_declared_class": cls,
            **attributes,
        }
        bases = (_Bound, *mixins, cls)
        return type.__new__(type(cls), cls.__name__, bases, namespace)


class _Bound:
    """Stops ``__init_subclass__`` hooks from running for generated classes."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        """Skip the hooks of the other bases."""


def _declaration(cls: Any) -> Declaration:
    return Declaration(
        class_name=cls.__name__,
        structure=cls.structure,
        required_fields=cls.required_fields,
        default_values=cls.default_values,
        validators=cls.validators,
        i18n=cls.i18n,
        indexes=cls.indexes,
        authorized_types=tuple(cls.authorized_types),
        type_field=getattr(cls, "type_field", None),
        use_schemaless=getattr(cls, "use_schemaless", False),
        use_dot_notation=getattr(cls, "use_dot_notation", False),
        dot_notation_warning=getattr(cls, "dot_notation_warning", False),
        use_autorefs=getattr(cls, "use_autorefs", False),
        migrates=getattr(cls, "migration_handler", None) is not None,
        has_own_skeleton=(cls.generate_skeleton, cls.__setitem__)
        != (cls._plain_skeleton, dict.__setitem__),
    )


def _get_field(self: "SchemaDocument", name: str) -> Any:
    if not self.use_dot_notation:
        raise AttributeError(f"{self.__class__.__name__!r} has no attribute {name!r}")
    return read_translated(self, name)


def _set_field(self: "SchemaDocument", name: str, value: Any) -> None:
    if self.use_dot_notation and _is_field(self, name):
        write_translated(self, name, value)
    else:
        warn_of_attribute(self, name)
        object.__setattr__(self, name, value)


def _is_field(document: "SchemaDocument", name: str) -> bool:
    """Return whether dot notation sets a field, and not an attribute.

    A declared field is set even if the application's class has an attribute of its
    name. Names that this package defines are never fields.
    """
    is_declared = name in (document.structure or ())
    if name not in document and not (document.use_schemaless and is_declared):
        return False
    bases = type(document).__mro__
    return not any(
        name in vars(base) for base in bases if _is_ours(base) or not is_declared
    )


def _is_ours(base: type) -> bool:
    """Return whether a base class is Python's, or belongs to these packages."""
    return base.__module__.partition(".")[0] in PACKAGES


DOT_NOTATION = {"__getattr__": _get_field, "__setattr__": _set_field}


class SchemaDocument(dict[str, Any], metaclass=SchemaProperties):
    """A dict with a declared structure.

    :param doc: the initial fields; by default the skeleton and the default values.
    :param gen_skel: whether a document without ``doc`` gets the skeleton and the
        default values; otherwise it stays empty.
    :param lang: the current language of translated fields.
    :param fallback_lang: the language to read if the current one has no value.
    """

    structure: ClassVar[Any] = None
    required_fields: ClassVar[list[str]] = []
    default_values: ClassVar[dict[str, Any]] = {}
    validators: ClassVar[dict[str, Any]] = {}
    i18n: ClassVar[list[str]] = []
    indexes: ClassVar[list[dict[str, Any]]] = []
    authorized_types: ClassVar[list[type]] = [
        *(type(None), bool, int, float, str, bytes, list, dict),
        *(datetime.datetime, Binary, Int64, CustomType),
    ]
    raise_validation_errors = True
    skip_validation = False
    use_schemaless = False
    use_dot_notation = False
    dot_notation_warning = False

    _plan: ClassVar[Plan]
    _own_options: ClassVar[dict[str, Any]]
    _namespaces: ClassVar[list[str]]
    _translated: ClassVar[frozenset[str]]
    _languages = Languages()
    _declared_class: ClassVar[SchemaProperties | None] = None

    def __init__(
        self,
        doc: dict[str, Any] | None = None,
        gen_skel: bool = True,  # noqa: FBT001, FBT002  MongoKit's signature
        lang: str = "en",
        fallback_lang: str = "en",
    ) -> None:
        if lang != "en" or fallback_lang != "en":
            vars(self)["_languages"] = Languages(lang, fallback_lang)
        plan = self._plan
        if doc:
            super().__init__(doc)
            if plan.decode is not None:
                plan.decode(self)
        elif gen_skel and plan.initial_fields is not None:
            super().__init__(plan.initial_fields())
        elif gen_skel:
            self.generate_skeleton()
            if plan.set_defaults is not None:
                self._set_defaults(plan.set_defaults)

    _plain_init: ClassVar[Any] = (
        __init__  # to detect overrides, which loading must call
    )

    def _load(self, raw: dict[str, Any]) -> None:
        """Update the fields from a raw dict, and decode them."""
        self.update(raw)
        if self._plan.decode is not None:
            self._plan.decode(self)

    def _set_defaults(self, set_defaults: Mutator) -> None:
        try:
            set_defaults(self)
        except DefaultFieldTypeError as error:
            error.document_class = self.__class__
            raise

    @classmethod
    def _python_id(cls, stored: Any) -> Any:
        """Return the Python value of a new ``_id``.

        :raises RequireFieldError: if the ``_id`` has a custom type that stores other
            values.
        """
        convert = cls._plan.id_converter
        if convert is not None and not convert.can_store(stored):
            raise RequireFieldError(
                f"_id is required: a new one, {stored!r}, does not fit its type "
                f"{convert.custom_type!r}"
            )
        return stored if convert is None else convert.python(stored)

    def _stored(self) -> dict[str, Any]:
        """Return the stored form: the document itself if it needs no encoding.

        With ``raise_validation_errors = False``, errors of custom types are ignored.

        :raises SchemaTypeError: if a value, or its stored form, does not have the type
            that its custom type declares; exceptions of ``to_bson`` pass through.
        """
        encode = self._plan.encode
        return self if encode is None else encode(self, self._report_unstorable)

    def _report_unstorable(self, error: Exception) -> None:
        if self.raise_validation_errors:
            if isinstance(error, SchemaDocumentError):
                error.document_class = self.__class__
            raise error

    def generate_skeleton(self) -> None:
        """Add the missing fields of the structure, without default values."""
        if self._plan.fill_skeleton is not None:
            self._plan.fill_skeleton(self)

    _plain_skeleton: ClassVar[Any] = generate_skeleton

    def set_lang(self, lang: str) -> None:
        """Set the language that dot notation reads and writes.

        :param lang: a language code, such as ``fr``.
        """
        self._own_languages().current = lang

    def get_lang(self) -> str:
        """Return the language that dot notation reads and writes."""
        return self._languages.current

    def _own_languages(self) -> Languages:
        own: Languages = vars(self).setdefault("_languages", Languages())
        return own

    @classmethod
    def recompile(cls) -> None:
        """Recompile the class after its declarations have changed.

        :raises MongoKitError: if a declaration is wrong.
        :raises TypeError: if the structure contains a value that is not a type, or a
            validator is not callable.
        :raises ValueError: if an option names a path that is not in the structure.
        """
        (cls._declared_class or cls)._compile()

    @property
    def validation_errors(self) -> dict[str | None, list[Exception]]:
        """The errors collected by the last :meth:`validate`, if it does not raise them.

        A dict with a list of errors for the dotted path of each field; the key is
        ``None`` for missing and unknown fields and errors about the whole document.
        """
        found: dict[str | None, list[Exception]]
        found = vars(self).setdefault("_validation_errors", {})
        return found

    @validation_errors.setter
    def validation_errors(self, errors: dict[str | None, list[Exception]]) -> None:
        vars(self)["_validation_errors"] = errors

    def validate(self) -> None:
        """Check the document against its structure, required fields and validators.

        With ``raise_validation_errors = False``, the errors are collected in
        :attr:`validation_errors` instead.

        :raises SchemaDocumentError: the first error found; other exceptions of custom
            types pass through.
        """
        self._run(self._plan.checks)

    def _run(self, checks: Iterable[Check]) -> None:
        report = raise_error if self.raise_validation_errors else self._collector()
        try:
            for check in checks:
                check(self, report)
        except SchemaDocumentError as error:
            error.document_class = self.__class__
            raise

    def _checks_knowing(self, unstorable: list[Exception]) -> Iterator[Check]:
        """Yield the checks; one that reports known errors replaces the encoding check.

        :param unstorable: the errors reported while encoding.
        """

        def report_unstorable(_: Any, report: Report) -> None:
            for error in unstorable:
                report(error)

        for check in self._plan.checks:
            yield report_unstorable if check is self._plan.encoding_check else check

    def _collector(self) -> Report:
        self.validation_errors.clear()
        return self._collect

    def _collect(self, error: Exception) -> None:
        if isinstance(error, SchemaDocumentError) and error.document_class is None:
            error.document_class = self.__class__
        path = getattr(error, "path", None)
        filed = None if isinstance(error, StructureError) else path
        self.validation_errors.setdefault(filed, []).append(error)

    def __copy__(self) -> Self:
        """Return a shallow copy, without the collected validation errors."""
        made = type(self).__new__(type(self))
        made.update(self)
        vars(made).update(vars(self))
        vars(made).pop("_validation_errors", None)
        if "_languages" in vars(made):
            vars(made)["_languages"] = copy.copy(self._languages)
        return made

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return a deep copy with the same collection."""
        made = type(self).__new__(type(self))
        memo[id(self)] = made
        for name, value in vars(self).items():
            shared = name == "_collection"
            vars(made)[name] = value if shared else copy.deepcopy(value, memo)
        made.update({key: copy.deepcopy(value, memo) for key, value in self.items()})
        if self._plan.wrap_dicts is not None:
            self._plan.wrap_dicts(made)
        return made
