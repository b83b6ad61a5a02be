/** Moves the focus to what says that the form has a problem. */
export function focusOnProblem(root) {
  const problem = root.querySelector("[data-focus]");
  problem?.focus();
  return problem !== null;
}

let before;

/** Notes where the focus is, and what comes after and before it in the list. */
export function rememberFocus() {
  const focused = document.activeElement;
  const item = focused?.closest(".tasks > li");
  before = {
    id: focused?.id,
    heading: heading()?.textContent,
    item: item?.id,
    neighbours: item ? [...after(item), ...above(item)] : [],
    wasEditing: item?.querySelector("[data-edit]") !== null,
  };
}

const heading = () => document.querySelector("main h2");

function* after(item) {
  for (let next = item.nextElementSibling; next; next = next.nextElementSibling) {
    yield next.id;
  }
}

function* above(item) {
  let next = item.previousElementSibling;
  for (; next; next = next.previousElementSibling) yield next.id;
}

/** Puts the focus where a person would look for it after a swap. */
export function restoreFocus(ctx) {
  const target = ctx.target;
  if (target?.matches?.(".tasks > li")) {
    focusInItem(target);
  } else if (focusOnProblem(document)) {
    return;
  } else if (heading()?.textContent !== before?.heading) {
    startPage();
  } else {
    focusInList();
  }
}

function focusInItem(item) {
  if (focusOnProblem(item)) return;
  const form = item.querySelector("[data-edit]");
  const title = form?.querySelector("[name=title]");
  (title ?? item.querySelector("[id^=edit-]"))?.focus();
}

function startPage() {
  scrollTo(0, 0);
  const start = heading();
  start?.setAttribute("tabindex", "-1");
  start?.focus({ preventScroll: true });
}

function focusInList() {
  if (document.activeElement !== document.body) return keepInSight();
  const kept = before?.id && document.getElementById(before.id);
  const item = [before?.item, ...(before?.neighbours ?? [])]
    .map((id) => id && document.getElementById(id))
    .find((candidate) => candidate);
  const fallback = document.querySelector("#new-title") ?? heading();
  (kept ?? item?.querySelector("a") ?? fallback)?.focus();
  keepInSight();
}

function keepInSight() {
  document.activeElement.scrollIntoView({ block: "nearest" });
}
