"""A parser for pages, with lookup by tag, attributes and accessible name."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"hr", "img", "input", "link", "meta"})
NO_VALUE = frozenset({"submit", "file", "checkbox"})


@dataclass(eq=False)
class Element:
    """An element of a page.

    :param tag: the tag name.
    :param attributes: the attributes; the value of an empty one is ``""``.
    :param parent: the enclosing element.
    :param children: the child elements and texts.
    """

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    @property
    def raw_text(self) -> str:
        """All text in the element, with white space as in the HTML."""
        return "".join(
            child if isinstance(child, str) else child.raw_text
            for child in self.children
        )

    @property
    def text(self) -> str:
        """All text in the element, with white space collapsed."""
        return " ".join(self.raw_text.split(None))

    @property
    def name(self) -> str:
        """The accessible name: the ``aria-label``, or else the text."""
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
        """Return the matching elements, including this one, in document order.

        :param tag: the tag name.
        :param name: the accessible name; ``None`` matches any.
        :param attributes: the required attributes, with ``_`` instead of ``-``.
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
        """Return the only element that :meth:`all` finds.

        :raises AssertionError: if there is none, or more than one.
        """
        found = self.all(tag, name, **attributes)
        names = [element.name for element in self.all(tag)]
        assert len(found) == 1, f"{len(found)} matches of {tag} {name!r} in {names}"
        return found[0]

    def names(self, tag: str) -> list[str]:
        """Return the accessible names of the elements with a tag."""
        return [element.name for element in self.all(tag)]

    @property
    def fields(self) -> dict[str, str]:
        """The initial values of a form, without buttons, files and checkboxes."""
        boxes = {box["name"]: box["value"] for box in self.all("input") if sends(box)}
        texts = {
            area["name"]: area.raw_text.removeprefix("\r").removeprefix("\n")
            for area in self.all("textarea")
        }
        return boxes | texts


def sends(box: Element) -> bool:
    """Return whether :attr:`Element.fields` includes an input."""
    return bool(box["name"]) and box["type"] not in NO_VALUE


class Page(HTMLParser):
    """A parsed page.

    :param html: a whole page or a fragment.
    :raises AssertionError: if an element is unclosed or closed by another tag.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = self.current = Element("", {})
        self.feed(html)
        self.close()
        assert self.current is self.root, f"{self.current.tag} is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Append an element, which becomes the current one unless it is void."""
        given = {key: value or "" for key, value in attrs}
        element = Element(tag, given, self.current)
        self.current.children.append(element)
        if tag not in VOID:
            self.current = element

    def handle_endtag(self, tag: str) -> None:
        """Leave the current element, which must have this tag."""
        assert self.current.tag == tag, f"{self.current.tag} is closed by {tag}"
        assert self.current.parent is not None
        self.current = self.current.parent

    def handle_data(self, data: str) -> None:
        """Append text to the current element."""
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
