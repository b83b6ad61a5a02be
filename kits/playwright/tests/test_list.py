"""Filters, counts, the search and pages of the list."""

import pytest
from playwright.sync_api import expect

from .site import Site
from .todo import ToDo


def test_filters_and_counts(todo: ToDo, site: Site) -> None:
    """Each filter shows its tasks; the counts are about all of them."""
    site.add("Buy milk")
    site.add("Buy bread")
    site.add("Buy tea", done=True)
    site.delete(site.add("Buy salt"))
    todo.open()
    counts = todo.page.get_by_text("2 open, 1 done", exact=True)
    for name, titles in {
        "Open": ["Buy bread", "Buy milk"],
        "Done": ["Buy tea"],
        "Deleted": ["Buy salt"],
        "All": ["Buy tea", "Buy bread", "Buy milk"],
    }.items():
        todo.follow(name, f"{name} Items")
        expect(todo.titles).to_have_text(titles)
        expect(counts).to_be_visible()
        current = todo.page.get_by_role("link", name=name, exact=True)
        expect(current).to_have_attribute("aria-current", "page")


def test_delete_under_a_filter(todo: ToDo, site: Site) -> None:
    """Under a filter, the task is deleted whose button was pressed."""
    for title in ("Buy milk", "Buy bread", "Buy tea"):
        site.add(title)
    todo.open("/?show=open")
    todo.press("Delete: Buy bread", 'Deleted "Buy bread".')
    expect(todo.heading("Open Items")).to_be_visible()
    expect(todo.titles).to_have_text(["Buy tea", "Buy milk"])


@pytest.mark.parametrize("words", ["cafe", "CAFÉ", "lodz", "crème"])
def test_search(todo: ToDo, site: Site, words: str) -> None:
    """The search finds beginnings of words, whatever their case and accents are."""
    site.add("Meet in the café", "There is crème brûlée, in Łódź.")
    site.add("Decaffeinate the coffee")
    todo.open()
    todo.search(words, todo.page.get_by_role("link", name="Clear search"))
    expect(todo.titles).to_have_text(["Meet in the café"])
    todo.follow("Clear search", "All Items")
    expect(todo.titles).to_have_count(2)


def test_pages(todo: ToDo, site: Site) -> None:
    """The pages show all tasks: none is left out, and none is shown twice."""
    site.add_samples(45)
    todo.open()
    newer = todo.page.get_by_role("link", name="Newer")
    older = todo.page.get_by_role("link", name="Older")
    pages = [todo.titles.all_inner_texts()]
    for size in (20, 5):
        before = pages[-1]
        todo.do(older.click, newer)
        expect(todo.titles).to_have_count(size)
        expect(todo.titles.first).not_to_have_text(before[0])
        pages.append(todo.titles.all_inner_texts())
    expect(older).to_have_count(0)
    assert [title for page in pages for title in page] == site.titles()
    todo.do(newer.click, older)
    expect(todo.titles).to_have_text(pages[1])
