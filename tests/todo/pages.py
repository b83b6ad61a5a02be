"""A parser that finds elements of a page by tag, text and accessible name."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"hr", "img", "input", "link", "meta"})
NO_VALUE = frozenset({"submit", "file", "checkbox"})


@dataclass(eq=False)
class Element:
    """An element of a page.

    :param tag: the tag.
    :param attributes: the attributes; one without a value is ``""``.
    :param parent: the enclosing element.
    """

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    @property
    def raw_text(self) -> str:
        """All text in the element, with its white space."""
        return "".join(
            child if isinstance(child, str) else child.raw_text
            for child in self.children
        )

    @property
    def text(self) -> str:
        """All text in the element, as a browser shows it."""
        return " ".join(self.raw_text.split(None))

    @property
    def name(self) -> str:
        """The accessible name, as far as these pages need it."""
        return self.attributes.get("aria-label") or self.text

    def __getitem__(self, attribute: str) -> str:
        """Return an attribute, or ``""`` if it is missing."""
        return self.attributes.get(attribute, "")

    def walk(self) -> Iterator["Element"]:
        """Yield the element and its descendants, in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(
        self, tag: str, name: str | None = None, **attributes: str
    ) -> list["Element"]:
        """Return the descendants with a tag, in document order.

        :param tag: the tag.
        :param name: the accessible name, if it matters.
        :param attributes: required attributes; ``_`` stands for ``-``.
        """
        wanted = {key.replace("_", "-"): text for key, text in attributes.items()}
        return [
            element
            for element in self.walk()
            if element.tag == tag
            and name in {None, element.name}
            and wanted.items() <= element.attributes.items()
        ]

    def one(self, tag: str, name: str | None = None, **attributes: str) -> "Element":
        """Return the only such descendant.

        :raises AssertionError: if there is none, or more than one.
        """
        found = self.all(tag, name, **attributes)
        names = [element.name for element in self.all(tag)]
        assert len(found) == 1, f"{len(found)} of {tag} {name!r}, among {names}"
        return found[0]

    def names(self, tag: str) -> list[str]:
        """Return the accessible names of all descendants with a tag."""
        return [element.name for element in self.all(tag)]

    @property
    def fields(self) -> dict[str, str]:
        """The values that a form submits as it stands, without its buttons."""
        boxes = {box["name"]: box["value"] for box in self.all("input") if sends(box)}
        texts = {
            area["name"]: area.raw_text.removeprefix("\r").removeprefix("\n")
            for area in self.all("textarea")
        }
        return boxes | texts


def sends(box: Element) -> bool:
    """Return whether a form submits an input."""
    return bool(box["name"]) and box["type"] not in NO_VALUE


class Page(HTMLParser):
    """A parsed page.

    :param html: the page, or a fragment.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = self.current = Element("", {})
        self.feed(html)
        self.close()
        assert self.current is self.root, f"{self.current.tag} is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        given = {key: value or "" for key, value in attrs}
        element = Element(tag, given, self.current)
        self.current.children.append(element)
        if tag not in VOID:
            self.current = element

    def handle_endtag(self, tag: str) -> None:
        """Close the current element."""
        assert self.current.tag == tag, f"{self.current.tag} is ended by {tag}"
        assert self.current.parent is not None
        self.current = self.current.parent

    def handle_data(self, data: str) -> None:
        """Add text to the current element."""
        self.current.children.append(data)

    def form_of(self, button: Element) -> Element:
        """Return the form that a button submits."""
        if button["form"]:
            return self.root.one("form", id=button["form"])
        around = button.parent
        while around is not None and around.tag != "form":
            around = around.parent
        assert around is not None, f"the button {button.name!r} has no form"
        return around
