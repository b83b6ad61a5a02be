/** Focuses the error summary, and returns whether there is one. */
export function focusOnProblem(root) {
  const problem = root.querySelector("[data-focus]");
  problem?.focus();
  return problem !== null;
}

const heading = () => document.querySelector("main h2");
const itemOf = (element) => element?.closest?.(".tasks > li");

let before;

/** Remembers the focused item and its neighbours before a swap. */
export function rememberFocus(event) {
  const { sourceElement: source, request } = event.detail.ctx;
  const focused = document.activeElement;
  const item = itemOf(focused) ?? itemOf(request?.submitter);
  before = {
    heading: heading()?.textContent,
    item: item?.id,
    key: focused.dataset.key,
    neighbours: item ? [...following(item), ...preceding(item)] : [],
    isInSearch: focused.closest("[role=search]") !== null,
    isTurningPage: source.closest(".pages") !== null,
  };
}

function* following(item) {
  for (let next = item.nextElementSibling; next; next = next.nextElementSibling) {
    yield next.id;
  }
}

function* preceding(item) {
  let next = item.previousElementSibling;
  for (; next; next = next.previousElementSibling) yield next.id;
}

/**
 * Moves the focus to where the user continues after a swap.
 *
 * @param ctx htmx's context for the swap.
 * @param left after Back or Forward: an object with the `item` last used on this page.
 */
export function restoreFocus(ctx, left) {
  if (itemOf(ctx.target)) {
    focusInItem(ctx.target);
  } else if (focusOnProblem(document)) {
    return;
  } else if (left) {
    focusWithoutScrolling(left.item?.querySelector("a") ?? heading());
  } else if (heading()?.textContent !== before?.heading || before.isTurningPage) {
    scrollTo(0, 0);
    focusWithoutScrolling(heading());
  } else {
    focusInList(ctx);
  }
}

function focusInItem(item) {
  if (focusOnProblem(item)) return;
  const title = item.querySelector("[data-edit] [name=title]");
  title?.setSelectionRange(title.value.length, title.value.length);
  (title ?? item.querySelector("[data-key=e]"))?.focus();
}

function focusWithoutScrolling(element) {
  if (element?.matches("h2")) element.setAttribute("tabindex", "-1");
  element?.focus({ preventScroll: true });
}

function focusInList(ctx) {
  const isLost = document.activeElement === document.body;
  if (isLost) (sameButton() ?? fallback(ctx))?.focus();
  else document.activeElement.scrollIntoView({ block: "nearest" });
}

function sameButton() {
  const item = before.item && document.getElementById(before.item);
  return item?.querySelector(`[data-key="${before.key}"]`) ?? item?.querySelector("a");
}

function fallback(ctx) {
  if (before.isInSearch) return document.querySelector("#q");
  const restored = ctx.request?.action.match(/[0-9a-f]{24}/)?.[0];
  const item = [`task-${restored}`, ...before.neighbours]
    .map((id) => document.getElementById(id))
    .find((candidate) => candidate);
  return item?.querySelector("a") ?? document.querySelector("#new-title") ?? heading();
}
