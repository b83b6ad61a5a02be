"""What somebody sees on a page of the site, and whether it belongs together."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bson import ObjectId

from tests.browser.expected_list import Known, Row, expected_rows

__all__ = ["SNAPSHOT", "Page"]

SNAPSHOT = r"""
const all = (selector) => [...document.querySelectorAll(selector)];
const flat = (text) => text.replace(/\s+/g, " ").trim();
const ids = all("[id]").map(({ id }) => id);
const stored = (key) => JSON.parse(sessionStorage.getItem(key));
const keys = Object.keys(sessionStorage).filter((key) => key.startsWith("draft "));
const draftOf = (key) => [key.slice("draft ".length), stored(key).words];
const boxes = "input[type=text], textarea";
const boxesOf = (form) => [...form.elements].filter((field) => field.matches(boxes));
const valuesOf = (form) => boxesOf(form).map(({ name, value }) => [name, value]);
const placeOf = (form) => form.dataset.draft.split("#")[0];
const adding = stored("adding") ?? { waiting: [], returned: [], retry: null };
const forms = all("form[data-draft]");
const isChanged = (form) => "unsaved" in form.dataset
  || boxesOf(form).some(({ value, defaultValue }) => value !== defaultValue);
return {
  address: location.pathname + location.search,
  title: document.title,
  heading: flat(document.querySelector("main h2")?.textContent ?? ""),
  filter: document.querySelector("[aria-current=page]")?.textContent ?? null,
  search: document.querySelector("[type=search]")?.defaultValue ?? null,
  rows: all(".tasks > li").map((item) => [
    item.id.replace("task-", ""),
    item.querySelector("a.title")?.textContent,
    item.querySelector("[data-key=x]")?.ariaLabel.split(": ")[0],
  ]),
  typed: Object.fromEntries(forms.map((form) => [
    placeOf(form), Object.fromEntries(valuesOf(form)),
  ])),
  changed: forms.filter(isChanged).map(placeOf),
  room: all("[data-leftovers]").map(({ dataset }) => dataset.leftovers),
  offered: all("[data-leftovers] a").map(({ pathname }) => pathname),
  drafts: Object.fromEntries(keys.map(draftOf)),
  waiting: adding.waiting.map(({ words }) => words),
  returned: [...adding.returned, adding.retry].flatMap((entry) => entry?.words ?? []),
  status: flat(document.querySelector("#status").textContent),
  repeated: ids.filter((id, index) => ids.indexOf(id) !== index),
  isBusy: document.readyState !== "complete"
    || document.querySelector("[aria-busy=true]") !== null,
};
"""
SITE = "Simple ToDo Example"
TASK = "[0-9a-f]{24}"
ADDRESSES = {
    r"(All|Open|Done|Deleted) Items": r"/(\?.*)?",
    r"New Todo Task": r"/new",
    r"Task: .*": rf"/{TASK}",
    r"Edit task|Somebody else changed this task": rf"/{TASK}/edit",
    r"This task was deleted": rf"/{TASK}(/edit|/done|/reopen)?",
    r"Help": r"/help",
    r"Import tasks": r"/import",
}
"""Regular expressions of headings and of the addresses at which they stand."""

Tasks = Mapping[ObjectId, Known]


@dataclass(frozen=True)
class Page:
    """What a person sees; see :data:`SNAPSHOT`."""

    address: str
    title: str
    heading: str
    filter: str | None
    search: str | None
    rows: list[tuple[str, str, str]]
    typed: dict[str, dict[str, str]]
    changed: list[str]
    room: list[str]
    offered: list[str]
    drafts: dict[str, dict[str, str]]
    waiting: list[str]
    returned: list[str]
    status: str
    repeated: list[str]
    isBusy: bool  # noqa: N815  the script's name

    @property
    def is_list(self) -> bool:
        """Whether this is the list."""
        return self.filter is not None

    def problems(self, tasks: Tasks, listed: Iterable[Known] | None) -> Iterator[str]:
        """Yield where address, title and content do not belong together.

        :param tasks: the tasks.
        :param listed: the tasks as they were when the list was requested, if the page
            must show what was sent then.
        """
        if self.repeated:
            yield f"ids occur twice: {self.repeated}"
        if self.title.removeprefix("Error: ") != f"{self.heading} - {SITE}":
            yield f"the title {self.title!r} is not about {self.heading!r}"
        if not any(
            re.fullmatch(heading, self.heading) and re.fullmatch(address, self.address)
            for heading, address in ADDRESSES.items()
        ):
            yield f"{self.heading!r} does not belong to {self.address}"
        if self.heading.startswith("Task: "):
            title = self.heading.removeprefix("Task: ")
            if title not in tasks[ObjectId(self.address[1:])].titles:
                yield f"{title!r} was never the title of {self.address}"
        if self.is_list:
            yield from self._list_problems()
            if listed is not None:
                yield from self._row_problems(listed)

    def _list_problems(self) -> Iterator[str]:
        query = parse_qs(urlsplit(self.address).query)
        show = query.get("show", ["all"])[0]
        if [self.filter, self.search] != [show.capitalize(), query.get("q", [""])[0]]:
            yield f"{self.filter} and {self.search!r} at {self.address}"
        if not self.heading.startswith(f"{self.filter} "):
            yield f"{self.heading} under the filter {self.filter}"

    def _row_problems(self, listed: Iterable[Known]) -> Iterator[str]:
        """Yield whether the rows are wrong, unless one is being edited."""
        rows = [Row(*row) for row in self.rows]
        expected = expected_rows(listed, self.address)
        if all(row.title for row in rows) and rows != expected:
            yield f"the list contains {rows} instead of {expected}"
