"""Walking the graph of documents and their references."""

from concurrent.futures import ThreadPoolExecutor

from mongokit import Document
from mongokit.references.graph import is_visited, visiting


def test_each_thread_visits_by_itself() -> None:
    """A document that one thread visits is not skipped by another, nor after it."""
    shared, other = Document(), Document()
    with ThreadPoolExecutor(1) as threads, visiting([shared]):
        assert is_visited(shared)
        assert not threads.submit(is_visited, shared).result()
        with visiting([shared, other]):
            assert is_visited(other)
        assert is_visited(shared)
        assert not is_visited(other)
    assert not is_visited(shared)
