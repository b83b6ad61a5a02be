"""Filters, counts, the search and pages of the list."""

from functools import partial

import pytest

from .site import Site
from .todo import ToDo


def test_filters_and_counts(todo: ToDo, site: Site) -> None:
    """Each filter shows its tasks; the counts are about all of them."""
    site.add("Buy milk")
    site.add("Buy bread")
    site.add("Buy tea", done=True)
    site.delete(site.add("Buy salt"))
    todo.open()
    for name, titles in {
        "Open": ["Buy bread", "Buy milk"],
        "Done": ["Buy tea"],
        "Deleted": ["Buy salt"],
        "All": ["Buy tea", "Buy bread", "Buy milk"],
    }.items():
        todo.follow(name, f"{name} Items")
        todo.wait_for_titles(*titles)
        assert "2 open, 1 done" in todo.text
        assert todo.find("link", name).get_attribute("aria-current") == "page"


def test_delete_under_a_filter(todo: ToDo, site: Site) -> None:
    """Under a filter, the task is deleted whose button was pressed."""
    for title in ("Buy milk", "Buy bread", "Buy tea"):
        site.add(title)
    todo.open("/?show=open")
    todo.press("Delete: Buy bread", 'Deleted "Buy bread".')
    assert todo.has("heading", "Open Items")
    todo.wait_for_titles("Buy tea", "Buy milk")


@pytest.mark.parametrize("words", ["cafe", "CAFÉ", "lodz", "crème"])
def test_search(todo: ToDo, site: Site, words: str) -> None:
    """The search finds beginnings of words, whatever their case and accents are."""
    site.add("Meet in the café", "There is crème brûlée, in Łódź.")
    site.add("Decaffeinate the coffee")
    todo.open()
    todo.search(words, lambda: todo.has("link", "Clear search"))
    todo.wait_for_titles("Meet in the café")
    todo.do(
        lambda: todo.click("link", "Clear search"),
        lambda: not todo.has("link", "Clear search"),
    )
    todo.wait(lambda: len(todo.titles) == 2)


def test_pages(todo: ToDo, site: Site) -> None:
    """The pages show all tasks: none is left out, and none is shown twice."""
    site.add_samples(45)
    todo.open()
    pages = [todo.titles]

    def is_next(size: int) -> bool:
        titles = todo.titles
        return len(titles) == size and titles[0] not in pages[-1]

    for size in (20, 5):
        todo.do(lambda: todo.click("link", "Older"), partial(is_next, size))
        pages.append(todo.titles)
    assert not todo.has("link", "Older")
    assert [title for page in pages for title in page] == site.titles()
    todo.do(lambda: todo.click("link", "Newer"), lambda: todo.titles == pages[1])
