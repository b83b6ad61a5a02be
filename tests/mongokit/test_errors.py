"""The exceptions and their attributes."""

import builtins
import pickle

import pytest

import mongokit
from mongokit import MongoKitError, SchemaDocumentError, errors

EXCEPTIONS = sorted({*errors.__all__} - {"ErrorCode"})
SCHEMA_ERRORS = [
    *("AuthorizedTypeError", "BadKeyError", "DefaultFieldTypeError"),
    *("DuplicateDefaultValueError", "DuplicateRequiredError", "ModifierOperatorError"),
    *("RequireFieldError", "SchemaTypeError", "StructureError", "ValidationError"),
    "i18nError",
]


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_bases(name: str) -> None:
    """All errors share a base class, and schema errors share a more specific one."""
    error = getattr(errors, name)
    assert issubclass(error, MongoKitError)
    is_about_a_schema = name in {*SCHEMA_ERRORS, "SchemaDocumentError"}
    assert issubclass(error, SchemaDocumentError) == is_about_a_schema


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_one_error_is_not_another(name: str) -> None:
    """No specific error is a subclass of another."""
    bases = set(getattr(errors, name).__mro__) - {MongoKitError, SchemaDocumentError}
    assert {base.__name__ for base in bases} == {
        *({name} - {"MongoKitError", "SchemaDocumentError"}),
        *("Exception", "BaseException", "object"),
    }


@pytest.mark.parametrize("name", SCHEMA_ERRORS)
def test_schema_errors_have_path_and_class(name: str) -> None:
    """A schema error keeps its message, path and document class when pickled."""
    error = getattr(errors, name)("a is wrong", path="a", document_class=dict)
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert back.args == error.args == ("a is wrong",)
    assert (str(back), back.path, back.document_class) == ("a is wrong", "a", dict)


@pytest.mark.parametrize("name", SCHEMA_ERRORS)
def test_schema_errors_without_path_and_class(name: str) -> None:
    """A schema error can be created with only a message, or without arguments."""
    error = getattr(errors, name)()
    assert (error.path, error.document_class) == (None, None)
    assert str(getattr(errors, name)("text")) == "text"


@pytest.mark.parametrize("name", SCHEMA_ERRORS)
def test_schema_errors_with_several_arguments(name: str) -> None:
    """A schema error accepts any number of arguments, as in MongoKit 0.9."""
    error = getattr(errors, name)("a is wrong", 3)
    assert pickle.loads(pickle.dumps(error)).args == error.args == ("a is wrong", 3)
    assert error.path is None


def test_connection_error_is_the_packages() -> None:
    """``mongokit.ConnectionError`` does not derive from the built-in class."""
    assert not issubclass(mongokit.ConnectionError, builtins.ConnectionError)
