"""What is on a page, as a person finds it: by tag, by text and by accessible name."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"hr", "img", "input", "link", "meta"})
NO_VALUE = frozenset({"submit", "file", "checkbox"})


@dataclass(eq=False)
class Element:
    """A part of a page.

    :param tag: its tag.
    :param attributes: its attributes; one without a value has the empty text.
    :param parent: what it stands in.
    """

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    @property
    def raw_text(self) -> str:
        """All text in it, every space kept."""
        return "".join(
            child if isinstance(child, str) else child.raw_text
            for child in self.children
        )

    @property
    def text(self) -> str:
        """All text in it, as it is shown."""
        return " ".join(self.raw_text.split(None))

    @property
    def name(self) -> str:
        """Its accessible name, as far as our pages give any."""
        return self.attributes.get("aria-label") or self.text

    def __getitem__(self, attribute: str) -> str:
        """Return an attribute; the empty text where it lacks."""
        return self.attributes.get(attribute, "")

    def walk(self) -> Iterator["Element"]:
        """Yield it and everything in it, from top to bottom."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(
        self, tag: str, name: str | None = None, **attributes: str
    ) -> list["Element"]:
        """Return what has a tag in it, from top to bottom.

        :param tag: the tag.
        :param name: the accessible name, where it matters.
        :param attributes: those that it must have; ``_`` stands for ``-``.
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
        """Return the only one of these.

        :raises AssertionError: there is none, or more.
        """
        found = self.all(tag, name, **attributes)
        names = [element.name for element in self.all(tag)]
        assert len(found) == 1, f"{len(found)} of {tag} {name!r}, among {names}"
        return found[0]

    def names(self, tag: str) -> list[str]:
        """Return the accessible names of everything that has a tag."""
        return [element.name for element in self.all(tag)]

    @property
    def fields(self) -> dict[str, str]:
        """What a form sends as it stands, its buttons aside."""
        boxes = {box["name"]: box["value"] for box in self.all("input") if sends(box)}
        texts = {
            area["name"]: area.raw_text.removeprefix("\r").removeprefix("\n")
            for area in self.all("textarea")
        }
        return boxes | texts


def sends(box: Element) -> bool:
    """Tell whether a form sends an input of it."""
    return bool(box["name"]) and box["type"] not in NO_VALUE


class Page(HTMLParser):
    """A page that was taken apart.

    :param html: the page, or a part of one.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = self.current = Element("", {})
        self.feed(html)
        self.close()
        assert self.current is self.root, f"{self.current.tag} is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element."""
        given = {key: value or "" for key, value in attrs}
        element = Element(tag, given, self.current)
        self.current.children.append(element)
        if tag not in VOID:
            self.current = element

    def handle_endtag(self, tag: str) -> None:
        """Go out of it again."""
        assert self.current.tag == tag, f"{self.current.tag} is ended by {tag}"
        assert self.current.parent is not None
        self.current = self.current.parent

    def handle_data(self, data: str) -> None:
        """Take text."""
        self.current.children.append(data)

    def form_of(self, button: Element) -> Element:
        """Return the form that a button sends."""
        if button["form"]:
            return self.root.one("form", id=button["form"])
        around = button.parent
        while around is not None and around.tag != "form":
            around = around.parent
        assert around is not None, f"the button {button.name!r} has no form"
        return around
