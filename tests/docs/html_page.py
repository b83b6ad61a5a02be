"""What the tests read from a built page."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any


class HTMLPage(HTMLParser):
    """A page of the built documentation.

    :param path: its file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        """The addresses of links within the documentation."""
        self.loaded: list[str] = []
        """The addresses of scripts, styles and images."""
        self.headings: list[int] = []
        """The levels of the headings, in order."""
        self.undescribed: list[str] = []
        """The images without a text alternative."""
        self.feed(path.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the page contains."""
        given: dict[str, Any] = dict(attrs)
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a" and ":" not in given.get("href", ":"):
            self.links.append(given["href"])
        if tag in {"script", "img"} and "src" in given:
            self.loaded.append(given["src"])
        if tag == "link" and given["rel"] in {"stylesheet", "icon"}:
            self.loaded.append(given["href"])
        if tag == "img" and not given.get("alt"):
            self.undescribed.append(given.get("src", ""))
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
