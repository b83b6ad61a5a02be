"""The exceptions, and what they carry."""

import builtins
import pickle

import pytest

import mongokit
from mongokit import MongoKitError, SchemaDocumentError, errors

SCHEMA_ERRORS = [
    *("AuthorizedTypeError", "BadKeyError", "DefaultFieldTypeError"),
    *("DuplicateDefaultValueError", "DuplicateRequiredError", "ModifierOperatorError"),
    *("RequireFieldError", "SchemaTypeError", "StructureError", "ValidationError"),
    "i18nError",
]


@pytest.mark.parametrize("name", errors.__all__)
def test_bases(name: str) -> None:
    """All errors have one base, and those about a schema another below it."""
    error = getattr(errors, name)
    assert issubclass(error, MongoKitError)
    is_about_a_schema = name in {*SCHEMA_ERRORS, "SchemaDocumentError"}
    assert issubclass(error, SchemaDocumentError) == is_about_a_schema


@pytest.mark.parametrize("name", errors.__all__)
def test_one_error_is_not_another(name: str) -> None:
    """No error is caught by the name of one that means something else."""
    bases = set(getattr(errors, name).__mro__) - {MongoKitError, SchemaDocumentError}
    assert {base.__name__ for base in bases} == {
        *({name} - {"MongoKitError", "SchemaDocumentError"}),
        *("Exception", "BaseException", "object"),
    }


@pytest.mark.parametrize("name", SCHEMA_ERRORS)
def test_schema_errors_carry_what_they_are_about(name: str) -> None:
    """An error about a schema has a text, a path and a class, and pickles with them."""
    error = getattr(errors, name)("a is wrong", path="a", document_class=dict)
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert back.args == error.args == ("a is wrong",)
    assert (str(back), back.path, back.document_class) == ("a is wrong", "a", dict)


@pytest.mark.parametrize("name", SCHEMA_ERRORS)
def test_schema_errors_may_know_less(name: str) -> None:
    """An application may raise such an error with a text alone, or with nothing."""
    error = getattr(errors, name)()
    assert (error.path, error.document_class) == (None, None)
    assert str(getattr(errors, name)("text")) == "text"


@pytest.mark.parametrize("name", SCHEMA_ERRORS)
def test_schema_errors_take_what_exceptions_take(name: str) -> None:
    """An application may raise such an error with more than a text, as in MongoKit."""
    error = getattr(errors, name)("a is wrong", 3)
    assert pickle.loads(pickle.dumps(error)).args == error.args == ("a is wrong", 3)
    assert error.path is None


def test_connection_error_is_the_packages() -> None:
    """The error of a document without a collection is none of Python's."""
    assert not issubclass(mongokit.ConnectionError, builtins.ConnectionError)
