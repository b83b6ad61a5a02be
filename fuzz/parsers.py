"""Gives any input to the site's parsers, guided by coverage: Atheris.

Each must return, or raise the error that it documents.
"""

import io
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import atheris

with atheris.instrument_imports(include=["todo", "flask_mongokit"]):
    from flask_mongokit import SETTINGS as MONGODB_SETTINGS
    from flask_mongokit import ConfigurationError, read_environment
    from todo.config import PREFIXES, SETTINGS
    from todo.tasks.cleaning import clean_text, clean_title
    from todo.tasks.keyset import Position
    from todo.tasks.listing import Listing
    from todo.tasks.search_words import query_words, words_of
    from todo.transfer.reading import read_records
    from todo.transfer.records import task_of

Data = atheris.FuzzedDataProvider


def import_file(data: bytes) -> None:
    """Read a file of tasks; what is accepted has a title and a time."""
    for record in read_records(io.BytesIO(data)):
        assert {"_id", "title", "creation"} <= task_of(record).keys()


def cursor(data: bytes) -> None:
    """Parse a position; its text is parsed to the same again."""
    text = Data(data).ConsumeUnicode(100)
    position = Position.parse(text)
    assert Position.parse(str(position)) == position


def listing(data: bytes) -> None:
    """Parse the address of a list."""
    Listing.of_address(Data(data).ConsumeUnicode(200))


def words(data: bytes) -> None:
    """Find words; a search for a whole text finds all of its words."""
    text = Data(data).ConsumeUnicodeNoSurrogates(200)
    assert set(query_words(text)) <= {*words_of(text)}


def cleaning(data: bytes) -> None:
    """Clean a title and a text; what is clean stays as it is."""
    text = Data(data).ConsumeUnicode(300)
    for clean in (clean_title, clean_text):
        cleaned = clean(text)
        assert clean(cleaned) == cleaned


def configuration(data: bytes) -> None:
    """Read the environment."""
    provider = Data(data)
    settings = (*MONGODB_SETTINGS, *SETTINGS)
    names = [setting.name for setting in settings]
    environ = {
        provider.PickValueInList(names): provider.ConsumeUnicodeNoSurrogates(60)
        for _ in range(3)
    }
    read_environment(settings, environ, overrides={}, prefixes=PREFIXES)


EXPECTED = (ValueError, ConfigurationError)
TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each
    for each in (import_file, cursor, listing, words, cleaning, configuration)
}


def main(name: str, arguments: Sequence[str]) -> Any:
    """Fuzz a parser until libFuzzer's arguments end it.

    :param name: the name of the target.
    :param arguments: libFuzzer's arguments, such as ``-max_total_time=60``.
    """

    def target(data: bytes) -> None:
        with suppress(*EXPECTED):
            TARGETS[name](data)

    atheris.Setup([name, *arguments], target)
    return atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
