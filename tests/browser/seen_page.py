"""What somebody sees on a page of the site, and whether it belongs together."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bson import ObjectId

from tests.browser.acknowledged import Known

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
const forms = all("form[data-draft]");
const isChanged = (form) => "unsaved" in form.dataset
  || boxesOf(form).some(({ value, defaultValue }) => value !== defaultValue);
return {
  address: location.pathname + location.search,
  title: document.title,
  heading: flat(document.querySelector("main h2")?.textContent ?? ""),
  filter: document.querySelector("[aria-current=page]")?.textContent ?? null,
  search: document.querySelector("[type=search]")?.defaultValue ?? null,
  items: all(".tasks > li").map((item) => [
    item.id.replace("task-", ""),
    item.querySelector("a.title")?.textContent ?? null,
    all(`#${item.id} [formaction]`).map(({ name, ariaLabel }) => ariaLabel),
  ]),
  typed: Object.fromEntries(forms.map((form) => [
    placeOf(form), Object.fromEntries(valuesOf(form)),
  ])),
  changed: forms.filter(isChanged).map(placeOf),
  room: all("[data-leftovers]").map(({ dataset }) => dataset.leftovers),
  offered: all("[data-leftovers] a").map(({ pathname }) => pathname),
  drafts: Object.fromEntries(keys.map(draftOf)),
  waiting: (stored("adding")?.waiting ?? []).map(({ words }) => words),
  repeated: ids.filter((id, index) => ids.indexOf(id) !== index),
  isBusy: document.readyState !== "complete"
    || document.querySelector("[aria-busy=true]") !== null,
};
"""
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
UNWANTED = {
    "all": {"Restore"},
    "open": {"Reopen", "Restore"},
    "done": {"Done", "Restore"},
    "deleted": {"Done", "Reopen", "Delete"},
}
"""The verbs on buttons of tasks that a filter must not show."""

Tasks = Mapping[ObjectId, Known]


@dataclass(frozen=True)
class Page:
    """What a person sees; see :data:`SNAPSHOT`."""

    address: str
    title: str
    heading: str
    filter: str | None
    search: str | None
    items: list[tuple[str, str | None, list[str]]]
    typed: dict[str, dict[str, str]]
    changed: list[str]
    room: list[str]
    offered: list[str]
    drafts: dict[str, dict[str, str]]
    waiting: list[str]
    repeated: list[str]
    isBusy: bool  # noqa: N815  the script's name

    @property
    def is_list(self) -> bool:
        """Whether this is the list."""
        return self.filter is not None

    def problems(self, tasks: Tasks) -> Iterator[str]:
        """Yield where address, title and content do not belong together."""
        if self.repeated:
            yield f"ids occur twice: {self.repeated}"
        title = self.title.removeprefix("Error: ")
        if title != f"{self.heading} - Simple ToDo Example":
            yield f"the title {self.title!r} is not about {self.heading!r}"
        if not any(
            re.fullmatch(heading, self.heading) and re.fullmatch(address, self.address)
            for heading, address in ADDRESSES.items()
        ):
            yield f"{self.heading!r} does not belong to {self.address}"
        if self.heading.startswith("Task: "):
            yield from title_problems(
                tasks, self.address[1:], self.heading.removeprefix("Task: ")
            )
        if self.is_list:
            yield from self._list_problems(tasks)

    def _list_problems(self, tasks: Tasks) -> Iterator[str]:
        query = parse_qs(urlsplit(self.address).query)
        show = query.get("show", ["all"])[0]
        if [self.filter, self.search] != [show.capitalize(), query.get("q", [""])[0]]:
            yield f"{self.filter} and {self.search!r} at {self.address}"
        if not self.heading.startswith(f"{self.filter} "):
            yield f"{self.heading} under the filter {self.filter}"
        for task_id, title, buttons in self.items:
            if title is not None:
                yield from title_problems(tasks, task_id, title)
            verbs = {name.partition(": ")[0] for name in buttons if name}
            if verbs & UNWANTED[show]:
                yield f"{buttons} under the filter {show}"


def title_problems(tasks: Tasks, task_id: str, title: str) -> Iterator[str]:
    """Yield whether a task never had a title."""
    if title not in tasks[ObjectId(task_id)].titles:
        yield f"{title!r} was never the title of {task_id}"
